using System.Buffers.Binary;
using System.IO.Compression;

namespace Weir.Modules.Zip;

/// <summary>
/// The content of one entry, read as Go's archive/zip reads it: stored or deflated; never more than the declared size; at the end the size must agree, and
/// the CRC-32 too: with the data descriptor where there is one, else with the directory unless that says 0. Damage is <see cref="Problem"/>, never an exception.
/// </summary>
internal sealed class ZipEntryReader : IDisposable
{
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    private readonly ZipSource _source;
    private readonly ZipEntry _entry;
    private readonly long _descriptorAt;
    private readonly ZipSection? _section;
    private readonly Stream? _content;
    private ulong _read;
    private uint _crc;
    private bool _ended;

    public ZipEntryReader(ZipSource source, ZipEntry entry)
    {
        _source = source;
        _entry = entry;
        Span<byte> local = stackalloc byte[ZipHeaders.LocalLength];
        if (!source.TryReadExactly(entry.HeaderOffset, local))
        {
            Problem = ZipText.Truncated;
            return;
        }

        if (!local.StartsWith("PK\x03\x04"u8) || (entry.IsDirectory && entry.Size != 0))
        {
            Problem = ZipText.NotAZip;
            return;
        }

        if (entry.IsDirectory)
        {
            _ended = true;
            return;
        }

        var body = entry.HeaderOffset + ZipHeaders.LocalLength
            + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (entry.CompressedSize > long.MaxValue - (ulong)body)
        {
            Problem = ZipText.Truncated;
            return;
        }

        _descriptorAt = body + (long)entry.CompressedSize;
        _section = new ZipSection(source, body, entry.CompressedSize);
        _content = entry.Method switch
        {
            Stored => _section,
            Deflated => new DeflateStream(_section, CompressionMode.Decompress),
            _ => null,
        };
        Problem = _content is null ? ZipText.UnknownMethod : null;
    }

    /// <summary>What is wrong with the entry, in Go's words; known for sure once <see cref="Read"/> has returned 0.</summary>
    public string? Problem { get; private set; }

    public void Dispose()
    {
        _content?.Dispose();
        _section?.Dispose();
    }

    /// <summary>The next bytes; 0 at the end and at damage.</summary>
    public int Read(Span<byte> to)
    {
        if (_ended || Problem is not null)
        {
            return 0;
        }

        var count = ReadContent(to);
        _crc = Crc32.Append(_crc, to[..count]);
        _read += (ulong)count;
        if (_read > _entry.Size)
        {
            Problem ??= ZipText.NotAZip;
        }

        if (count == 0)
        {
            _ended = true;
            Problem ??= CheckEnd();
        }

        return Problem is null ? count : 0;
    }

    private int ReadContent(Span<byte> to)
    {
        try
        {
            return _content!.Read(to);
        }
        catch (InvalidDataException)
        {
            Problem = ZipText.Corrupt;
            return 0;
        }
    }

    private string? CheckEnd()
    {
        if (_read != _entry.Size || (_entry.Method == Deflated && _section!.WasExhausted))
        {
            return ZipText.Truncated;
        }

        if (!_entry.HasDescriptor)
        {
            return _entry.Crc32 != 0 && _crc != _entry.Crc32 ? ZipText.BadChecksum : null;
        }

        return CheckDescriptor() ?? (_crc == _entry.Crc32 ? null : ZipText.BadChecksum);
    }

    // CRC and two sizes, with or without a signature in front; the sizes have two forms and are ignored.
    private string? CheckDescriptor()
    {
        Span<byte> descriptor = stackalloc byte[16];
        if (!_source.TryReadExactly(_descriptorAt, descriptor[..12]))
        {
            return ZipText.Truncated;
        }

        var at = 0;
        if (descriptor.StartsWith("PK\x07\x08"u8))
        {
            if (!_source.TryReadExactly(_descriptorAt, descriptor))
            {
                return ZipText.Truncated;
            }

            at = 4;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(descriptor[at..]) == _entry.Crc32 ? null : ZipText.BadChecksum;
    }
}
