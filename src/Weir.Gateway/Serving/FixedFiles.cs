using Weir.Gateway.Caching;
using Weir.Gateway.Fetching;
using Weir.Gateway.Routing;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Serving;

/// <summary>The files of a version: <c>.info</c>, <c>.mod</c>, <c>.zip</c>. Fetched once, kept for ever, one file at a time.</summary>
internal sealed class FixedFiles(GatewayParts parts)
{
    public async Task<Answer> GetAsync(ModuleRequest request, AskOptions options, CancellationToken caller)
    {
        // :: Step 4, store
        var route = parts.Router.For(request.Path);
        if (await StoredAsync(request, route, caller) is { } stored)
            return stored;
        if (GatewayParts.NobodyToAsk(request, route, options) is { } nobody)
            return nobody;
        // A request that comes round in a circle must not wait for the flight it started itself.
        return await parts.Flights.JoinAsync($"{options.ViaCount}:{request.Name}", token => FetchAsync(request, route, options, token), caller);
    }

    private async Task<Answer> FetchAsync(ModuleRequest request, Route route, AskOptions options, CancellationToken cancellation)
    {
        // The flight before this one may have landed while we took off.
        if (parts.Hot.TryGetFresh(request.Name, out var ready))
            return ready;

        // :: Steps 5 to 7
        // A module we know is not declared unknown because one source of several says so.
        var absence = route.IsPrivate ? Absence.EverySaysSo : await KnowsAsync(request, cancellation) ? Absence.NobodyFailed : Absence.OneSaysSo;
        var plan = GatewayParts.PlanFor(request, options) with { AsksEverybody = absence != Absence.OneSaysSo };
        var trace = new Trace();
        var result = await parts.Fetcher.FetchAsync(route, plan, trace, cancellation);
        parts.Record(FetchLimits.ClassOf(request.Endpoint), request.Name, trace);
        if (result.Reply?.Body is not { } body)
            return Absent(request, trace, absence, result.Unasked);

        // :: Step 8, store
        using (body)
        {
            var provenance = new Provenance(result.Source!.Name, parts.Time.GetUtcNow(), Verified: false);
            var bytes = body.IsInMemory ? body.Memory : default;
            try
            {
                var put = await parts.Store.CommitAsync(StoreKey.Of(request), body, provenance, cancellation);
                if (put == PutResult.Conflict && await StoredAsync(request, route, cancellation) is { } first)
                    return first;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                GatewayLog.StoreFailed(parts.Log, request.Name, e.Message);
                parts.Metrics.StoreFailures.Add();
                if (!body.IsInMemory)
                    return Failures.Of(
                        ErrorCatalog.StoreFailed, $"{GatewayParts.Describe(request)} was fetched but cannot be kept: {e.Message}", trace: trace,
                        retryAfter: TimeSpan.FromSeconds(30));
            }

            var answer = Found(request, route, bytes, body.Length, body.Sha256, CacheState.Miss, trace);
            parts.Hot.Put(request.Name, answer.As(CacheState.Hit), null);
            return answer;
        }
    }

    private Answer Absent(ModuleRequest request, Trace trace, Absence absence, int unasked)
    {
        var failure = Failures.From(GatewayParts.Describe(request), trace, absence, unasked);
        if (failure.Status is 404 or 410)
            parts.Hot.Put(request.Name, failure.As(CacheState.Negative), parts.Policy.Absent);
        return failure;
    }

    private async Task<bool> KnowsAsync(ModuleRequest request, CancellationToken cancellation)
    {
        try
        {
            await foreach (var _ in parts.Store.NamesAsync(StoreArea.Modules, $"{request.EscapedPath}/@v", cancellation))
                return true;
            await foreach (var _ in parts.Store.NamesAsync(StoreArea.Lists, $"{request.EscapedPath}/@v", cancellation))
                return true;
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Perhaps: a 404 has to be sure.
            GatewayLog.StoreFailed(parts.Log, request.Name, e.Message);
            parts.Metrics.StoreFailures.Add();
            return true;
        }
    }

    private async Task<Answer?> StoredAsync(ModuleRequest request, Route route, CancellationToken cancellation)
    {
        try
        {
            using var stored = await parts.Store.OpenAsync(StoreKey.Of(request), cancellation);
            if (stored is null)
                return null;
            var bytes = stored.Length <= StagedBody.SpillAt ? await stored.ReadAllAsync(cancellation) : default;
            var answer = Found(request, route, bytes, stored.Length, stored.Sha256, CacheState.Hit, null);
            parts.Hot.Put(request.Name, answer, null);
            return answer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Unreadable is as good as not there: the sources may still have it.
            GatewayLog.StoreFailed(parts.Log, request.Name, e.Message);
            parts.Metrics.StoreFailures.Add();
            return null;
        }
    }

    private static Answer Found(
        ModuleRequest request, Route route, ReadOnlyMemory<byte> bytes, long length, string sha256, CacheState cache, Trace? trace) => new()
        {
            Status = 200,
            ContentType = GatewayParts.ContentType(request.Endpoint),
            CacheControl = CachePolicy.Header(request, route.UsesCredential),
            Body = bytes,
            File = length > StagedBody.SpillAt ? StoreKey.Of(request) : null,
            Length = length,
            ETag = $"\"{sha256}\"",
            Cache = cache,
            Trace = trace,
        };
}
