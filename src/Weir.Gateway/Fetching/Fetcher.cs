using System.Collections.Immutable;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Fetching;

/// <summary>What to fetch and how to judge it.</summary>
/// <param name="Class">Class of the request.</param>
/// <param name="Patience">How long without a first byte until the next source is asked too.</param>
/// <param name="AskAsync">Fetches from one source and checks the body; the flag asks for a trial only.</param>
internal sealed record FetchPlan(
    RequestClass Class,
    TimeSpan Patience,
    Func<ISource, Action, bool, CancellationToken, Task<SourceReply>> AskAsync)
{
    /// <summary>True where the 404 of a healthy source is not the last word: those left out for their health are asked too, though it takes longer.</summary>
    public bool AsksEverybody { get; init; }
}

/// <summary>What walking a route came to: a sound reply, or none.</summary>
/// <param name="Source">Who delivered, or null.</param>
/// <param name="Reply">The reply of <paramref name="Source"/>.</param>
/// <param name="Unasked">Sources left out for their health and not asked at all.</param>
internal sealed record FetchResult(ISource? Source, SourceReply? Reply, int Unasked);

/// <summary>Walks the tiers of a route: in each the sources in order of health, then on or not by <see cref="Route.HandsOn"/>.</summary>
internal sealed class Fetcher(HealthBoard health, TimeProvider time)
{
    private readonly SourceRace _race = new(health, time);

    public async Task<FetchResult> FetchAsync(Route route, FetchPlan plan, Trace trace, CancellationToken cancellation)
    {
        var unasked = 0;
        for (var i = 0; i < route.Tiers.Length; i++)
        {
            var tier = route.Tiers[i];
            var order = health.Order(tier.Sources, plan.Class);
            foreach (var source in order.Trials)
                _ = TryAsync(source, plan, cancellation);

            var left = 0;
            var asked = trace.Attempts.Length;
            var winner = await AskAsync(order.Ask, plan, trace, cancellation);
            var absent = trace.Attempts.Skip(asked).Count(attempt => attempt.Outcome == Outcome.Neg);
            if (winner is null && (absent == 0 || plan.AsksEverybody) && !order.LastResort.IsEmpty)
            {
                trace.Note("no healthy source delivered: asking the unhealthy ones too");
                winner = await AskAsync(order.LastResort, plan, trace, cancellation);
            }
            else if (winner is null && !order.LastResort.IsEmpty)
            {
                left = order.LastResort.Length;
                unasked += left;
                trace.Note($"not asked for their health: {string.Join(", ", order.LastResort.Select(source => source.Name))}");
            }

            if (winner is { } won)
                return new FetchResult(won.Source, won.Reply, unasked);
            var failed = left > 0 || trace.Attempts.Skip(asked).Any(attempt => attempt.Outcome is not (Outcome.Neg or Outcome.Cancel));
            if (i + 1 < route.Tiers.Length && !Route.HandsOn(tier, route.Tiers[i + 1], failed))
            {
                trace.Note($"the next tier is not asked: after a failure only public sources hand on to public ones");
                break;
            }
        }

        return new FetchResult(null, null, unasked);
    }

    private Task<(ISource Source, SourceReply Reply)?> AskAsync(
        ImmutableArray<ISource> sources, FetchPlan plan, Trace trace, CancellationToken cancellation) =>
        _race.RunAsync(
            sources,
            plan.Class,
            (source, onBytes, losing) => plan.AskAsync(source, onBytes, false, losing),
            plan.Patience,
            trace,
            cancellation);

    // The one half-open trial, off the caller's path: the same question, asked only to see whether the source is well again.
    private async Task TryAsync(ISource source, FetchPlan plan, CancellationToken cancellation)
    {
        if (!health.TryBeginTrial(source, plan.Class))
            return;
        try
        {
            var reply = await plan.AskAsync(source, static () => { }, true, cancellation);
            reply.Body?.Dispose();
            health.Report(source, plan.Class, reply);
        }
        catch (OperationCanceledException)
        {
            health.Report(source, plan.Class, SourceReply.Failure(Outcome.Cancel, "stopped"));
        }
    }
}
