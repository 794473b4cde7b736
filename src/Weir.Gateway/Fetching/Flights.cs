using System.Collections.Concurrent;

namespace Weir.Gateway.Fetching;

/// <summary>
/// One flight a key: whoever asks while one is under way gets its result. A flight belongs to the process, not to the caller who started
/// it; a caller that hangs up stops waiting and nothing else.
/// </summary>
/// <param name="onBug">Told of what a flight throws: its callers may all have hung up.</param>
/// <param name="stopping">Ends all flights.</param>
internal sealed class Flights<TResult>(Action<string, Exception> onBug, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<TResult>>> _flights = new(StringComparer.Ordinal);

    /// <summary>Flights under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Joins the flight of a key or starts it.</summary>
    public Task<TResult> JoinAsync(string key, Func<CancellationToken, Task<TResult>> start, CancellationToken caller)
    {
        var flight = _flights.GetOrAdd(key, static (k, arg) => new Lazy<Task<TResult>>(() => arg.Self.FlyAsync(k, arg.Start)), (Self: this, Start: start));
        return flight.Value.WaitAsync(caller);
    }

    /// <summary>Ends when no flight is under way, or with the token.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        while (_flights.Values.FirstOrDefault() is { } flight && !deadline.IsCancellationRequested)
            await Task.WhenAny(flight.Value, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline));
    }

    private async Task<TResult> FlyAsync(string key, Func<CancellationToken, Task<TResult>> start)
    {
        // Away from the caller's stack: what it does after its own await must not run inside the flight.
        await Task.Yield();
        try
        {
            return await start(stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            onBug(key, e);
            throw;
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }
}
