using System.Collections.Immutable;
using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Fetching;

/// <summary>
/// Asks the sources of one tier until one gives a sound answer. One at a time, except that a source which shows no byte for longer than
/// the class's patience gets company: the next one is asked too, and the first sound answer wins. So a source that accepts and never answers
/// costs its first victim the patience, not the time-out, and a slow one that is working on it is not thrown away.
/// </summary>
internal sealed class SourceRace(HealthBoard health, TimeProvider time)
{
    /// <param name="sources">In the order in which to ask.</param>
    /// <param name="requestClass">For health.</param>
    /// <param name="ask">Fetches and checks, and calls back at every byte; the reply's body is sound when its outcome is Ok.</param>
    /// <param name="patience">How long without a first byte until the next source is asked too.</param>
    /// <param name="trace">Gets every attempt.</param>
    /// <param name="cancellation">Ends all attempts.</param>
    /// <returns>The winning reply and its source, or null when nobody delivered.</returns>
    public async Task<(ISource Source, SourceReply Reply)?> RunAsync(
        ImmutableArray<ISource> sources,
        RequestClass requestClass,
        Func<ISource, Action, CancellationToken, Task<SourceReply>> ask,
        TimeSpan patience,
        Trace trace,
        CancellationToken cancellation)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var runners = new List<Runner>();
        var next = 0;
        try
        {
            while (next < sources.Length || runners.Count > 0)
            {
                if (next < sources.Length && runners.TrueForAll(runner => runner.IsSlow))
                    runners.Add(Runner.Start(sources[next++], ask, patience, time, losers.Token));

                var mayAdd = next < sources.Length;
                var events = runners.Select(runner => (Task)runner.Reply);
                if (mayAdd)
                    events = events.Concat(runners.Where(runner => !runner.IsSlow).Select(runner => runner.Decided));
                await Task.WhenAny(events);

                foreach (var runner in runners.Where(runner => runner.Reply.IsCompleted).ToList())
                {
                    runners.Remove(runner);
                    var reply = await runner.Reply;
                    health.Report(runner.Source, requestClass, reply);
                    trace.Add(Attempt.Of(runner.Source, reply));
                    if (reply.Outcome == Outcome.Ok)
                        return (runner.Source, reply);
                }
            }

            return null;
        }
        finally
        {
            await losers.CancelAsync();
            foreach (var loser in runners)
                _ = GiveUpAsync(loser, requestClass, trace);
        }
    }

    // A loser that was slow and showed no byte since while another source answered is a silent one; one that went on is merely slower.
    private async Task GiveUpAsync(Runner loser, RequestClass requestClass, Trace trace)
    {
        if (loser.SilentBecause is { } reason)
        {
            var silent = SourceReply.Failure(Outcome.Silent, reason) with { TimedOut = true, Took = time.GetElapsedTime(loser.Started) };
            health.Report(loser.Source, requestClass, silent);
            trace.Add(Attempt.Of(loser.Source, silent));
        }

        try
        {
            (await loser.Reply).Body?.Dispose();
        }
        catch (OperationCanceledException)
        {
            // That is what losing means.
        }
    }

    private sealed class Runner(ISource source, TimeSpan patience, TimeProvider time)
    {
        private long _lastByte;
        private long _slowSince = -1;
        private string? _slowBecause;

        public ISource Source { get; } = source;

        public long Started { get; } = time.GetTimestamp();

        public Task<SourceReply> Reply { get; private set; } = null!;

        /// <summary>Ends with the reply or when patience is over.</summary>
        public Task Decided { get; private set; } = null!;

        /// <summary>True once patience was over: no first byte, or no further one.</summary>
        public bool IsSlow => _slowBecause is not null;

        /// <summary>Why it counts as silent: it was slow, and nothing has come late either. Null when something has.</summary>
        public string? SilentBecause => Volatile.Read(ref _lastByte) == _slowSince ? _slowBecause : null;

        public static Runner Start(
            ISource source, Func<ISource, Action, CancellationToken, Task<SourceReply>> ask, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
        {
            var runner = new Runner(source, patience, time);
            runner.Reply = ask(source, () => Volatile.Write(ref runner._lastByte, time.GetTimestamp()), cancellation);
            runner.Decided = runner.DecideAsync(cancellation);
            return runner;
        }

        private async Task DecideAsync(CancellationToken cancellation)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            while (!Reply.IsCompleted && !cancellation.IsCancellationRequested)
            {
                var last = Volatile.Read(ref _lastByte);
                var (since, allowed) = last == 0 ? (Started, patience) : (last, FetchLimits.StallPatience);
                var left = allowed - time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    _slowSince = last;
                    _slowBecause = last == 0 ? $"no first byte within {allowed.TotalSeconds:0.#} s" : $"the body stalled for {allowed.TotalSeconds:0.#} s";
                    return;
                }

                await Task.WhenAny(Reply, Task.Delay(left, time, over.Token));
            }

            await over.CancelAsync();
        }
    }
}
