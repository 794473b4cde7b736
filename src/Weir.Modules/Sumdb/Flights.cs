namespace Weir.Modules.Sumdb;

/// <summary>
/// Work in progress, shared by everyone who asks for the same thing meanwhile. It is cancelled when the last of them leaves. Nothing is remembered once it is
/// done, neither a result nor an error.
/// </summary>
internal sealed class Flights<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Flight> _flying = [];

    public async Task<TResult> JoinAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Flight? flight;
        var first = false;
        lock (_gate)
        {
            if (!_flying.TryGetValue(key, out flight))
            {
                first = true;
                flight = _flying[key] = new Flight();
            }

            flight.Waiting++;
        }

        if (first)
        {
            _ = RunAsync(key, flight, work);
        }

        try
        {
            return await flight.Landed.Task.WaitAsync(cancel);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private async Task RunAsync(TKey key, Flight flight, Func<CancellationToken, Task<TResult>> work)
    {
        try
        {
            var result = await work(flight.Cancel.Token);
            End(key, flight);
            flight.Landed.TrySetResult(result);
        }
        catch (OperationCanceledException) when (flight.Cancel.IsCancellationRequested)
        {
            flight.Landed.TrySetCanceled(CancellationToken.None);
        }
        catch (Exception failure)
        {
            End(key, flight);
            flight.Landed.TrySetException(failure);
            _ = flight.Landed.Task.Exception; // Seen, even when everybody has left.
        }
        finally
        {
            flight.Dispose();
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_gate)
        {
            if (--flight.Waiting > 0 || flight.Landed.Task.IsCompleted)
            {
                return;
            }

            // Whoever asks from now on begins anew.
            Remove(key, flight);
        }

        try
        {
            flight.Cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has landed just now.
        }
    }

    private void End(TKey key, Flight flight)
    {
        lock (_gate)
        {
            Remove(key, flight);
        }
    }

    private void Remove(TKey key, Flight flight)
    {
        if (_flying.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
        {
            _flying.Remove(key);
        }
    }

    private sealed class Flight : IDisposable
    {
        public readonly CancellationTokenSource Cancel = new();
        public readonly TaskCompletionSource<TResult> Landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Waiting;

        public void Dispose() => Cancel.Dispose();
    }
}
