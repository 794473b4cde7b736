using System.Security.Cryptography;
using System.Text;
using Weir.Gateway.Caching;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Serving;

/// <summary>What changes: <c>list</c>, <c>@latest</c> and queries (branch, commit, prefix). Believed for a while, refreshed behind, kept for bad days.</summary>
internal sealed class ChangingFiles(GatewayParts parts)
{
    private readonly RememberedAnswers _memory = new(parts.Store, parts.Log);
    private readonly StoredVersionsAnswer _stored = new(parts.Store);

    public async Task<Answer> GetAsync(ModuleRequest request, AskOptions options, CancellationToken caller)
    {
        // :: Step 4, memory
        var route = parts.Router.For(request.Path);
        var before = await _memory.ReadAsync(request, caller);
        var age = before is null ? TimeSpan.MaxValue : parts.Time.GetUtcNow() - before.At;
        if (before is not null && age < parts.Policy.Fresh)
            return Ready(request, route, before, CacheState.Hit, parts.Policy.Fresh - age);
        if (GatewayParts.NobodyToAsk(request, route, options) is { } nobody)
            return await WithoutSourcesAsync(request, route, options, before, caller) ?? nobody;

        var refresh = parts.Flights.JoinAsync($"{options.ViaCount}:{request.Name}", token => RefreshAsync(request, route, options, token), CancellationToken.None);
        if (before is not null && age < parts.Policy.Fresh + parts.Policy.ServeStale)
            return Told(request, route, before, CacheState.Stale);
        return await refresh.WaitAsync(caller);
    }

    // Nobody will refresh it, and looking it up costs a walk through the folder: good for a moment, unless it is only this caller that wants no source asked.
    private async Task<Answer?> WithoutSourcesAsync(ModuleRequest request, Route route, AskOptions options, Remembered? before, CancellationToken caller)
    {
        var answer = before is not null ? Told(request, route, before, CacheState.Stale) : await FromStoreAsync(request, route, caller);
        if (answer is not null && !options.CachedOnly)
            parts.Hot.Put(request.Name, answer, parts.Policy.RetryRefresh);
        return answer;
    }

    private async Task<Answer> RefreshAsync(ModuleRequest request, Route route, AskOptions options, CancellationToken cancellation)
    {
        if (parts.Hot.TryGetFresh(request.Name, out var ready))
            return ready;

        // :: Steps 5 to 7
        var trace = new Trace();
        var before = await _memory.ReadAsync(request, cancellation);
        var absence = route.IsPrivate ? Absence.EverySaysSo : before is not null ? Absence.NobodyFailed : Absence.OneSaysSo;
        var plan = parts.PlanFor(request, options) with { AsksEverybody = absence != Absence.OneSaysSo };
        var result = await parts.Fetcher.FetchAsync(route, plan, trace, cancellation);
        parts.Record(FetchLimits.ClassOf(request.Endpoint), request.Name, trace);

        // :: Step 8, merge
        if (result.Reply?.Body is { } body)
            using (body)
            {
                var after = Merge(request, before, body, result.Source!.Name);
                await _memory.WriteAsync(request, after, cancellation);
                Ready(request, route, after, CacheState.Hit, parts.Policy.Fresh);
                return Told(request, route, after, CacheState.Miss, trace);
            }

        var failure = Failures.From(GatewayParts.Describe(request), trace, absence, result.Unasked);
        var isAbsent = failure.Status is 404 or 410;
        if (isAbsent && before is not null)
            before = await ForgetSlowlyAsync(request, before, cancellation);
        var fallback = before is not null ? Told(request, route, before, CacheState.Stale, trace) : await FromStoreAsync(request, route, cancellation);
        if (fallback is not null)
        {
            parts.Hot.Put(request.Name, fallback, parts.Policy.RetryRefresh);
            return fallback;
        }

        if (isAbsent)
            parts.Hot.Put(request.Name, failure.As(CacheState.Negative), parts.Policy.Absent);
        return failure;
    }

    private Remembered Merge(ModuleRequest request, Remembered? before, StagedBody body, string source)
    {
        var bytes = Soundness.Bytes(body);
        if (request.Endpoint != Endpoint.List)
            return new Remembered(source, parts.Time.GetUtcNow(), 0, Encoding.UTF8.GetString(bytes), []);
        if (!VersionList.TryParse(bytes, request.Path, out var list, out var problem))
            throw new InvalidOperationException($"a list that was found sound is not: {problem}");
        return ListMemory.Merge(before, list, source, IsConfigured, parts.Time.GetUtcNow());
    }

    // All sources say it is gone: believed when they say so twice in a row.
    private async Task<Remembered?> ForgetSlowlyAsync(ModuleRequest request, Remembered before, CancellationToken cancellation)
    {
        if (before.Absences + 1 >= ListMemory.Agreeing)
        {
            await _memory.ForgetAsync(request, cancellation);
            return null;
        }

        var remembered = before with { Absences = before.Absences + 1 };
        await _memory.WriteAsync(request, remembered, cancellation);
        return remembered;
    }

    private bool IsConfigured(string source) => parts.Router.Sources.Any(one => string.Equals(one.Name, source, StringComparison.Ordinal));

    private Answer Ready(ModuleRequest request, Route route, Remembered what, CacheState cache, TimeSpan freshFor)
    {
        var answer = Told(request, route, what, cache);
        parts.Hot.Put(request.Name, answer, freshFor);
        return answer;
    }

    private async Task<Answer?> FromStoreAsync(ModuleRequest request, Route route, CancellationToken cancellation)
    {
        try
        {
            return await _stored.MakeAsync(request, cancellation) is { } body
                ? Told(request, route, new Remembered("store", parts.Time.GetUtcNow(), 0, body, []), CacheState.Stale)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(parts.Log, request.Name, e.Message);
            parts.Metrics.StoreFailures.Add();
            return null;
        }
    }

    private static Answer Told(ModuleRequest request, Route route, Remembered what, CacheState cache, Trace? trace = null)
    {
        var bytes = Encoding.UTF8.GetBytes(what.Body);
        return new Answer
        {
            Status = 200,
            ContentType = GatewayParts.ContentType(request.Endpoint),
            CacheControl = CachePolicy.Header(request, route.UsesCredential),
            Body = bytes,
            Length = bytes.Length,
            ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"",
            Cache = cache,
            FetchedAt = what.At,
            Trace = trace,
        };
    }
}
