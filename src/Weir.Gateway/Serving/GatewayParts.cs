using Microsoft.Extensions.Logging;
using Weir.Gateway.Caching;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Sources;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Serving;

/// <summary>What the rooms of the gateway share.</summary>
internal sealed record GatewayParts(
    Router Router,
    Fetcher Fetcher,
    IModuleStore Store,
    HotCache Hot,
    CachePolicy Policy,
    Flights<Answer> Flights,
    GatewayMetrics Metrics,
    ChecksumVerifier Verifier,
    Quarantine Quarantine,
    StagingFolder Staging,
    TimeProvider Time,
    ILogger Log)
{
    /// <summary>The answer that there is nobody to ask, or null when there is somebody.</summary>
    public static Answer? NobodyToAsk(ModuleRequest request, Route route, AskOptions options)
    {
        if (options.CachedOnly)
            return Failures.Of(ErrorCatalog.NotCached, $"not cached: {Describe(request)}");
        if (!route.Tiers.IsEmpty)
            return null;
        return route.IsPrivate
            ? Failures.Of(ErrorCatalog.NoPrivateSource, $"{request.Path} is private (--goprivate) and Weir has no private source for it; public ones are never asked")
            : Failures.Of(ErrorCatalog.NotCached, $"not cached: {Describe(request)}, and Weir has no sources (--goproxy)");
    }

    /// <summary>Counts what a fetch did, and says when a later source rescued it.</summary>
    public void Record(RequestClass requestClass, string name, Trace trace)
    {
        Metrics.Count(requestClass, trace);
        if (trace.Winner is { } winner && trace.Attempts.FirstOrDefault(attempt => attempt.IsFailure) is { } first)
        {
            Metrics.Failovers.With(first.Outcome.Word()).Add();
            GatewayLog.FailedOver(Log, name, first.Source, first.Detail, winner);
        }
    }

    /// <summary>The plan that fetches a file of the module proxy protocol and checks it: its shape, and its hash where somebody knows it.</summary>
    public FetchPlan PlanFor(ModuleRequest request, AskOptions options, Task<Expectation>? expected = null)
    {
        var limits = FetchLimits.For(request.Endpoint);
        var requestClass = FetchLimits.ClassOf(request.Endpoint);
        return new FetchPlan(requestClass, limits.Patience, async (source, onBytes, isTrial, cancellation) =>
        {
            if (expected is not null && Quarantine.Holds(source, request.Module))
                return SourceReply.Failure(Outcome.Integrity, "gave wrong bytes for it before: not asked again for a day");
            var ask = new SourceRequest(request.Name, requestClass, limits, options.ViaCount) { OnBytes = onBytes, IsTrial = isTrial };
            var reply = await source.FetchAsync(ask, cancellation);
            // :: Step 7, shape and hash
            if (reply.Body is not { } body)
                return reply;
            var problem = Soundness.Check(request, body, out var h1, cancellation);
            if (problem is null && (expected is null || h1 is null))
                return reply;
            if (problem is null && (await expected!.WaitAsync(cancellation) is not Expectation.Known known || string.Equals(known.H1, h1, StringComparison.Ordinal)))
                return reply;
            using (body)
            {
                if (problem is not null)
                    return reply with { Outcome = Outcome.Corrupt, Body = null, Detail = $"200 with {problem}" };
                var truth = (Expectation.Known)await expected!;
                Quarantine.Report(source.Name, request, body, h1!, truth, reply.Url, reply.Headers);
                return reply with { Outcome = Outcome.Integrity, Body = null, Detail = $"bytes with {h1}; {truth.By} says {truth.H1}" };
            }
        });
    }

    /// <summary>What was asked for, as people say it.</summary>
    public static string Describe(ModuleRequest request) => request.Endpoint switch
    {
        Endpoint.List => $"{request.Path} (list)",
        Endpoint.Latest => $"{request.Path}@latest",
        Endpoint.Info => $"{request.Path}@{request.Version} (.info)",
        Endpoint.Mod => $"{request.Path}@{request.Version} (.mod)",
        _ => $"{request.Path}@{request.Version} (.zip)",
    };

    /// <summary>Content types as Go's own mirror gives them.</summary>
    public static string ContentType(Endpoint endpoint) => endpoint switch
    {
        Endpoint.Info or Endpoint.Latest => "application/json",
        Endpoint.Zip => "application/zip",
        _ => "text/plain; charset=utf-8",
    };
}
