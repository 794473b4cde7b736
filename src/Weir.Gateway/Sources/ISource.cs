using System.Collections.Immutable;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;

namespace Weir.Gateway.Sources;

/// <summary>Something that may have a file: a module proxy, a file tree. Verification never knows which.</summary>
public interface ISource
{
    /// <summary>What people and metrics call it; unique within a plan, never with a secret in it.</summary>
    string Name { get; }

    /// <summary>Who may hear which module paths.</summary>
    Scope Scope { get; }

    /// <summary>Whether answers came by way of a credential and so belong to those who have one.</summary>
    bool UsesCredential { get; }

    /// <summary>
    /// Fetches one file into the staging folder. Expected failures are replies; only the cancellation of <paramref name="cancellation"/>
    /// throws. The caller owns the reply's body.
    /// </summary>
    Task<SourceReply> FetchAsync(SourceRequest request, CancellationToken cancellation);
}

/// <summary>One file to fetch.</summary>
/// <param name="Name">Relative path as on the wire but with literal <c>!</c>: <c>github.com/!burnt!sushi/toml/@v/v1.4.0.mod</c>.</param>
/// <param name="Class">Class of the request, for health.</param>
/// <param name="Limits">Time-outs and the size cap.</param>
/// <param name="ViaCount">How many Weirs the request has passed through already.</param>
public sealed record SourceRequest(string Name, RequestClass Class, FetchLimits Limits, int ViaCount)
{
    /// <summary>Called when headers and whenever bytes of an answer arrive; may be called from any thread.</summary>
    public Action? OnBytes { get; init; }

    /// <summary>True to hand over the body whatever the status is.</summary>
    public bool RelaysAll { get; init; }

    /// <summary>True to stop after the first bytes: is the source alive, and does it send what it should?</summary>
    public bool IsTrial { get; init; }
}

/// <summary>What a source said.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Status">HTTP status, or 0 where there was none.</param>
/// <param name="Detail">One line for people: what the source did. Null for a plain success.</param>
public sealed record SourceReply(Outcome Outcome, int Status, string? Detail)
{
    /// <summary>One line for people, whatever the source put into it: control characters become question marks.</summary>
    public string? Detail { get; init => field = OneLine(value); } = OneLine(Detail);

    /// <summary>The body, for <see cref="Outcome.Ok"/>.</summary>
    public StagedBody? Body { get; init; }

    /// <summary>The source's own text, for answers without a body to keep; plain text, bounded.</summary>
    public string? Text { get; init; }

    /// <summary>The Content-Type of <see cref="Text"/> or of the body, where the source gave one.</summary>
    public string? ContentType { get; init; }

    /// <summary>Where the body came from in the end, without secrets.</summary>
    public string? Url { get; init; }

    /// <summary>The headers of the answer, for evidence.</summary>
    public ImmutableDictionary<string, string>? Headers { get; init; }

    /// <summary>How long the source asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the attempt took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>True when the time-outs decided, not an answer.</summary>
    public bool TimedOut { get; init; }

    /// <summary>A failure without an HTTP status.</summary>
    public static SourceReply Failure(Outcome outcome, string detail) => new(outcome, 0, detail);

    private static string? OneLine(string? text) =>
        text is null || !text.Any(char.IsControl) ? text : string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
