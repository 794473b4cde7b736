namespace Weir.Modules.Zip;

/// <summary>The compressed bytes of one entry as a stream; it notes when more is asked of it than there is.</summary>
internal sealed class ZipSection(ZipSource source, long position, ulong length) : Stream
{
    private long _position = position;
    private ulong _left = length;

    public bool WasExhausted { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min((ulong)buffer.Length, _left);
        var count = wanted == 0 ? 0 : source.Read(_position, buffer[..wanted]);
        WasExhausted |= count == 0 && !buffer.IsEmpty;
        _position += count;
        _left -= (ulong)count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
