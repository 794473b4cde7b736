using Weir.Gateway.Fetching;

namespace Weir.Gateway.Storage;

/// <summary>
/// Keeps files under names. Nothing is visible before its commit, and what is committed survives a crash of the process.
/// Every implementation passes the kit's contract suite. Errors of the medium surface as <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>; "not there" is a value.
/// </summary>
public interface IModuleStore
{
    /// <summary>Opens a committed file, or null when there is none.</summary>
    ValueTask<StoredContent?> OpenAsync(StoreKey key, CancellationToken cancellation);

    /// <summary>
    /// Makes a staged body visible under a name. Files of module versions never change: other bytes under a taken name are a
    /// <see cref="PutResult.Conflict"/> and the stored ones stay. In the other areas the new bytes replace the old.
    /// </summary>
    ValueTask<PutResult> CommitAsync(StoreKey key, StagedBody body, Provenance provenance, CancellationToken cancellation);

    /// <summary>Names committed directly in a folder of an area (no sub-folders), without the folder; in no order.</summary>
    IAsyncEnumerable<string> NamesAsync(StoreArea area, string folder, CancellationToken cancellation);

    /// <summary>Names committed in a folder of an area and below it, without the folder; in no order.</summary>
    IAsyncEnumerable<string> AllNamesAsync(StoreArea area, string folder, CancellationToken cancellation);

    /// <summary>Notes where a stored file of a module version came from and whether it was proved. Nothing happens when there is none.</summary>
    ValueTask NoteAsync(StoreKey key, Provenance provenance, CancellationToken cancellation);

    /// <summary>Removes a file. False when there was none.</summary>
    ValueTask<bool> RemoveAsync(StoreKey key, CancellationToken cancellation);
}

/// <summary>What a commit did.</summary>
public enum PutResult
{
    /// <summary>The bytes are stored now.</summary>
    Stored,

    /// <summary>The same bytes were stored before.</summary>
    AlreadySame,

    /// <summary>Other bytes were stored before; they stay.</summary>
    Conflict,
}

/// <summary>Where bytes came from and whether they were proved by a checksum database.</summary>
/// <param name="Source">Name of the source, or what brought them ("import").</param>
/// <param name="At">When they arrived.</param>
/// <param name="Verified">True once their hash was proved.</param>
public sealed record Provenance(string Source, DateTimeOffset At, bool Verified);

/// <summary>A committed file, open for reading at any offset.</summary>
public abstract class StoredContent(long length) : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>SHA-256 of the bytes, lower-case hex. May read the whole file when it is not known.</summary>
    public abstract string Sha256 { get; }

    /// <summary>Where the bytes came from.</summary>
    public abstract Provenance Provenance { get; }

    /// <summary>Reads at an offset; 0 only at the end.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation);

    /// <summary>Reads the whole file; for small ones.</summary>
    public async ValueTask<byte[]> ReadAllAsync(CancellationToken cancellation)
    {
        var bytes = new byte[Length];
        for (var at = 0; at < bytes.Length;)
        {
            var read = await ReadAsync(bytes.AsMemory(at), at, cancellation);
            if (read == 0)
                throw new IOException($"the stored file ended after {at} of {Length} bytes");
            at += read;
        }

        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);
}
