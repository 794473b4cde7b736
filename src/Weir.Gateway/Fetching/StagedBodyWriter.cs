using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Weir.Gateway.Fetching;

/// <summary>Takes a body as it arrives, hashing on the way; spills to the staging folder above <see cref="StagedBody.SpillAt"/>.</summary>
public sealed class StagedBodyWriter(StagingFolder staging) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _memory = new();
    private string? _path;
    private SafeFileHandle? _file;

    /// <summary>Bytes taken so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the next bytes. Errors of the disk surface as <see cref="IOException"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        if (_file is null && Length + bytes.Length > StagedBody.SpillAt)
            Spill();
        if (_file is null)
            _memory.Write(bytes);
        else
            RandomAccess.Write(_file, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Ends the body. The writer is empty afterwards.</summary>
    public StagedBody Complete()
    {
        var sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (_file is null)
            return StagedBody.InMemory(_memory.ToArray(), sha256);
        _file.Dispose();
        _file = null;
        var body = StagedBody.InFile(_path!, Length, sha256);
        _path = null;
        return body;
    }

    /// <summary>Drops what was taken, unless it was completed.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        _memory.Dispose();
        _file?.Dispose();
        if (_path is { } path)
            File.Delete(path);
    }

    private void Spill()
    {
        _path = staging.NewFile();
        _file = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(_file, _memory.GetBuffer().AsSpan(0, (int)Length), 0);
        _memory.SetLength(0);
    }
}
