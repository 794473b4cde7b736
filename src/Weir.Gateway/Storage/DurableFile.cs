using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Gateway.Storage;

/// <summary>
/// Makes a file appear at its final path whole or not at all, also across a power cut (POSIX):
/// <code>
/// write(temp) … fsync(temp) · mkdir parents, fsync their parents · rename(temp, final) · fsync(folder of final)
/// </code>
/// Not survived: a disk that acknowledges fsync without keeping the bytes. On Windows folders cannot be synced; NTFS journals the rename.
/// </summary>
internal static partial class DurableFile
{
    /// <summary>Moves a complete temp file, on the same file system, to its final path.</summary>
    public static void Commit(string temp, string final)
    {
        using (var handle = File.OpenHandle(temp, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(handle);
        Move(temp, final);
    }

    /// <summary>Writes bytes to a temp path and commits them.</summary>
    public static void Write(string temp, string final, ReadOnlySpan<byte> bytes)
    {
        using (var handle = File.OpenHandle(temp, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
        }

        Move(temp, final);
    }

    /// <summary>
    /// Makes bytes appear at a path whole or not at all for every reader, but lets a power cut take them: for what can be asked for or computed again.
    /// </summary>
    public static void Replace(string temp, string final, ReadOnlySpan<byte> bytes)
    {
        using (var handle = File.OpenHandle(temp, FileMode.CreateNew, FileAccess.Write))
            RandomAccess.Write(handle, bytes, 0);
        Replace(temp, final);
    }

    /// <summary>The same with a complete temp file.</summary>
    public static void Replace(string temp, string final)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(final)!);
        File.Move(temp, final, overwrite: true);
    }

    /// <summary>Removes a file so that it stays removed.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder))
            SyncFolder(folder);
    }

    private static void Move(string temp, string final)
    {
        var folder = Path.GetDirectoryName(final)!;
        CreateFolders(folder);
        File.Move(temp, final, overwrite: true);
        SyncFolder(folder);
    }

    private static void CreateFolders(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(folder)!;
        CreateFolders(parent);
        Directory.CreateDirectory(folder);
        SyncFolder(parent);
    }

    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(Open(folder, 0), ownsHandle: true);
        if (handle.IsInvalid || FSync(handle) != 0)
            throw new IOException($"cannot sync the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeFileHandle handle);
}
