using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Weir.Modules.Text;

namespace Weir.Modules.Proxy;

/// <summary>
/// The body of <c>.info</c> and <c>@latest</c>: <c>{"Version":"v1.0.0","Time":"2024-01-02T03:04:05Z"}</c>, read as Go's encoding/json reads it.
/// Names match in any case, the last of equal names wins, unknown ones (Origin among them) are skipped.
/// </summary>
/// <param name="Version">The version the request resolved to; not empty, otherwise unchecked.</param>
/// <param name="Time">When the version was made, in UTC; null when the proxy does not say.</param>
public sealed record ModuleInfo(string Version, DateTimeOffset? Time)
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads a body of at most 1 MiB. On failure <paramref name="problem"/> says what is wrong with it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ModuleInfo? info, [NotNullWhen(false)] out string? problem)
    {
        info = null;
        if (json.Length > MaxBytes)
        {
            problem = $"version information of {json.Length} bytes (limit is {MaxBytes} bytes)";
            return false;
        }

        if (Markup.LooksLike(json))
        {
            problem = "HTML where version information in JSON was expected";
            return false;
        }

        try
        {
            problem = Read(json, out info);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            info = null;
            problem = "invalid JSON: " + GoQuote.Show(FirstSentence(exception.Message));
        }

        return problem is null;
    }

    private static string? Read(ReadOnlySpan<byte> json, out ModuleInfo? info)
    {
        info = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "version information is not a JSON object";
        }

        string? version = null;
        DateTimeOffset? time = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            var problem = name switch
            {
                "version" => ReadVersion(ref reader, ref version),
                "time" => ReadTime(ref reader, ref time),
                _ => Skip(ref reader),
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        if (reader.Read())
        {
            return "text after the JSON object";
        }

        if (string.IsNullOrEmpty(version))
        {
            return "version information has no Version";
        }

        info = new ModuleInfo(version, time);
        return null;
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        const int Longest = 64;
        return reader.ValueSpan.Length > Longest ? "" : CaseFolding.Fold(reader.GetString() ?? "");
    }

    private static string? Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }

    private static string? ReadVersion(ref Utf8JsonReader reader, ref string? version)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType is not JsonTokenType.String)
        {
            return "Version is not a string";
        }

        version = reader.GetString();
        return null;
    }

    private static string? ReadTime(ref Utf8JsonReader reader, ref DateTimeOffset? time)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType is not JsonTokenType.String)
        {
            return "Time is not a string";
        }

        var text = reader.GetString();
        if (!Rfc3339.TryParse(text, out var parsed))
        {
            return $"Time {GoQuote.Text(text)} is not in RFC 3339 form";
        }

        time = parsed;
        return null;
    }

    private static ReadOnlySpan<char> FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message.AsSpan(0, end);
    }
}
