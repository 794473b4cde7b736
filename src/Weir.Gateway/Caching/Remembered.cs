using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Gateway.Caching;

/// <summary>
/// What was last heard of something that changes: a list, @latest or a query. Kept in the store's Lists area as JSON:
/// <code>{"source":"proxy.golang.org","at":"2026-11-21T08:00:00Z","absences":0,"body":"{\"Version\":…}","versions":[]}</code>
/// </summary>
/// <param name="Source">Who said it.</param>
/// <param name="At">When it was heard.</param>
/// <param name="Absences">How many refreshes in a row said that it does not exist.</param>
/// <param name="Body">The answer's text; for lists the rendered lines.</param>
/// <param name="Versions">For lists: each version, who listed it last and how often it was missing since.</param>
internal sealed record Remembered(
    string Source, DateTimeOffset At, int Absences, string Body, ImmutableArray<RememberedVersion> Versions)
{
    public static Remembered? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CachingJson.Default.Remembered) is { Source: not null, Body: not null, Versions.IsDefault: false } it
                ? it
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CachingJson.Default.Remembered);
}

/// <summary>One version of a remembered list.</summary>
/// <param name="Version">The version.</param>
/// <param name="Time">The optional second field of the line.</param>
/// <param name="Source">Who listed it last.</param>
/// <param name="Missing">Refreshes in a row, by a source whose word counts, that did not list it.</param>
internal sealed record RememberedVersion(string Version, string? Time, string Source, int Missing);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Remembered))]
internal sealed partial class CachingJson : JsonSerializerContext;
