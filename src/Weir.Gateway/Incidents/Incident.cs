using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Weir.Gateway.Incidents;

/// <summary>What an incident is about.</summary>
public static class IncidentKind
{
    /// <summary>A source gave bytes that contradict a hash.</summary>
    public const string Integrity = "integrity";

    /// <summary>A checksum database showed two logs.</summary>
    public const string Fork = "sumdb-fork";
}

/// <summary>
/// One thing that must not be forgotten, with the evidence to show a third party. A JSON file of its own under <c>DATA/incidents/</c>; never changed.
/// </summary>
/// <param name="Id">Time and a random part; the file's name.</param>
/// <param name="Kind">One of <see cref="IncidentKind"/>.</param>
/// <param name="At">When it was seen.</param>
/// <param name="Summary">What happened, in one sentence.</param>
public sealed record Incident(string Id, string Kind, DateTimeOffset At, string Summary)
{
    /// <summary>The module version, for <see cref="IncidentKind.Integrity"/>.</summary>
    public string? Module { get; init; }

    /// <summary>The file: <c>.mod</c> or <c>.zip</c>.</summary>
    public string? File { get; init; }

    /// <summary>Who gave it.</summary>
    public string? Source { get; init; }

    /// <summary>Where it came from, without secrets.</summary>
    public string? Url { get; init; }

    /// <summary>The hash it should have.</summary>
    public string? Expected { get; init; }

    /// <summary>Who says so: a checksum database or a go.sum.</summary>
    public string? ExpectedBy { get; init; }

    /// <summary>The hash it has.</summary>
    public string? Actual { get; init; }

    /// <summary>The answer's headers.</summary>
    public ImmutableDictionary<string, string>? Headers { get; init; }

    /// <summary>The bytes, below the data folder; null when they were too large to keep.</summary>
    public string? Evidence { get; init; }

    /// <summary>The record of the checksum database with its signed head, as it gave it; or for a fork both signed heads.</summary>
    public ImmutableArray<string>? SignedNotes { get; init; }

    /// <summary>The proof, for <see cref="IncidentKind.Fork"/>.</summary>
    public string? Proof { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(IReadOnlyList<Incident>))]
internal sealed partial class IncidentJson : JsonSerializerContext;
