using System.Collections.Immutable;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Health;

/// <summary>What is known of every source at one moment. Read without locks; never changed.</summary>
public sealed record HealthSnapshot(ImmutableDictionary<SourceClass, Breaker> Breakers)
{
    /// <summary>The breaker of a source and class.</summary>
    public Breaker? this[ISource source, RequestClass requestClass] =>
        Breakers.GetValueOrDefault(new SourceClass(source.Name, requestClass));
}

/// <summary>The key of a breaker: sources are told apart by name.</summary>
public readonly record struct SourceClass(string Source, RequestClass Class);

/// <summary>The sources of one tier in the order in which to ask them.</summary>
/// <param name="Ask">Sources to ask, best first. Never empty for a tier that has sources.</param>
/// <param name="LastResort">Sources left out for their health, to be asked only when all of <paramref name="Ask"/> failed.</param>
/// <param name="Trials">Left-out sources whose back-off is over: one request may go to each, off the caller's path.</param>
public sealed record AskOrder(ImmutableArray<ISource> Ask, ImmutableArray<ISource> LastResort, ImmutableArray<ISource> Trials);

/// <summary>
/// Observations in, one immutable snapshot out. Callers report every attempt and ask for an order; how health is judged stays in here.
/// </summary>
public sealed class HealthBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private HealthSnapshot _snapshot = new(ImmutableDictionary<SourceClass, Breaker>.Empty);

    /// <summary>The present state of every source asked so far.</summary>
    public HealthSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Raised after a breaker changed its state, with the source's name, the class and the new value.</summary>
    public event Action<string, RequestClass, Breaker>? Changed;

    /// <summary>The order in which to ask the sources of a tier for something of a class.</summary>
    public AskOrder Order(ImmutableArray<ISource> tier, RequestClass requestClass)
    {
        var snapshot = Snapshot;
        var now = time.GetUtcNow();
        var closed = tier.Where(source => snapshot[source, requestClass]?.IsClosed ?? true).ToImmutableArray();
        if (closed.Length == tier.Length)
            return new AskOrder(tier, [], []);

        var left = tier.Where(source => !closed.Contains(source)).ToImmutableArray();
        if (closed.IsEmpty)
            // Nobody is healthy: health is no reason to refuse. Those that are due first.
            return new AskOrder([.. left.OrderBy(source => snapshot[source, requestClass]!.Until)], [], []);

        var trials = left.Where(source => snapshot[source, requestClass]!.IsTrialDue(now)).ToImmutableArray();
        return new AskOrder(closed, left, trials);
    }

    /// <summary>Takes the one trial place of an open breaker. False when another request has it or it is not due.</summary>
    public bool TryBeginTrial(ISource source, RequestClass requestClass)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_snapshot[source, requestClass] is not { } breaker || !breaker.IsTrialDue(now))
                return false;
            Set(source.Name, requestClass, breaker with { State = BreakerState.HalfOpen, Since = now });
            return true;
        }
    }

    /// <summary>Leaves a source out of all classes until a moment, whatever it does meanwhile.</summary>
    public void Eject(string source, DateTimeOffset until, string reason)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var requestClass in Enum.GetValues<RequestClass>())
            {
                var breaker = _snapshot.Breakers.GetValueOrDefault(new SourceClass(source, requestClass)) ?? Breaker.New(now);
                Set(source, requestClass, breaker.Ejected(until, reason, now));
            }
        }
    }

    /// <summary>Records what an attempt came to.</summary>
    public void Report(ISource source, RequestClass requestClass, SourceReply reply)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var affected in IsAboutAll(requestClass, reply.Outcome) ? Enum.GetValues<RequestClass>() : [requestClass])
            {
                var breaker = _snapshot[source, affected] ?? Breaker.New(now);
                Set(source.Name, affected, reply.Outcome == Outcome.Throttle
                    ? breaker.Parked(now + Park(reply.RetryAfter), reply.Detail, now)
                    : breaker.After(reply.Outcome, reply.Detail, now));
            }
        }
    }

    // No connection is a fact about the source, whatever was asked for; so is silence over a small file. A slow zip may only be a cold one.
    private static bool IsAboutAll(RequestClass requestClass, Outcome outcome) =>
        outcome == Outcome.Unreachable || (outcome == Outcome.Silent && requestClass == RequestClass.Meta);

    private static TimeSpan Park(TimeSpan? retryAfter)
    {
        var wanted = retryAfter ?? BreakerRules.BackOff(1);
        return wanted < BreakerRules.LongestPark ? wanted : BreakerRules.LongestPark;
    }

    private void Set(string source, RequestClass requestClass, Breaker next)
    {
        var key = new SourceClass(source, requestClass);
        var before = _snapshot.Breakers.GetValueOrDefault(key);
        if (Equals(before, next))
            return;
        Volatile.Write(ref _snapshot, new HealthSnapshot(_snapshot.Breakers.SetItem(key, next)));
        if ((before?.State ?? BreakerState.Closed) != next.State)
            Changed?.Invoke(source, requestClass, next);
    }
}
