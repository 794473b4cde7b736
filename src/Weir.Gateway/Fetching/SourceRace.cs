using System.Collections.Immutable;
using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Fetching;

/// <summary>
/// Asks the sources of one tier until one gives a sound answer. One at a time, except that a source which shows no first byte within the
/// class's patience gets company: the next one is asked too, and the first sound answer wins. So a source that accepts and never answers
/// costs its first victim the patience, not the time-out, and a slow one that is working on it is not thrown away.
/// </summary>
internal sealed class SourceRace(HealthBoard health, TimeProvider time)
{
    /// <param name="sources">In the order in which to ask.</param>
    /// <param name="requestClass">For health.</param>
    /// <param name="ask">Fetches and checks; the reply's body is sound when its outcome is Ok.</param>
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

    // A loser that never showed a byte while another source answered is a silent one, not merely a slower one.
    private async Task GiveUpAsync(Runner loser, RequestClass requestClass, Trace trace)
    {
        if (loser.IsSlow)
        {
            var silent = SourceReply.Failure(Outcome.Silent, $"no first byte within {loser.Patience.TotalSeconds:0.#} s") with
            {
                TimedOut = true,
                Took = time.GetElapsedTime(loser.Started),
            };
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

    private sealed class Runner
    {
        private readonly TaskCompletionSource _firstByte = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public required ISource Source { get; init; }

        public required TimeSpan Patience { get; init; }

        public required long Started { get; init; }

        public Task<SourceReply> Reply { get; private set; } = null!;

        /// <summary>Ends when the first byte is there or patience is over.</summary>
        public Task Decided { get; private set; } = null!;

        /// <summary>True once patience ended without a first byte.</summary>
        public bool IsSlow { get; private set; }

        public static Runner Start(
            ISource source, Func<ISource, Action, CancellationToken, Task<SourceReply>> ask, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
        {
            var runner = new Runner { Source = source, Patience = patience, Started = time.GetTimestamp() };
            runner.Reply = ask(source, () => runner._firstByte.TrySetResult(), cancellation);
            runner.Decided = runner.DecideAsync(time, cancellation);
            return runner;
        }

        private async Task DecideAsync(TimeProvider time, CancellationToken cancellation)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var patience = Task.Delay(Patience, time, timer.Token);
            if (await Task.WhenAny(_firstByte.Task, Reply, patience) == patience && !cancellation.IsCancellationRequested)
            {
                IsSlow = true;
                return;
            }

            await timer.CancelAsync();
            // The first byte is here: wait for the body, however long it takes.
            await Task.WhenAny(Reply);
        }
    }
}
