namespace Weir.Gateway.Health;

/// <summary>Whether a source is asked for one class of requests.</summary>
public enum BreakerState
{
    /// <summary>Asked in its turn.</summary>
    Closed,

    /// <summary>Not asked while another source of its tier can be.</summary>
    Open,

    /// <summary>One trial request is under way.</summary>
    HalfOpen,
}

/// <summary>
/// The breaker of one source and class, as one immutable value: each observation makes the next one.
/// </summary>
/// <param name="State">Asked, not asked, or on trial.</param>
/// <param name="Failures">Failures in a row while closed.</param>
/// <param name="Openings">How often it opened without <see cref="BreakerRules.CalmAfter"/> of health between; sets the back-off.</param>
/// <param name="Until">When an open breaker admits its trial.</param>
/// <param name="Since">When this state began.</param>
/// <param name="Reason">The last failure in one line, or null when there was none.</param>
/// <param name="LastOutcome">What the last attempt came to.</param>
public sealed record Breaker(
    BreakerState State,
    int Failures,
    int Openings,
    DateTimeOffset Until,
    DateTimeOffset Since,
    string? Reason,
    Outcome LastOutcome)
{
    /// <summary>A breaker nothing has been observed through.</summary>
    public static Breaker New(DateTimeOffset now) => new(BreakerState.Closed, 0, 0, now, now, null, Outcome.Ok);

    /// <summary>True when a source may be asked without being on trial.</summary>
    public bool IsClosed => State == BreakerState.Closed;

    /// <summary>True when the back-off of an open breaker is over and nobody is trying yet.</summary>
    public bool IsTrialDue(DateTimeOffset now) => State == BreakerState.Open && now >= Until;

    /// <summary>The value after an attempt that came to <paramref name="outcome"/>.</summary>
    public Breaker After(Outcome outcome, string? detail, DateTimeOffset now)
    {
        if (LastOutcome == Outcome.Integrity && State == BreakerState.Open && now < Until)
            return this;
        if (outcome.IsNeutral())
            // A trial that was given up proves nothing: let the next request try.
            return State == BreakerState.HalfOpen ? this with { State = BreakerState.Open, Until = now } : this;

        if (outcome.IsHealthy())
        {
            var openings = IsClosed && now - Since < BreakerRules.CalmAfter ? Openings : IsClosed ? 0 : Openings;
            return IsClosed
                ? this with { Failures = 0, Openings = openings, LastOutcome = outcome }
                : new Breaker(BreakerState.Closed, 0, openings, now, now, null, outcome);
        }

        var failures = Failures + 1;
        var stillOpen = State == BreakerState.Open && now < Until;
        var opens = !IsClosed || outcome.OpensAtOnce() || failures >= BreakerRules.FailuresInARow;
        if (stillOpen || !opens)
            return this with { Failures = failures, Reason = detail, LastOutcome = outcome };
        return new Breaker(
            BreakerState.Open, 0, Openings + 1, now + BreakerRules.BackOff(Openings + 1), now, detail, outcome);
    }

    /// <summary>The value after the source was caught lying: left out until <paramref name="until"/>, also when it answers well before.</summary>
    public Breaker Ejected(DateTimeOffset until, string reason, DateTimeOffset now) =>
        new(BreakerState.Open, 0, Openings, until, now, reason, Outcome.Integrity);

    /// <summary>The value after the source asked for patience until <paramref name="until"/>: not a failure, but not asked before.</summary>
    public Breaker Parked(DateTimeOffset until, string? detail, DateTimeOffset now) =>
        new(BreakerState.Open, 0, Openings, until, now, detail, Outcome.Throttle);
}

/// <summary>The breaker's figures.</summary>
public static class BreakerRules
{
    /// <summary>Failures in a row that open a breaker, where one alone does not.</summary>
    public const int FailuresInARow = 3;

    /// <summary>The longest a source is parked, whatever its Retry-After says.</summary>
    public static readonly TimeSpan LongestPark = TimeSpan.FromSeconds(300);

    /// <summary>Health this long forgets earlier openings.</summary>
    public static readonly TimeSpan CalmAfter = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>How long the n-th opening lasts: 30 s, doubling to 5 min.</summary>
    public static TimeSpan BackOff(int opening)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(opening - 1, 0, 8));
        return doubled < Longest ? doubled : Longest;
    }
}
