using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Modules.Zip;

/// <summary>
/// The end-of-central-directory record and its 64-bit twin (PKWARE APPNOTE 6.3.10, 4.3.14–4.3.16), found as Go's archive/zip finds them: the last signature
/// in the final 1 KiB, else in the final 65 KiB, its comment inside the file. Where versions of Go read a file differently (a size
/// of exactly 0xffff, a directory both where it claims to be and where it ends), it is refused.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ZipEnd(long DirectoryStart, ulong DirectorySize, long BaseOffset, ulong Records)
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int End64Length = 56;

    public static bool TryFind(ZipSource source, out ZipEnd end)
    {
        end = default;
        Span<byte> block = new byte[(int)Math.Min(source.Length, 65 * 1024)];
        if (!source.TryReadExactly(source.Length - block.Length, block))
        {
            return false;
        }

        var at = FindSignature(block, Math.Max(0, block.Length - 1024));
        at = at < 0 ? FindSignature(block, 0) : at;
        if (at < 0)
        {
            return false;
        }

        var record = block[at..];
        var endAt = source.Length - block.Length + at;
        ulong records = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        ulong size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        ulong offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (records == 0xffff || size is 0xffff or 0xffffffff || offset == 0xffffffff)
        {
            var old = size == 0xffff && records != 0xffff && offset != 0xffffffff;
            switch (Read64(source, endAt, out var end64))
            {
                case Found.Bad:
                case Found.Yes when old:
                    return false;
                case Found.Yes:
                    (endAt, records, size, offset) = end64;
                    break;
            }
        }

        return TryPlace(source, endAt, records, size, offset, out end);
    }

    private static bool TryPlace(ZipSource source, long endAt, ulong records, ulong size, ulong offset, out ZipEnd end)
    {
        end = default;
        if (size > (ulong)source.Length || offset > (ulong)source.Length)
        {
            return false;
        }

        var start = endAt - (long)size;
        var baseOffset = start - (long)offset;
        if (start < 0 || baseOffset < 0 || (baseOffset > 0 && ZipHeaders.IsDirectoryHeader(source, (long)offset)))
        {
            return false;
        }

        end = new ZipEnd(start, size, baseOffset, records);
        return true;
    }

    private static int FindSignature(ReadOnlySpan<byte> block, int from)
    {
        var tail = block[from..];
        for (var i = tail.Length - EndLength; i >= 0; i--)
        {
            if (tail[i] == 'P' && tail[i..].StartsWith("PK\x05\x06"u8))
            {
                var comment = BinaryPrimitives.ReadUInt16LittleEndian(tail[(i + EndLength - 2)..]);
                return i + EndLength + comment > tail.Length ? -1 : from + i;
            }
        }

        return -1;
    }

    private enum Found
    {
        No,
        Yes,
        Bad,
    }

    private static Found Read64(ZipSource source, long endAt, out (long At, ulong Records, ulong Size, ulong Offset) end)
    {
        end = default;
        Span<byte> locator = stackalloc byte[LocatorLength];
        if (!source.TryReadExactly(endAt - LocatorLength, locator) || !locator.StartsWith("PK\x06\x07"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(locator[4..]) != 0 || BinaryPrimitives.ReadUInt32LittleEndian(locator[16..]) != 1)
        {
            return Found.No;
        }

        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        Span<byte> record = stackalloc byte[End64Length];
        if (!source.TryReadExactly(at, record) || !record.StartsWith("PK\x06\x06"u8))
        {
            return Found.Bad;
        }

        end = (at, BinaryPrimitives.ReadUInt64LittleEndian(record[32..]), BinaryPrimitives.ReadUInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[48..]));
        return Found.Yes;
    }
}
