using System.Buffers.Binary;

namespace Weir.Modules.Zip;

/// <summary>
/// CRC-32 as in zip (APPNOTE 4.4.7): polynomial 0x04C11DB7, reflected, initial value and final xor all ones. Where the processor multiplies without
/// carries, long data goes through <see cref="Crc32Folding"/>; else, and for the rest, sixteen tables take sixteen bytes a step ("slicing-by-16").
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;
    private const int Slices = 16;

    private static readonly uint[] s_tables = MakeTables();

    /// <summary>The sum of what <paramref name="crc"/> is the sum of, followed by the data. The sum of nothing is 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        if (data.Length < Crc32Folding.MinLength || !Crc32Folding.IsSupported)
        {
            return ~AppendByTables(~crc, data);
        }

        var blocks = data.Length & ~15;
        return ~AppendByTables(Crc32Folding.Append(~crc, data[..blocks]), data[blocks..]);
    }

    internal static uint AppendByTables(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> t = s_tables;
        while (data.Length >= Slices)
        {
            var a = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            var b = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            var c = BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
            var d = BinaryPrimitives.ReadUInt32LittleEndian(data[12..]);
            crc = Look(t, 12, a) ^ Look(t, 8, b) ^ Look(t, 4, c) ^ Look(t, 0, d);
            data = data[Slices..];
        }

        foreach (var b in data)
        {
            crc = t[(byte)crc ^ b] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint Look(ReadOnlySpan<uint> t, int slice, uint word) =>
        t[((slice + 3) << 8) | (byte)word] ^ t[((slice + 2) << 8) | (byte)(word >> 8)]
        ^ t[((slice + 1) << 8) | (byte)(word >> 16)] ^ t[(slice << 8) | (int)(word >> 24)];

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (uint)i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            tables[i] = crc;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            var crc = tables[i - 256];
            tables[i] = tables[(byte)crc] ^ (crc >> 8);
        }

        return tables;
    }
}
