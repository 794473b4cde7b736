namespace Weir.TestKit;

/// <summary>A turn at something that only one program at a time may do, held as an exclusive lock on a file.</summary>
public sealed class FileTurn : IDisposable
{
    private readonly FileStream file;

    private FileTurn(FileStream file) => this.file = file;

    /// <summary>Waits until no other program holds the turn.</summary>
    public static FileTurn Wait(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var pause = new ManualResetEventSlim();
        while (true)
        {
            try
            {
                return new FileTurn(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                // .NET has no blocking lock between processes to await.
                pause.Wait(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
