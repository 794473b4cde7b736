namespace Weir.Modules.Sumdb;

/// <summary>
/// The outside world of a <see cref="SumdbClient"/>: one database on the network, files to keep what was proven, one place for the trusted head. Paths are those
/// below the database's name, such as <c>lookup/example.com/!m@v1.0.0</c> and <c>tile/8/0/001.p/17</c>; they hold no <c>..</c> and are fit for URLs and file names.
/// Methods are called concurrently. Failures are values; what is thrown reaches the callers of the client and does not stick.
/// </summary>
public interface ISumdbOps
{
    /// <summary>Reads a path of the database. Nothing of it is trusted; at most <see cref="LookupRecord.MaxSize"/> bytes need to be read.</summary>
    Task<SumdbRead> ReadRemoteAsync(string path, CancellationToken cancel);

    /// <summary>Reads a file kept by <see cref="WriteCacheAsync"/>; null when there is none or it cannot be read. It is checked again before use.</summary>
    Task<ReadOnlyMemory<byte>?> ReadCacheAsync(string path, CancellationToken cancel);

    /// <summary>Keeps a proven file, in place of one of that path. When that fails the file is fetched again next time.</summary>
    Task WriteCacheAsync(string path, ReadOnlyMemory<byte> data, CancellationToken cancel);

    /// <summary>Reads the signed note of the trusted head; empty when there is none yet, null when it cannot be read.</summary>
    Task<ReadOnlyMemory<byte>?> ReadHeadAsync(CancellationToken cancel);

    /// <summary>Replaces the trusted head if it still is <paramref name="old"/>, durably and at once.</summary>
    Task<HeadWrite> WriteHeadAsync(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> head, CancellationToken cancel);

    /// <summary>Takes down a proven fork. Called for each answer that shows one.</summary>
    Task ReportForkAsync(SumdbFork fork, CancellationToken cancel);
}

/// <summary>What became of replacing the trusted head.</summary>
public enum HeadWrite
{
    /// <summary>It is replaced.</summary>
    Written,

    /// <summary>Somebody else replaced it; read it again.</summary>
    Conflict,

    /// <summary>It could not be written.</summary>
    Failed,
}

/// <summary>What a database answered to one request.</summary>
public abstract record SumdbRead
{
    private SumdbRead()
    {
    }

    /// <summary>Status 200.</summary>
    public sealed record Body(ReadOnlyMemory<byte> Bytes) : SumdbRead;

    /// <summary>Status 404 or 410, with its text.</summary>
    public sealed record NotFound(string Reason) : SumdbRead;

    /// <summary>Anything else: another status, no connection, out of time, a body that is too long.</summary>
    public sealed record Unavailable(string Reason) : SumdbRead;
}
