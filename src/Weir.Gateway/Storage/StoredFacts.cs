using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Gateway.Storage;

/// <summary>
/// What is known of a file of a module version, in a small JSON file of its own outside Go's tree:
/// <code>{"length":93,"sha256":"…","source":"proxy.golang.org","at":"2026-11-21T08:00:00Z","verified":false}</code>
/// It can be lost: length and hash are then computed again and the source is unknown.
/// </summary>
internal sealed record StoredFacts(long Length, string Sha256, string Source, DateTimeOffset At, bool Verified)
{
    public static StoredFacts? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StorageJson.Default.StoredFacts) is { Sha256.Length: 64, Source: not null } facts ? facts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Default.StoredFacts);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredFacts))]
internal sealed partial class StorageJson : JsonSerializerContext;
