using System.Collections.Immutable;
using Weir.Gateway.Health;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Serving;

/// <summary>One attempt at one source, as people want to read it.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Status">HTTP status, or 0.</param>
/// <param name="Detail">What the source did, in one line.</param>
/// <param name="Took">How long it took.</param>
public sealed record Attempt(string Source, Outcome Outcome, int Status, string? Detail, TimeSpan Took)
{
    /// <summary>The source's own words, plain text, for answers without a body to keep.</summary>
    public string? Text { get; init; }

    /// <summary>True when the time-outs decided, not an answer.</summary>
    public bool TimedOut { get; init; }

    /// <summary>How long the source asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True for an attempt that neither delivered nor said that there is nothing.</summary>
    public bool IsFailure => !Outcome.IsHealthy() && Outcome != Outcome.Cancel;

    /// <summary>The attempt a reply came from.</summary>
    public static Attempt Of(ISource source, SourceReply reply) =>
        new(source.Name, reply.Outcome, reply.Status, reply.Detail, reply.Took)
        {
            Text = reply.Text,
            TimedOut = reply.TimedOut,
            RetryAfter = reply.RetryAfter,
        };
}

/// <summary>The decisions behind one answer. Error bodies and the access log are views of it.</summary>
public sealed class Trace
{
    private ImmutableArray<Attempt> _attempts = [];
    private ImmutableArray<string> _notes = [];

    /// <summary>The attempts at sources, in the order in which they ended.</summary>
    public ImmutableArray<Attempt> Attempts => _attempts;

    /// <summary>Decisions that are not attempts: a source left out for its health, a list that was merged.</summary>
    public ImmutableArray<string> Notes => _notes;

    /// <summary>Records an attempt.</summary>
    public void Add(Attempt attempt) => ImmutableInterlocked.Update(ref _attempts, static (all, one) => all.Add(one), attempt);

    /// <summary>Records a decision.</summary>
    public void Note(string note) => ImmutableInterlocked.Update(ref _notes, static (all, one) => all.Add(one), note);

    /// <summary>Name of the source that gave the bytes, or null.</summary>
    public string? Winner => _attempts.LastOrDefault(attempt => attempt.Outcome == Outcome.Ok)?.Source;
}
