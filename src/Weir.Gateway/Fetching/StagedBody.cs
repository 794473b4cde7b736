using System.Security.Cryptography;

namespace Weir.Gateway.Fetching;

/// <summary>
/// A body that has arrived whole but that nobody can ask for yet: in memory up to <see cref="SpillAt"/> bytes, in a temp file above.
/// Disposing it removes the temp file; a store that took the file over says so with <see cref="Release"/>.
/// </summary>
public sealed class StagedBody : IDisposable
{
    /// <summary>Bodies above this many bytes go to disk.</summary>
    public const int SpillAt = 64 * 1024;

    private readonly ReadOnlyMemory<byte> _memory;

    private StagedBody(ReadOnlyMemory<byte> memory, string? file, long length, string sha256)
    {
        _memory = memory;
        FilePath = file;
        Length = length;
        Sha256 = sha256;
    }

    /// <summary>The temp file, or null when the body is in memory.</summary>
    public string? FilePath { get; private set; }

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of the bytes, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>True when the whole body is in memory.</summary>
    public bool IsInMemory => FilePath is null;

    /// <summary>The bytes of a body that is in memory.</summary>
    public ReadOnlyMemory<byte> Memory => IsInMemory ? _memory : throw new InvalidOperationException("the body is on disk");

    /// <summary>A body made of bytes at hand.</summary>
    public static StagedBody FromBytes(ReadOnlyMemory<byte> bytes) =>
        new(bytes, null, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));

    internal static StagedBody InFile(string file, long length, string sha256) => new(default, file, length, sha256);

    internal static StagedBody InMemory(ReadOnlyMemory<byte> bytes, string sha256) => new(bytes, null, bytes.Length, sha256);

    /// <summary>Opens the body for reading; seekable.</summary>
    public Stream OpenRead() => IsInMemory
        ? new MemoryStream(_memory.ToArray(), writable: false)
        : new FileStream(FilePath!, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);

    /// <summary>The first bytes, for error texts and sniffing.</summary>
    public byte[] Head(int count)
    {
        using var stream = OpenRead();
        var head = new byte[Math.Min(count, Length)];
        stream.ReadExactly(head);
        return head;
    }

    /// <summary>Says that the temp file now belongs to the caller.</summary>
    public void Release() => FilePath = null;

    /// <summary>Removes the temp file, if there still is one.</summary>
    public void Dispose()
    {
        if (FilePath is { } file)
            File.Delete(file);
        FilePath = null;
    }
}
