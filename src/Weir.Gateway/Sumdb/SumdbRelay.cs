using System.Collections.Immutable;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Serving;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// Relays checksum databases under <c>/sumdb/NAME/…</c>, the short hall beside <see cref="ModuleGateway"/>: lookups and tiles never change and
/// are kept for ever; the tree head is asked for every minute. A private path is not looked up: its name would be told to the world.
/// </summary>
public sealed class SumdbRelay
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Minute = "public, max-age=60";

    private readonly GatewayParts _parts;
    private readonly PathPatterns _private;
    private readonly PathPatterns _noSumdb;
    private readonly Dictionary<string, Route> _routes;

    internal SumdbRelay(GatewayParts parts, PathPatterns privatePaths, PathPatterns noSumdb, Dictionary<string, Route> routes)
    {
        _parts = parts;
        _private = privatePaths;
        _noSumdb = noSumdb;
        _routes = routes;
        Names = [.. routes.Keys];
    }

    /// <summary>Names of the databases relayed.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Answers one request.</summary>
    public ValueTask<Answer> GetAsync(SumdbRequest request, AskOptions options, CancellationToken caller)
    {
        if (request.Endpoint == SumdbEndpoint.Supported)
            return ValueTask.FromResult(Found(default, default, CacheState.None, Minute));
        if (request.Endpoint == SumdbEndpoint.Lookup && (_private.Matches(request.Module.Path) || _noSumdb.Matches(request.Module.Path)))
            return ValueTask.FromResult(Failures.Of(
                ErrorCatalog.PrivateLookup, $"{request.Module.Path} is private here: it is not looked up in {request.Name}; set GONOSUMDB for it on the client"));
        return _parts.Hot.TryGetFresh(Key(request).ToString(), out var ready)
            ? ValueTask.FromResult(ready)
            : new ValueTask<Answer>(SlowAsync(request, options, caller));
    }

    private static StoreKey Key(SumdbRequest request) => new(StoreArea.Sumdb, request.CacheName);

    private static bool IsFixed(SumdbRequest request) => request.Endpoint is SumdbEndpoint.Lookup or SumdbEndpoint.Tile;

    private async Task<Answer> SlowAsync(SumdbRequest request, AskOptions options, CancellationToken caller)
    {
        if (IsFixed(request) && await StoredAsync(request, caller) is { } stored)
            return stored;
        if (options.CachedOnly)
            return await StoredAsync(request, caller)
                ?? Failures.Of(ErrorCatalog.NotCached, $"not cached: {request.Name}/{request.Rest}");
        return await _parts.Flights.JoinAsync($"{options.ViaCount}:{Key(request)}", token => FetchAsync(request, options, token), caller);
    }

    private async Task<Answer> FetchAsync(SumdbRequest request, AskOptions options, CancellationToken cancellation)
    {
        var trace = new Trace();
        var plan = new FetchPlan(RequestClass.Sumdb, FetchLimits.Sumdb.Patience, async (source, onBytes, isTrial, token) =>
        {
            var ask = new Sources.SourceRequest(request.Rest, RequestClass.Sumdb, FetchLimits.Sumdb, options.ViaCount)
            {
                OnBytes = onBytes,
                IsTrial = isTrial,
            };
            var reply = await source.FetchAsync(ask, token);
            if (reply.Body is not { } body || SumdbSoundness.Check(request, body) is not { } problem)
                return reply;
            body.Dispose();
            return reply with { Outcome = Outcome.Corrupt, Body = null, Detail = $"200 with {problem}" };
        });
        var result = await _parts.Fetcher.FetchAsync(_routes[request.Name], plan, trace, cancellation);
        _parts.Record(RequestClass.Sumdb, request.CacheName, trace);
        if (result.Reply?.Body is not { } body)
            return await StoredAsync(request, cancellation) is { } last
                ? last.As(CacheState.Stale)
                : Failures.From($"{request.Name}/{request.Rest}", trace, Absence.OneSaysSo, result.Unasked);

        using (body)
        {
            var answer = Found(Soundness.Bytes(body).ToArray(), _parts.Time.GetUtcNow(), CacheState.Miss, IsFixed(request) ? Forever : Minute);
            try
            {
                await _parts.Store.CommitAsync(
                    Key(request), body, new Provenance(result.Source!.Name, _parts.Time.GetUtcNow(), Verified: false), cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                GatewayLog.StoreFailed(_parts.Log, Key(request).ToString(), e.Message);
                _parts.Metrics.StoreFailures.Add();
            }

            _parts.Hot.Put(Key(request).ToString(), answer.As(CacheState.Hit), IsFixed(request) ? null : _parts.Policy.Fresh);
            return answer;
        }
    }

    private async Task<Answer?> StoredAsync(SumdbRequest request, CancellationToken cancellation)
    {
        try
        {
            using var stored = await _parts.Store.OpenAsync(Key(request), cancellation);
            if (stored is null)
                return null;
            var answer = Found(await stored.ReadAllAsync(cancellation), stored.Provenance.At, CacheState.Hit, IsFixed(request) ? Forever : Minute);
            if (IsFixed(request))
                _parts.Hot.Put(Key(request).ToString(), answer, null);
            return answer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(_parts.Log, Key(request).ToString(), e.Message);
            return null;
        }
    }

    private static Answer Found(ReadOnlyMemory<byte> bytes, DateTimeOffset? at, CacheState cache, string cacheControl) => new()
    {
        Status = 200,
        ContentType = Text,
        CacheControl = cacheControl,
        Body = bytes,
        Length = bytes.Length,
        ETag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span))}\"",
        Cache = cache,
        FetchedAt = at,
    };
}
