namespace Weir.Gateway.Fetching;

/// <summary>
/// The temp files of one process: <c>staging/&lt;pid&gt;-&lt;random&gt;/</c> beside a lock file that is held as long as the process lives.
/// The folder of a process that died without cleaning up (kill −9, power) has a free lock; the next start removes it.
/// Several processes may share one data folder.
/// </summary>
public sealed class StagingFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _folder;
    private long _next;

    private StagingFolder(string folder, FileStream held)
    {
        _folder = folder;
        _lock = held;
    }

    /// <summary>Removes what dead processes left under <paramref name="dataFolder"/> and opens a folder for this one.</summary>
    public static StagingFolder Open(string dataFolder)
    {
        var root = Directory.CreateDirectory(Path.Combine(dataFolder, "staging")).FullName;
        Sweep(root);
        var folder = Path.Combine(root, $"{Environment.ProcessId}-{Guid.NewGuid():n}");
        // The lock comes first: a folder without a lock is a dead one.
        var held = new FileStream(folder + ".lock", FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Directory.CreateDirectory(folder);
        return new StagingFolder(folder, held);
    }

    /// <summary>A path for a new temp file.</summary>
    public string NewFile() => Path.Combine(_folder, $"{Interlocked.Increment(ref _next):x}.tmp");

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _lock.Dispose();
        File.Delete(_folder + ".lock");
    }

    private static void Sweep(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            if (TryLock(folder + ".lock") is not { } dead)
                continue;
            using (dead)
                Directory.Delete(folder, recursive: true);
            File.Delete(folder + ".lock");
        }

        // A lock without a folder: its process died between the two. A live one holds it.
        foreach (var stray in Directory.EnumerateFiles(root, "*.lock").Where(path => !Directory.Exists(Path.ChangeExtension(path, null))))
            if (TryLock(stray) is { } dead)
                using (dead)
                    File.Delete(stray);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
