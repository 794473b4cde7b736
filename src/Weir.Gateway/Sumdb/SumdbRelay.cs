using System.Collections.Immutable;
using System.Security.Cryptography;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Verification;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// Relays checksum databases under <c>/sumdb/NAME/…</c>, the short hall beside <see cref="ModuleGateway"/>. Lookups are proven before they are passed on and
/// kept; tiles come from those that proved something, so that a client can verify what Weir holds with no network behind Weir, else from the database. A
/// private path is not looked up: its name would be told to the world.
/// </summary>
public sealed class SumdbRelay
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Minute = "public, max-age=60";

    private readonly GatewayParts _parts;
    private readonly PathPatterns _private;
    private readonly PathPatterns _noSumdb;
    private readonly ImmutableDictionary<string, ChecksumDatabase> _databases;

    internal SumdbRelay(GatewayParts parts, PathPatterns privatePaths, PathPatterns noSumdb, ImmutableArray<ChecksumDatabase> databases)
    {
        _parts = parts;
        _private = privatePaths;
        _noSumdb = noSumdb;
        _databases = databases.ToImmutableDictionary(database => database.Name, StringComparer.Ordinal);
        Names = [.. _databases.Keys];
        // Answers under an older pin must not be mixed with those under the new one.
        foreach (var database in databases)
            database.Proofs.Moved += () => parts.Hot.RemoveWhere(name => name.StartsWith($"sumdb/{database.Name}/lookup/", StringComparison.Ordinal));
    }

    /// <summary>Names of the databases relayed.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Answers one request.</summary>
    public ValueTask<Answer> GetAsync(SumdbRequest request, AskOptions options, CancellationToken caller)
    {
        if (request.Endpoint == SumdbEndpoint.Supported)
            return ValueTask.FromResult(Found(default, CacheState.None, Minute));
        if (request.Endpoint == SumdbEndpoint.Lookup && (_private.Matches(request.Module.Path) || _noSumdb.Matches(request.Module.Path)))
            return ValueTask.FromResult(Failures.Of(
                ErrorCatalog.PrivateLookup, $"{request.Module.Path} is private here: it is not looked up in {request.Name}; set GONOSUMDB for it on the client"));
        return _parts.Hot.TryGetFresh(HotName(request), out var ready)
            ? ValueTask.FromResult(ready)
            : new ValueTask<Answer>(SlowAsync(request, options, caller));
    }

    private static string HotName(SumdbRequest request) => $"sumdb/{request.Name}/{request.Rest}";

    private async Task<Answer> SlowAsync(SumdbRequest request, AskOptions options, CancellationToken caller)
    {
        var database = _databases[request.Name];
        if (await StoredAsync(database, request, caller) is { } stored)
        {
            _parts.Hot.Put(HotName(request), stored, null);
            return stored;
        }

        if (options.CachedOnly)
            return Failures.Of(ErrorCatalog.NotCached, $"not cached: {request.Name}/{request.Rest}");
        return await _parts.Flights.JoinAsync($"{options.ViaCount}:{HotName(request)}", token => FetchAsync(database, request, options, token), caller);
    }

    private static async Task<Answer?> StoredAsync(ChecksumDatabase database, SumdbRequest request, CancellationToken cancellation)
    {
        switch (request.Endpoint)
        {
            case SumdbEndpoint.Lookup:
                return await database.Proofs.ReadAsync(request.Module, cancellation) is { } lookup ? Found(lookup, CacheState.Hit, Forever) : null;
            case SumdbEndpoint.Tile:
                if (await database.Ops.ReadCacheAsync(request.Rest, cancellation) is { } tile)
                    return Found(tile, CacheState.Hit, Forever);
                // A part of a tile that is stored whole.
                var whole = request.Tile with { Width = TilePath.FullWidth };
                return request.IsPartial && request.Tile.Level != TilePath.Data && await database.Ops.ReadCacheAsync(whole.ToString(), cancellation) is { } full
                    ? Found(full[..(full.Length / TilePath.FullWidth * request.Tile.Width)], CacheState.Hit, Forever)
                    : null;
            default:
                return null;
        }
    }

    private async Task<Answer> FetchAsync(ChecksumDatabase database, SumdbRequest request, AskOptions options, CancellationToken cancellation) =>
        request.Endpoint == SumdbEndpoint.Lookup
            ? await LookupAsync(database, request, cancellation)
            : request.Endpoint == SumdbEndpoint.Tile && request.Tile.Level != TilePath.Data && !database.IsForked
                && await database.TileAsync(request.Tile, cancellation) is SumdbAnswer.Hashes proven
                ? Found(proven.Data, CacheState.Miss, Forever)
                : await PassAsync(database, request, options, cancellation);

    private async Task<Answer> LookupAsync(ChecksumDatabase database, SumdbRequest request, CancellationToken cancellation)
    {
        var what = $"{request.Name}/{request.Rest}";
        if (database.IsForked)
            return Forked(database);
        switch (await database.LookupAsync(request.Module, cancellation))
        {
            case SumdbAnswer.Found found:
                // Under the head it was proven in; its tiles are stored now.
                byte[] bytes = [.. System.Text.Encoding.UTF8.GetBytes($"{found.Record.Id}\n"), .. found.Record.Text.Span, (byte)'\n', .. found.Proof.Note.Span];
                return Found(bytes, CacheState.Miss, Forever);
            case SumdbAnswer.NotFound missing:
                var absent = Failures.Of(ErrorCatalog.NotFound, missing.Reason);
                _parts.Hot.Put(HotName(request), absent.As(CacheState.Negative), _parts.Policy.Absent);
                return absent;
            case SumdbAnswer.Fork:
                return Forked(database);
            case SumdbAnswer.Invalid bad:
                return Failures.Of(ErrorCatalog.UpstreamFailed, $"{what}: {bad.Reason}");
            case SumdbAnswer.Unavailable gone:
                return Failures.Of(ErrorCatalog.UpstreamFailed, gone.Reason);
            case var other:
                throw new InvalidOperationException($"no such answer: {other}");
        }
    }

    // Tiles that proved nothing yet, and heads: passed on as they are, for the client proves them, and not kept.
    private async Task<Answer> PassAsync(ChecksumDatabase database, SumdbRequest request, AskOptions options, CancellationToken cancellation)
    {
        var trace = new Trace();
        var result = await _parts.Fetcher.FetchAsync(database.Route, SumdbOps.PlanFor(request.Rest, options.ViaCount), trace, cancellation);
        _parts.Record(RequestClass.Sumdb, request.CacheName, trace);
        if (result.Reply?.Body is not { } body)
            return request.Endpoint == SumdbEndpoint.Latest && database.TrustedHead() is { } head
                ? Found(head.Note, CacheState.Stale, Minute)
                : Failures.From($"{request.Name}/{request.Rest}", trace, Absence.OneSaysSo, result.Unasked);
        using (body)
        {
            var answer = Found(Soundness.Bytes(body).ToArray(), CacheState.Miss, request.Endpoint == SumdbEndpoint.Tile ? Forever : Minute);
            _parts.Hot.Put(HotName(request), answer.As(CacheState.Hit), _parts.Policy.Fresh);
            return answer;
        }
    }

    private static Answer Forked(ChecksumDatabase database) => Failures.Of(
        ErrorCatalog.SumdbFork, $"{database.Name} showed two logs that do not fit: nothing new of it is trusted until a person decides (weir sumdb show)");

    private static Answer Found(ReadOnlyMemory<byte> bytes, CacheState cache, string cacheControl) => new()
    {
        Status = 200,
        ContentType = Text,
        CacheControl = cacheControl,
        Body = bytes,
        Length = bytes.Length,
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}\"",
        Cache = cache,
    };
}
