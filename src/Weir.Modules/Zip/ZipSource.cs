using System.Buffers;

namespace Weir.Modules.Zip;

/// <summary>
/// Reads of a seekable stream at any position through one window, so that entries in file order cost one large read each few dozen files
/// instead of several small ones for each file.
/// </summary>
internal sealed class ZipSource : IDisposable
{
    private const int WindowSize = 256 * 1024;

    private readonly Stream _stream;
    private byte[] _window = ArrayPool<byte>.Shared.Rent(WindowSize);
    private long _start;
    private int _count;

    public ZipSource(Stream stream)
    {
        _stream = stream;
        Length = stream.Length;
    }

    public long Length { get; }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_window);
        _window = [];
    }

    /// <summary>Copies up to the buffer's size from the position on; 0 outside the stream.</summary>
    public int Read(long position, Span<byte> to)
    {
        if (position < 0 || position >= Length || to.IsEmpty)
        {
            return 0;
        }

        if (position < _start || position >= _start + _count)
        {
            if (to.Length >= _window.Length)
            {
                _stream.Position = position;
                return _stream.Read(to);
            }

            Fill(position);
        }

        var available = _window.AsSpan(0, _count)[(int)(position - _start)..];
        var count = Math.Min(available.Length, to.Length);
        available[..count].CopyTo(to);
        return count;
    }

    /// <summary>Whether the whole buffer could be filled from the position on.</summary>
    public bool TryReadExactly(long position, Span<byte> to)
    {
        while (!to.IsEmpty)
        {
            var count = Read(position, to);
            if (count == 0)
            {
                return false;
            }

            position += count;
            to = to[count..];
        }

        return true;
    }

    private void Fill(long position)
    {
        _stream.Position = position;
        _start = position;
        _count = 0;
        _count = _stream.ReadAtLeast(_window, Math.Min(_window.Length, 4096), throwOnEndOfStream: false);
    }
}
