using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// The trusted head of one database: <c>DATA/heads/NAME/latest</c>, replaced by compare-and-swap under a file lock, so that several processes never take it back
/// to an older one. Beside it <c>forked</c>: the head that did not fit, while a fork waits for a person.
/// </summary>
internal sealed class HeadFile(string folder, StagingFolder staging, TimeProvider time)
{
    private static readonly TimeSpan LockBeat = TimeSpan.FromMilliseconds(10);
    private readonly string _latest = Path.Combine(folder, "latest");
    private readonly string _forked = Path.Combine(folder, "forked");

    public bool IsForked => File.Exists(_forked);

    /// <summary>Empty when there is none yet, null when it cannot be read.</summary>
    public ReadOnlyMemory<byte>? Read()
    {
        try
        {
            return File.Exists(_latest) ? File.ReadAllBytes(_latest) : ReadOnlyMemory<byte>.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task<HeadWrite> WriteAsync(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> head, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var turn = await LockAsync(cancellation);
            if (Read() is not { } now)
                return HeadWrite.Failed;
            if (!now.Span.SequenceEqual(old.Span))
                return HeadWrite.Conflict;
            DurableFile.Write(staging.NewFile(), _latest, head.Span);
            return HeadWrite.Written;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HeadWrite.Failed;
        }
    }

    public void MarkForked(ReadOnlySpan<byte> head) => DurableFile.Write(staging.NewFile(), _forked, head);

    /// <summary>The head that did not fit, or null.</summary>
    public byte[]? ReadForked() => File.Exists(_forked) ? File.ReadAllBytes(_forked) : null;

    /// <summary>A person has decided: this is the trusted head from now on.</summary>
    public void Accept(ReadOnlySpan<byte> head)
    {
        DurableFile.Write(staging.NewFile(), _latest, head);
        DurableFile.Delete(_forked);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(Path.Combine(folder, "lock")))
            {
                // Another process has it, for a write's time.
                await Task.Delay(LockBeat, time, cancellation);
            }
        }
    }
}
