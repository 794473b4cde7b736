using System.Buffers.Binary;
using System.Text;

namespace Weir.Modules.Zip;

/// <summary>
/// The headers of an entry (APPNOTE 4.3.7, 4.3.12) and the zip64 field in their extras (4.5.3). Sizes and offset in the zip64 field count only where the
/// 32-bit ones are all ones; an uncompressed size of all ones without the field is taken as it stands, as in Go.
/// </summary>
internal static class ZipHeaders
{
    public const int DirectoryLength = 46;
    public const int LocalLength = 30;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public enum Outcome
    {
        Entry,
        End,
        BadName,
    }

    public static bool IsDirectoryHeader(ZipSource source, long at) => Read(source, ref at, out _) is not Outcome.End;

    /// <summary>Reads the header at the position and moves behind it.</summary>
    public static Outcome Read(ZipSource source, ref long at, out ZipEntry? entry)
    {
        entry = null;
        Span<byte> fixedPart = stackalloc byte[DirectoryLength];
        if (!source.TryReadExactly(at, fixedPart) || !fixedPart.StartsWith("PK\x01\x02"u8))
        {
            return Outcome.End;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[32..]);
        var length = nameLength + extraLength;
        Span<byte> variable = length <= 2048 ? stackalloc byte[length] : new byte[length];
        var next = at + DirectoryLength + length + commentLength;
        if (next > source.Length || !source.TryReadExactly(at + DirectoryLength, variable))
        {
            return Outcome.End;
        }

        if (!TryName(variable[..nameLength], out var name))
        {
            return Outcome.BadName;
        }

        var read = new ZipEntry(name)
        {
            Flags = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[8..]),
            Method = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[10..]),
            Crc32 = BinaryPrimitives.ReadUInt32LittleEndian(fixedPart[16..]),
            CompressedSize = BinaryPrimitives.ReadUInt32LittleEndian(fixedPart[20..]),
            Size = BinaryPrimitives.ReadUInt32LittleEndian(fixedPart[24..]),
            HeaderOffset = BinaryPrimitives.ReadUInt32LittleEndian(fixedPart[42..]),
        };
        if (!TryExtras(read, variable[nameLength..]))
        {
            return Outcome.End;
        }

        at = next;
        entry = read;
        return Outcome.Entry;
    }

    private static bool TryName(ReadOnlySpan<byte> bytes, out string name)
    {
        var ok = System.Text.Unicode.Utf8.IsValid(bytes);
        name = ok ? s_strict.GetString(bytes) : "";
        return ok;
    }

    private static bool TryExtras(ZipEntry entry, ReadOnlySpan<byte> extras)
    {
        const ushort Zip64 = 1;
        var needSize = entry.Size == uint.MaxValue;
        var needCompressed = entry.CompressedSize == uint.MaxValue;
        var needOffset = entry.HeaderOffset == uint.MaxValue;
        while (extras.Length >= 4)
        {
            var tag = BinaryPrimitives.ReadUInt16LittleEndian(extras);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extras[2..]);
            if (extras.Length - 4 < length)
            {
                break;
            }

            var field = extras.Slice(4, length);
            extras = extras[(4 + length)..];
            if (tag != Zip64)
            {
                continue;
            }

            if (!Take(ref field, ref needSize, out var size) || !Take(ref field, ref needCompressed, out var compressed)
                || !Take(ref field, ref needOffset, out var offset))
            {
                return false;
            }

            entry.Size = size ?? entry.Size;
            entry.CompressedSize = compressed ?? entry.CompressedSize;
            entry.HeaderOffset = offset is { } value ? (long)value : entry.HeaderOffset;
        }

        return !needCompressed && !needOffset;
    }

    private static bool Take(ref ReadOnlySpan<byte> field, ref bool needed, out ulong? value)
    {
        value = null;
        if (!needed)
        {
            return true;
        }

        needed = false;
        if (field.Length < 8)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[8..];
        return true;
    }
}
