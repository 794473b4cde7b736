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
    /// <param name="path">Path below the database's name.</param>
    /// <param name="body">The answer.</param>
    public static string? Check(string path, StagedBody body)
    {
        if (path.StartsWith("lookup/", StringComparison.Ordinal))
            return LookupRecord.TryParse(Soundness.Bytes(body).ToArray(), out _) ? null : "something that is no lookup of a checksum database";
        if (path == "latest")
            return IsNote(Soundness.Bytes(body)) ? null : "something that is no signed tree head";
        if (!TilePath.TryParse(path, out var tile))
            return null;
        if (tile.Level == TilePath.Data)
            return Soundness.Bytes(body) is [(byte)'<', ..] ? "HTML where a tile was expected" : null;
        return body.Length == tile.Width * HashSize ? null : $"a tile of {body.Length} bytes instead of {tile.Width * HashSize}";
    }

    // A text, a blank line, lines that begin with an em dash and a space.
    private static bool IsNote(ReadOnlySpan<byte> text) =>
        text.StartsWith("go.sum database tree\n"u8) && text.IndexOf("\n\n\u2014 "u8) > 0;
}
