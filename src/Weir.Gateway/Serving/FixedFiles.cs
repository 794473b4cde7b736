using Weir.Gateway.Caching;
using Weir.Gateway.Fetching;
using Weir.Gateway.Routing;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Serving;

/// <summary>
/// The files of a version: <c>.info</c>, <c>.mod</c>, <c>.zip</c>. Fetched once, proved once, kept for ever, one file at a time. The hash is asked for while
/// the file is fetched.
/// </summary>
internal sealed class FixedFiles(GatewayParts parts)
{
    private readonly StoredFiles _stored = new(parts);

    public async Task<Answer> GetAsync(ModuleRequest request, AskOptions options, CancellationToken caller)
    {
        // :: Step 4, store
        var route = parts.Router.For(request.Path);
        if (await _stored.ReadAsync(request, route, caller) is { } stored)
            return stored;
        // A request that comes round in a circle must not wait for the flight it started itself.
        return await parts.Flights.JoinAsync($"{options.ViaCount}:{request.Name}", token => FetchAsync(request, route, options, token), caller);
    }

    private async Task<Answer> FetchAsync(ModuleRequest request, Route route, AskOptions options, CancellationToken cancellation)
    {
        // The flight before this one may have landed while we took off.
        if (parts.Hot.TryGetFresh(request.Name, out var ready))
            return ready;
        if (await _stored.ProveAsync(request, route, cancellation) is { } proved)
            return proved;
        if (GatewayParts.NobodyToAsk(request, route, options) is { } nobody)
            return nobody;

        // :: Steps 5 to 7
        // A module we know is not declared unknown because one source of several says so.
        var expected = parts.Verifier.Covers(request) ? parts.Verifier.ExpectAsync(request, cancellation) : null;
        var absence = route.IsPrivate ? Absence.EverySaysSo : await KnowsAsync(request, cancellation) ? Absence.NobodyFailed : Absence.OneSaysSo;
        var plan = parts.PlanFor(request, options, expected) with { AsksEverybody = absence != Absence.OneSaysSo };
        var trace = new Trace();
        var result = await parts.Fetcher.FetchAsync(route, plan, trace, cancellation);
        parts.Record(FetchLimits.ClassOf(request.Endpoint), request.Name, trace);
        if (result.Reply?.Body is not { } body)
            return Absent(request, trace, absence, result.Unasked);

        using (body)
        {
            var expectation = expected is null ? new Expectation.NotCovered() : await expected;
            return Unproved(request, expectation, parts.Verifier.Mode, trace)
                ?? await KeepAsync(request, route, body, result.Source!.Name, expectation is Expectation.Known, trace, cancellation);
        }
    }

    // :: Step 8, store
    private async Task<Answer> KeepAsync(
        ModuleRequest request, Route route, StagedBody body, string source, bool isProved, Trace trace, CancellationToken cancellation)
    {
        var provenance = new Provenance(source, parts.Time.GetUtcNow(), isProved);
        var bytes = body.IsInMemory ? body.Memory : default;
        try
        {
            var put = await parts.Store.CommitAsync(StoreKey.Of(request), body, provenance, cancellation);
            if (put == PutResult.Conflict && await _stored.ReadAsync(request, route, cancellation) is { } first)
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

        var answer = StoredFiles.Found(request, route, bytes, body.Length, body.Sha256, CacheState.Miss, trace);
        // What was let through unproved is proved as soon as that is possible.
        parts.Hot.Put(request.Name, answer.As(CacheState.Hit), isProved || !parts.Verifier.Covers(request) ? null : parts.Policy.Fresh);
        return answer;
    }

    /// <summary>The failure of a file whose hash cannot be had although it is required; null when it may be served.</summary>
    internal static Answer? Unproved(ModuleRequest request, Expectation expectation, VerifyMode mode, Trace? trace) => (expectation, mode) switch
    {
        (Expectation.Forked fork, _) => Failures.Of(
            ErrorCatalog.SumdbFork, $"{fork.Database} showed two logs that do not fit: nothing new is trusted until a person decides (weir sumdb show)", trace: trace),
        (Expectation.NotListed missing, VerifyMode.Require) => Failures.Of(
            ErrorCatalog.NotInSumdb, $"{missing.Database} does not know {request.Module}: {missing.Reason}", trace: trace),
        (Expectation.Unavailable gone, VerifyMode.Require) => Failures.Of(
            ErrorCatalog.SumdbUnreachable,
            $"{request.Module} cannot be proved: {gone.Database} cannot be asked (--verify prefer would serve it unproved)\n{gone.Reason}",
            trace: trace, retryAfter: TimeSpan.FromSeconds(10)),
        _ => null,
    };

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
}
