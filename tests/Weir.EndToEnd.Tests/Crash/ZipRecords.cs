using System.Buffers.Binary;
using System.Text;

namespace Weir.EndToEnd.Tests.Crash;

/// <summary>The records of a zip file, one by one, so that they may lie.</summary>
internal static class ZipRecords
{
    public const int Stored = 0;
    public const int Deflated = 8;

    public static byte[] Local(string name, int method, uint crc, uint packed, uint size)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var record = new byte[30 + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x04034b50);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), 20);
        Facts(record.AsSpan(8), method, crc, packed, size, text.Length);
        text.CopyTo(record, 30);
        return record;
    }

    public static byte[] Central(string name, int method, uint crc, uint packed, uint size, uint offset)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var record = new byte[46 + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), 20);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), 20);
        Facts(record.AsSpan(10), method, crc, packed, size, text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), offset);
        text.CopyTo(record, 46);
        return record;
    }

    /// <summary>The end record, with the one of Zip64 before it where the entries are too many.</summary>
    public static byte[] End(long entries, uint directory, uint offset)
    {
        var record = new byte[56 + 20 + 22];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06064b50);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(4), 44);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(12), 45);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(14), 45);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), entries);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), entries);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(40), directory);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(48), offset);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(56), 0x07064b50);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(64), (ulong)offset + directory);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(72), 1);
        var end = record.AsSpan(76);
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)Math.Min(entries, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)Math.Min(entries, ushort.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], directory);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], offset);
        return entries < ushort.MaxValue ? record[76..] : record;
    }

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var octet in bytes)
            crc = (crc >> 8) ^ Table[(byte)(crc ^ octet)];
        return ~crc;
    }

    private static readonly uint[] Table = MakeTable();

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xedb88320;
            table[i] = value;
        }

        return table;
    }

    // Method, time, date, CRC, both sizes, length of the name: alike in both records.
    private static void Facts(Span<byte> to, int method, uint crc, uint packed, uint size, int name)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)method);
        BinaryPrimitives.WriteUInt32LittleEndian(to[2..], 0x00210000);
        BinaryPrimitives.WriteUInt32LittleEndian(to[6..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[10..], packed);
        BinaryPrimitives.WriteUInt32LittleEndian(to[14..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(to[18..], (ushort)name);
    }
}
