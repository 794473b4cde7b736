using System.Collections.Concurrent;
using Weir.Modules.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.Modules.Tests.Sumdb;

/// <summary>The outside world of a client: a database to ask, files and the trusted head in memory.</summary>
internal sealed class MemoryOps(Func<string, SoundAnswer> database) : ISumdbOps
{
    private readonly Lock gate = new();

    public ConcurrentDictionary<string, byte[]> Cache { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Asked { get; } = [];

    public ConcurrentQueue<SumdbFork> Forks { get; } = [];

    public byte[]? Head { get; set; } = [];

    public Func<string, SoundAnswer> Database { get; set; } = database;

    public Func<string, CancellationToken, Task>? BeforeRead { get; set; }

    public Func<HeadWrite>? BeforeHeadWrite { get; set; }

    public async Task<SumdbRead> ReadRemoteAsync(string path, CancellationToken cancel)
    {
        Asked.Enqueue(path);
        if (BeforeRead is { } wait)
            await wait(path, cancel);
        var answer = Database(path);
        return answer.Status switch
        {
            200 => new SumdbRead.Body(answer.Body),
            404 or 410 => new SumdbRead.NotFound($"{answer.Status} Not Found"),
            var status => new SumdbRead.Unavailable($"status {status}"),
        };
    }

    public Task<ReadOnlyMemory<byte>?> ReadCacheAsync(string path, CancellationToken cancel) =>
        Task.FromResult(Cache.TryGetValue(path, out var data) ? new ReadOnlyMemory<byte>(data) : (ReadOnlyMemory<byte>?)null);

    public Task WriteCacheAsync(string path, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        Cache[path] = data.ToArray();
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> ReadHeadAsync(CancellationToken cancel) =>
        Task.FromResult(Head is { } head ? new ReadOnlyMemory<byte>(head) : (ReadOnlyMemory<byte>?)null);

    public Task<HeadWrite> WriteHeadAsync(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> head, CancellationToken cancel)
    {
        lock (gate)
        {
            if (BeforeHeadWrite?.Invoke() is { } other and not HeadWrite.Written)
                return Task.FromResult(other);
            if (!old.Span.SequenceEqual(Head))
                return Task.FromResult(HeadWrite.Conflict);
            Head = head.ToArray();
            return Task.FromResult(HeadWrite.Written);
        }
    }

    public Task ReportForkAsync(SumdbFork fork, CancellationToken cancel)
    {
        Forks.Enqueue(fork);
        return Task.CompletedTask;
    }
}
