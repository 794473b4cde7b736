using System.Buffers;
using System.Security.Cryptography;
using Weir.Modules.Zip;

namespace Weir.Modules.Dirhash;

/// <summary>
/// The one pass over a zip's contents: every entry is read to its end, which checks size and CRC, and hashed on the way. Small files are gathered in a
/// buffer and hashed in one call; entries are read in the directory's order, which is the file's.
/// </summary>
internal static class ZipHasher
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Null and the h1 hash, or <c>ENTRY: reason</c> for the first damaged entry.</summary>
    public static string? Hash(ZipSource source, ZipDirectory directory, out string? h1, CancellationToken cancellation)
    {
        h1 = null;
        var lines = new HashLines(directory.Entries.Count);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            foreach (var entry in directory.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                using var reader = new ZipEntryReader(source, entry);
                HashContent(reader, buffer, lines.Add(entry.Name), cancellation);
                if (reader.Problem is { } problem)
                {
                    return $"{Text.GoQuote.Show(entry.Name)}: {problem}";
                }
            }

            return lines.Finish(out h1);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void HashContent(ZipEntryReader reader, byte[] buffer, Span<byte> digest, CancellationToken cancellation)
    {
        if (Fill(reader, buffer) is var length && length < buffer.Length)
        {
            SHA256.HashData(buffer.AsSpan(0, length), digest);
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        do
        {
            hash.AppendData(buffer, 0, length);
            cancellation.ThrowIfCancellationRequested();
            length = Fill(reader, buffer);
        }
        while (length > 0);

        hash.GetHashAndReset(digest);
    }

    // Fewer bytes than fit mean that the end, or damage, was reached.
    private static int Fill(ZipEntryReader reader, Span<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length && reader.Read(buffer[length..]) is > 0 and var count)
        {
            length += count;
        }

        return length;
    }
}
