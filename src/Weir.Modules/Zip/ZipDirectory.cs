using System.Diagnostics.CodeAnalysis;

namespace Weir.Modules.Zip;

/// <summary>
/// The central directory of a zip, read as Go's archive/zip reads it: headers from where the end record points, for as long as they have the signature; their
/// number must agree with the end record modulo 65536. Names must be UTF-8. Bounded: at most 64 MiB of headers and 500,000 entries.
/// </summary>
public sealed class ZipDirectory
{
    private const int MaxEntries = 500_000;

    private static readonly string TooLarge = $"zip central directory is too large (limit is {ModuleZip.MaxDirectory} bytes)";

    private ZipDirectory(List<ZipEntry> entries) => Entries = entries;

    /// <summary>The entries in the directory's order.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Reads the directory of a seekable stream; its position afterwards is anywhere. An I/O error of the stream passes through.</summary>
    public static bool TryRead(Stream seekable, [NotNullWhen(true)] out ZipDirectory? directory, [NotNullWhen(false)] out string? problem)
    {
        using var source = new ZipSource(seekable);
        return TryRead(source, out directory, out problem);
    }

    /// <summary>
    /// The whole content of an entry, at most <paramref name="limit"/> bytes, checked against its size and CRC. On failure <paramref name="problem"/> is Go's
    /// reason.
    /// </summary>
    public static bool TryReadContent(
        Stream seekable, ZipEntry entry, int limit, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? problem)
    {
        content = null;
        if (entry.Size > (ulong)limit)
        {
            problem = $"{entry.Size} bytes (limit is {limit} bytes)";
            return false;
        }

        using var source = new ZipSource(seekable);
        using var reader = new ZipEntryReader(source, entry);
        var buffer = new byte[(int)entry.Size];
        var length = 0;
        while (length < buffer.Length && reader.Read(buffer.AsSpan(length)) is > 0 and var count)
        {
            length += count;
        }

        // The read behind the last byte checks the sum.
        Span<byte> none = stackalloc byte[1];
        _ = reader.Problem is null ? reader.Read(none) : 0;
        problem = reader.Problem;
        content = problem is null ? buffer : null;
        return problem is null;
    }

    internal static bool TryRead(ZipSource source, [NotNullWhen(true)] out ZipDirectory? directory, [NotNullWhen(false)] out string? problem)
    {
        directory = null;
        if (!ZipEnd.TryFind(source, out var end))
        {
            problem = ZipText.NotAZip;
            return false;
        }

        // Told before the headers are read: a directory that is too large would first fill the memory.
        if (end.DirectorySize > ModuleZip.MaxDirectory)
        {
            problem = TooLarge;
            return false;
        }

        var entries = new List<ZipEntry>();
        problem = ReadHeaders(source, end, entries);
        if (problem is null && (ushort)entries.Count != (ushort)end.Records)
        {
            problem = ZipText.NotAZip;
        }

        directory = problem is null ? new ZipDirectory(entries) : null;
        return problem is null;
    }

    private static string? ReadHeaders(ZipSource source, ZipEnd end, List<ZipEntry> entries)
    {
        var at = end.DirectoryStart;
        while (true)
        {
            switch (ZipHeaders.Read(source, ref at, out var entry))
            {
                case ZipHeaders.Outcome.End:
                    return null;
                case ZipHeaders.Outcome.BadName:
                    return "malformed file path: invalid UTF-8";
                default:
                    entry!.HeaderOffset += end.BaseOffset;
                    entries.Add(entry);
                    break;
            }

            if (at - end.DirectoryStart > ModuleZip.MaxDirectory)
            {
                return TooLarge;
            }

            if (entries.Count > MaxEntries)
            {
                return $"zip has too many entries (limit is {MaxEntries})";
            }
        }
    }
}
