using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Weir.Gateway.Fetching;

namespace Weir.Gateway.Storage;

/// <summary>
/// The store on a local disk:
/// <code>
/// DATA/format                                  "weir-store 1"
/// DATA/download/github.com/foo/bar/@v/list     stored versions only            } Go's own download-cache layout:
/// DATA/download/github.com/foo/bar/@v/v1.0.0.{info,mod,zip}                    } GOPROXY=file://DATA/download works
/// DATA/facts/github.com/foo/bar/@v/v1.0.0.zip  hash, source, time of each file above
/// DATA/lists/…  DATA/sumdb/…  DATA/mounts/…    what can be asked for again
/// DATA/staging/…                               bodies on their way; swept at the next start
/// </code>
/// Order of a commit: facts, then the file itself (from here on it is visible), then <c>list</c>. The files of versions survive a power cut; facts, lists
/// and what can be asked for again may be lost in one.
/// </summary>
public sealed class DiskStore : IModuleStore
{
    private const string Format = "weir-store 1\n";

    private readonly string _root;
    private readonly StagingFolder _staging;

    // One commit of a name at a time, or of two with different bytes both would find the name free.
    private readonly Lock[] _turns = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    private DiskStore(string root, StagingFolder staging)
    {
        _root = root;
        _staging = staging;
    }

    /// <summary>Opens the store in a data folder, making it if it is new.</summary>
    /// <exception cref="IOException">The folder cannot be used, or was written by a newer Weir; the message says which.</exception>
    public static DiskStore Open(string dataFolder, StagingFolder staging)
    {
        var root = Path.GetFullPath(dataFolder);
        var format = Path.Combine(root, "format");
        if (!File.Exists(format))
            DurableFile.Write(staging.NewFile(), format, System.Text.Encoding.ASCII.GetBytes(Format));
        else if (File.ReadAllText(format) is var found && !string.Equals(found, Format, StringComparison.Ordinal))
            throw new IOException(
                $"{format} says \"{found.Trim()}\", this Weir knows \"{Format.Trim()}\": use the Weir that wrote it, or another --data folder");
        return new DiskStore(root, staging);
    }

    /// <summary>The folder that serves as <c>GOPROXY=file://…</c>.</summary>
    public string DownloadFolder => Path.Combine(_root, Folder(StoreArea.Modules));

    /// <inheritdoc/>
    public ValueTask<StoredContent?> OpenAsync(StoreKey key, CancellationToken cancellation) => ValueTask.FromResult<StoredContent?>(Open(key));

    /// <inheritdoc/>
    public ValueTask<PutResult> CommitAsync(StoreKey key, StagedBody body, Provenance provenance, CancellationToken cancellation)
    {
        lock (TurnOf(key))
            return ValueTask.FromResult(Commit(key, body, provenance));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> NamesAsync(
        StoreArea area, string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = folder.Length == 0 ? Path.Combine(_root, Folder(area)) : PathOf(new StoreKey(area, folder));
        if (!Directory.Exists(path))
            yield break;
        await Task.CompletedTask;
        foreach (var file in Directory.EnumerateFiles(path))
            yield return Path.GetFileName(file);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> AllNamesAsync(
        StoreArea area, string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = folder.Length == 0 ? Path.Combine(_root, Folder(area)) : PathOf(new StoreKey(area, folder));
        if (!Directory.Exists(path))
            yield break;
        await Task.CompletedTask;
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            yield return Path.GetRelativePath(path, file).Replace('\\', '/');
    }

    /// <inheritdoc/>
    public ValueTask NoteAsync(StoreKey key, Provenance provenance, CancellationToken cancellation)
    {
        lock (TurnOf(key))
        {
            using var file = Open(key);
            if (file is not null && key.Area == StoreArea.Modules)
                WriteFacts(key, new StoredFacts(file.Length, file.Sha256, provenance.Source, provenance.At, provenance.Verified));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(StoreKey key, CancellationToken cancellation)
    {
        lock (TurnOf(key))
            return ValueTask.FromResult(Remove(key));
    }

    private Lock TurnOf(StoreKey key) => _turns[(uint)key.GetHashCode() % (uint)_turns.Length];

    private OpenFile? Open(StoreKey key)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            var length = RandomAccess.GetLength(handle);
            return new OpenFile(handle, length, () => FactsOf(key, length) ?? Measure(key, handle, length));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private PutResult Commit(StoreKey key, StagedBody body, Provenance provenance)
    {
        if (key.Area == StoreArea.Modules)
        {
            using (var before = Open(key))
                if (before is not null)
                    return string.Equals(before.Sha256, body.Sha256, StringComparison.Ordinal) ? PutResult.AlreadySame : PutResult.Conflict;
            WriteFacts(key, new StoredFacts(body.Length, body.Sha256, provenance.Source, provenance.At, provenance.Verified));
        }

        var isDurable = key.Area == StoreArea.Modules;
        if (body.FilePath is not { } staged)
        {
            staged = _staging.NewFile();
            File.WriteAllBytes(staged, body.Memory.Span);
        }

        if (isDurable)
            DurableFile.Commit(staged, PathOf(key));
        else
            DurableFile.Replace(staged, PathOf(key));
        body.Release();

        if (StoredVersions.Changes(key))
            StoredVersions.Rewrite(Path.GetDirectoryName(PathOf(key))!, _staging);
        return PutResult.Stored;
    }

    private bool Remove(StoreKey key)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
            return false;
        DurableFile.Delete(path);
        if (key.Area == StoreArea.Modules)
            File.Delete(FactsPath(key));
        if (StoredVersions.Changes(key))
            StoredVersions.Rewrite(Path.GetDirectoryName(path)!, _staging);
        return true;
    }

    private static string Folder(StoreArea area) => area switch
    {
        StoreArea.Modules => "download",
        StoreArea.Lists => "lists",
        StoreArea.Sumdb => "sumdb",
        _ => "mounts",
    };

    private string PathOf(StoreKey key) => Path.Combine(_root, Folder(key.Area), key.Name);

    private string FactsPath(StoreKey key) => Path.Combine(_root, "facts", key.Name);

    private void WriteFacts(StoreKey key, StoredFacts facts) => DurableFile.Replace(_staging.NewFile(), FactsPath(key), facts.ToJson());

    private StoredFacts? FactsOf(StoreKey key, long length)
    {
        if (key.Area != StoreArea.Modules)
            return null;
        try
        {
            return StoredFacts.Parse(File.ReadAllBytes(FactsPath(key))) is { } facts && facts.Length == length ? facts : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // A file without facts was put there by hand or by a crash between two steps: it is served, but its origin is unknown.
    private StoredFacts Measure(StoreKey key, SafeFileHandle handle, long length)
    {
        using var stream = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 1);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(handle), TimeSpan.Zero);
        var facts = new StoredFacts(length, sha256, "unknown", written, Verified: false);
        if (key.Area != StoreArea.Modules)
            return facts;
        try
        {
            WriteFacts(key, facts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk still serves what it has; the next reader measures again.
        }

        return facts;
    }

    private sealed class OpenFile(SafeFileHandle handle, long length, Func<StoredFacts> facts) : StoredContent(length)
    {
        private StoredFacts? _facts;

        public override string Sha256 => Facts.Sha256;

        public override Provenance Provenance => new(Facts.Source, Facts.At, Facts.Verified);

        // Only asked for when the file is first seen, not each time it is sent.
        private StoredFacts Facts => _facts ??= facts();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation) =>
            ValueTask.FromResult(RandomAccess.Read(handle, buffer.Span, offset));

        protected override void Dispose(bool disposing) => handle.Dispose();
    }
}
