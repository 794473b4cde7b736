using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Weir.Modules.Tests.Zip;

/// <summary>Writes zips byte by byte, so that every field can lie.</summary>
internal sealed class ZipBuilder
{
    private readonly MemoryStream _body = new();
    private readonly MemoryStream _directory = new();

    public int Count { get; set; }

    public long DirectoryOffset => _body.Length;

    public long DirectorySize => _directory.Length;

    public static byte[] Of(params (string Name, string Content)[] files)
    {
        var zip = new ZipBuilder();
        foreach (var (name, content) in files)
        {
            zip.Add(name, Encoding.UTF8.GetBytes(content));
        }

        return zip.Finish();
    }

    public ZipBuilder Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    public ZipBuilder Add(
        string name, byte[] content, bool deflate = true, uint? crc = null, ulong? size = null, ulong? compressedSize = null, bool descriptor = false,
        bool descriptorSignature = true, uint? descriptorCrc = null, bool zip64 = false, byte[]? rawName = null, byte[]? compressed = null,
        ushort? method = null, byte[]? extra = null, uint? headerOffset = null)
    {
        var nameBytes = rawName ?? Encoding.UTF8.GetBytes(name);
        compressed ??= deflate ? Deflate(content) : content;
        var sum = crc ?? Sum(content);
        var at = (uint)_body.Length;
        var real = size ?? (ulong)content.Length;
        var packed = compressedSize ?? (ulong)compressed.Length;
        var how = method ?? (ushort)(deflate ? 8 : 0);
        Header(_body, "PK\x03\x04"u8, [20, 0], descriptor, how, descriptor ? 0 : sum, descriptor ? 0 : (uint)packed, descriptor ? 0 : (uint)real, nameBytes, []);
        _body.Write(nameBytes);
        _body.Write(compressed);
        if (descriptor)
        {
            _body.Write(descriptorSignature ? "PK\x07\x08"u8 : default);
            Write32(_body, descriptorCrc ?? sum);
            Write32(_body, (uint)packed);
            Write32(_body, (uint)real);
        }

        extra ??= zip64 ? Zip64(real, packed) : [];
        Header(_directory, "PK\x01\x02"u8, [20, 0, 20, 0], descriptor, how, sum, zip64 ? uint.MaxValue : (uint)packed, zip64 ? uint.MaxValue : (uint)real, nameBytes, extra);
        _directory.Write(new byte[10]);
        Write32(_directory, headerOffset ?? at);
        _directory.Write(nameBytes);
        _directory.Write(extra);
        Count++;
        return this;
    }

    public byte[] Finish(string comment = "", bool zip64 = false, uint? offset = null, uint? size = null, ushort? count = null)
    {
        var zip = new MemoryStream();
        _body.WriteTo(zip);
        _directory.WriteTo(zip);
        if (zip64)
        {
            var at = zip.Length;
            zip.Write("PK\x06\x06"u8);
            Write64(zip, 44);
            zip.Write(new byte[12]);
            Write64(zip, (ulong)Count);
            Write64(zip, (ulong)Count);
            Write64(zip, (ulong)DirectorySize);
            Write64(zip, (ulong)DirectoryOffset);
            zip.Write("PK\x06\x07"u8);
            Write32(zip, 0);
            Write64(zip, (ulong)at);
            Write32(zip, 1);
        }

        zip.Write("PK\x05\x06"u8);
        zip.Write(new byte[4]);
        Write16(zip, count ?? (zip64 ? ushort.MaxValue : (ushort)Count));
        Write16(zip, count ?? (zip64 ? ushort.MaxValue : (ushort)Count));
        Write32(zip, size ?? (zip64 ? uint.MaxValue : (uint)DirectorySize));
        Write32(zip, offset ?? (zip64 ? uint.MaxValue : (uint)DirectoryOffset));
        Write16(zip, (ushort)comment.Length);
        zip.Write(Encoding.ASCII.GetBytes(comment));
        return zip.ToArray();
    }

    public static byte[] Deflate(byte[] content)
    {
        var to = new MemoryStream();
        using (var deflate = new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        // .NET writes nothing at all for nothing; an empty final block is what others write.
        return to.Length == 0 ? [3, 0] : to.ToArray();
    }

    // Bit by bit, to be independent of the code under test.
    public static uint Sum(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    private static byte[] Zip64(ulong size, ulong compressedSize)
    {
        var extra = new MemoryStream();
        Write16(extra, 1);
        Write16(extra, 16);
        Write64(extra, size);
        Write64(extra, compressedSize);
        return extra.ToArray();
    }

    private static void Header(
        MemoryStream to, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> versions, bool descriptor, ushort method, uint crc, uint packed, uint size,
        byte[] name, byte[] extra)
    {
        to.Write(signature);
        to.Write(versions);
        Write16(to, (ushort)(descriptor ? 8 : 0));
        Write16(to, method);
        Write32(to, 0);
        Write32(to, crc);
        Write32(to, packed);
        Write32(to, size);
        Write16(to, (ushort)name.Length);
        Write16(to, (ushort)extra.Length);
    }

    private static void Write16(MemoryStream to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Write32(MemoryStream to, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Write64(MemoryStream to, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        to.Write(bytes);
    }
}
