using Weir.Gateway.Fetching;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Verification;

/// <summary>
/// Whether an answer of a checksum database has the shape of one (golang.org/x/mod/sumdb): enough to keep portals and broken relays out of the
/// cache. That it is true is for the client to prove; nobody on the way can forge it.
/// </summary>
public static class SumdbSoundness
{
    private const int HashSize = 32;

    /// <summary>Null when sound, else what is wrong.</summary>
    public static string? Check(SumdbRequest request, StagedBody body) => request.Endpoint switch
    {
        SumdbEndpoint.Lookup => IsLookup(Soundness.Bytes(body)) ? null : "something that is no lookup of a checksum database",
        SumdbEndpoint.Latest => IsNote(Soundness.Bytes(body)) ? null : "something that is no signed tree head",
        SumdbEndpoint.Tile when request.Tile.Level != TilePath.Data => body.Length == request.Tile.Width * HashSize
            ? null
            : $"a tile of {body.Length} bytes instead of {request.Tile.Width * HashSize}",
        SumdbEndpoint.Tile => Soundness.Bytes(body) is [(byte)'<', ..] ? "HTML where a tile was expected" : null,
        _ => null,
    };

    // "<record id>\n<record>\n\n<signed tree head>"
    private static bool IsLookup(ReadOnlySpan<byte> text)
    {
        var id = text.IndexOf((byte)'\n');
        return id > 0 && text[..id].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && text.IndexOf("\n\n"u8) is > 0 and var end && IsNote(text[(end + 2)..]);
    }

    // A text, a blank line, lines that begin with an em dash and a space.
    private static bool IsNote(ReadOnlySpan<byte> text) =>
        text.StartsWith("go.sum database tree\n"u8) && text.IndexOf("\n\n\u2014 "u8) > 0;
}
