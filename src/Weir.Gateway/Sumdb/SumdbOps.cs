using System.Collections.Concurrent;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;
using Weir.Gateway.Storage;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// The outside world of the verifying client of one database: the network by way of the database itself and every source that relays it, the store for what
/// was proven, a file for the trusted head.
/// </summary>
internal sealed class SumdbOps(
    string name, Route route, Fetcher fetcher, HealthBoard health, IModuleStore store, HeadFile head, Action<SumdbFork> onFork, TimeProvider time) : ISumdbOps
{
    private readonly ConcurrentDictionary<string, ISource> _suspects = new(StringComparer.Ordinal);

    public async Task<SumdbRead> ReadRemoteAsync(string path, CancellationToken cancel)
    {
        var trace = new Trace();
        var result = await fetcher.FetchAsync(route, PlanFor(path, 0), trace, cancel);
        if (result.Reply?.Body is { } body)
            using (body)
            {
                _suspects[result.Source!.Name] = result.Source;
                return new SumdbRead.Body(Verification.Soundness.Bytes(body).ToArray());
            }

        var failure = Failures.From($"{name}/{path}", trace, Absence.OneSaysSo, result.Unasked);
        var text = System.Text.Encoding.UTF8.GetString(failure.Body.Span).Trim();
        return failure.Status is 404 or 410 ? new SumdbRead.NotFound(text) : new SumdbRead.Unavailable(text);
    }

    public async Task<ReadOnlyMemory<byte>?> ReadCacheAsync(string path, CancellationToken cancel)
    {
        try
        {
            using var stored = await store.OpenAsync(KeyOf(path), cancel);
            // Not "? null :": a null array becomes an empty memory, and that is a file.
            if (stored is null)
                return null;
            return await stored.ReadAllAsync(cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task WriteCacheAsync(string path, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        try
        {
            using var body = StagedBody.FromBytes(data);
            await store.CommitAsync(KeyOf(path), body, new Provenance(name, time.GetUtcNow(), Verified: true), cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is fetched again next time.
        }
    }

    public Task<ReadOnlyMemory<byte>?> ReadHeadAsync(CancellationToken cancel) => Task.FromResult(head.Read());

    public Task<HeadWrite> WriteHeadAsync(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> head1, CancellationToken cancel) => head.WriteAsync(old, head1, cancel);

    public Task ReportForkAsync(SumdbFork fork, CancellationToken cancel)
    {
        onFork(fork);
        return Task.CompletedTask;
    }

    /// <summary>The way a path of the database is asked for and its shape checked.</summary>
    public static FetchPlan PlanFor(string path, int viaCount) => new(
        RequestClass.Sumdb,
        FetchLimits.Sumdb.Patience,
        async (source, onBytes, isTrial, token) =>
        {
            var ask = new SourceRequest(path, RequestClass.Sumdb, FetchLimits.Sumdb, viaCount) { OnBytes = onBytes, IsTrial = isTrial };
            var reply = await source.FetchAsync(ask, token);
            if (reply.Body is not { } body || Verification.SumdbSoundness.Check(path, body) is not { } problem)
                return reply;
            body.Dispose();
            return reply with { Outcome = Outcome.Corrupt, Body = null, Detail = $"200 with {problem}" };
        });

    /// <summary>The key under which a path is kept.</summary>
    public StoreKey KeyOf(string path) =>
        SumdbRequest.TryParse($"/sumdb/{name}/{path}", [name], out var request, out var problem)
            ? new StoreKey(StoreArea.Sumdb, request.CacheName)
            : throw new ArgumentException($"{path}: {problem}", nameof(path));

    /// <summary>What came could not be proven: whoever brought it is left out, so that the next try goes another way. False when there was nobody.</summary>
    public bool BlameSources()
    {
        var blamed = false;
        foreach (var suspect in _suspects.Values)
        {
            health.Report(suspect, RequestClass.Sumdb, SourceReply.Failure(Outcome.Corrupt, "answers that do not fit the signed log"));
            blamed = true;
        }

        _suspects.Clear();
        return blamed;
    }

    /// <summary>What came was proven.</summary>
    public void ClearSuspects() => _suspects.Clear();
}
