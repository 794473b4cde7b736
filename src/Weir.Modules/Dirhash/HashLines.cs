using System.Security.Cryptography;
using System.Text;
using Weir.Modules.Text;

namespace Weir.Modules.Dirhash;

/// <summary>
/// The text whose SHA-256 is an h1 hash (golang.org/x/mod/sumdb/dirhash Hash1): for each file, in the order of the names' UTF-8 bytes, a line of its SHA-256 in
/// lower-case hex, two spaces and its name. <c>h1:</c> and base64 with padding follow. A directory listed twice counts twice, as in Go; a file listed twice
/// has no hash.
/// </summary>
internal sealed class HashLines(int capacity)
{
    private readonly List<string> _names = new(capacity);
    private readonly byte[] _digests = new byte[capacity * SHA256.HashSizeInBytes];

    /// <summary>Adds a file; the caller fills in the SHA-256 of its content.</summary>
    public Span<byte> Add(string name)
    {
        _names.Add(name);
        return Digest(_names.Count - 1);
    }

    /// <summary>Null and the hash, or why there is none.</summary>
    public string? Finish(out string? h1)
    {
        h1 = null;
        var order = new int[_names.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var names = _names.ToArray();
        Array.Sort(names, order, Utf8Order.Instance);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = new byte[256];
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0 && string.Equals(names[i], names[i - 1], StringComparison.Ordinal) && !names[i].EndsWith('/'))
            {
                return $"multiple entries for file {GoQuote.Text(names[i])}";
            }

            if (names[i].Contains('\n', StringComparison.Ordinal))
            {
                return "dirhash: filenames with newlines are not supported";
            }

            Append(hash, Digest(order[i]), names[i], ref line);
        }

        h1 = "h1:" + Convert.ToBase64String(hash.GetHashAndReset());
        return null;
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> digest, string name, ref byte[] line)
    {
        const int NameAt = (2 * SHA256.HashSizeInBytes) + 2;
        var longest = NameAt + Encoding.UTF8.GetMaxByteCount(name.Length) + 1;
        line = line.Length >= longest ? line : new byte[longest];
        Convert.TryToHexStringLower(digest, line, out _);
        line[NameAt - 2] = (byte)' ';
        line[NameAt - 1] = (byte)' ';
        var end = NameAt + Encoding.UTF8.GetBytes(name, line.AsSpan(NameAt));
        line[end] = (byte)'\n';
        hash.AppendData(line, 0, end + 1);
    }

    private Span<byte> Digest(int index) => _digests.AsSpan(index * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
}
