using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Gateway;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;
using Weir.Gateway.Telemetry;
using Weir.Operations.Caching;

namespace Weir.Server;

/// <summary>What operators and their tools ask: <c>/healthz</c>, <c>/readyz</c>, <c>/metrics</c>, <c>/-/api/…</c>; always at the root.</summary>
internal sealed class OperationsEndpoints(GatewayHost gateway, RequestMetrics metrics, CachePurge purge, Func<bool> isStopping)
{
    private const string Plain = "text/plain; charset=utf-8";

    public static string Version { get; } =
        typeof(OperationsEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>True for targets that are operations, whatever the base path is.</summary>
    public static bool Owns(string target) => target.StartsWith("/-/", StringComparison.Ordinal) || PathOf(target) is "/healthz" or "/readyz" or "/metrics";

    /// <summary>What a person sees who opens the root in a browser.</summary>
    public static Answer Welcome(string basePath) => Ok(
        Plain, $"weir {Version}: a Go module proxy\n\nexport GOPROXY=http://THIS-HOST{basePath}\n\n/healthz /readyz /metrics /-/api/upstreams\n");

    public async ValueTask<Answer> GetAsync(Exchange exchange)
    {
        var path = PathOf(exchange.Target).ToString();
        if (path == "/-/api/purge")
            return await PurgeAsync(exchange, exchange.Target[path.Length..]);
        if (!HttpMethods.IsGet(exchange.Method) && !exchange.IsHead)
            return Failures.Of(ErrorCatalog.Method, "use GET");
        return path switch
        {
            "/healthz" => Ok(Plain, "ok\n"),
            "/readyz" => isStopping() ? Failures.Of(ErrorCatalog.Stopping, "stopping") : Ok(Plain, "ready\n"),
            "/metrics" => Ok("text/plain; version=0.0.4; charset=utf-8", Metrics()),
            "/-/api/upstreams" => Ok("application/json", JsonSerializer.Serialize(Upstreams(), ServerJson.Default.UpstreamsReport)),
            "/-/api/incidents" => Ok("application/json", gateway.Incidents.ReadJson()),
            _ => Failures.Of(ErrorCatalog.BadRequest, "not found: no such operation"),
        };
    }

    private static ReadOnlySpan<char> PathOf(string target) =>
        target.AsSpan(0, target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : target.Length);

    private static Answer Ok(string type, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return new Answer { Status = 200, ContentType = type, CacheControl = "no-store", Body = body, Length = body.Length };
    }

    private async Task<Answer> PurgeAsync(Exchange exchange, string query)
    {
        if (!HttpMethods.IsPost(exchange.Method))
        {
            exchange.Response.Headers.Allow = "POST";
            return Failures.Of(ErrorCatalog.Method, "use POST");
        }

        if (!LocalCallers.MayChange(exchange))
            return Failures.Of(ErrorCatalog.Refused, "changes are taken only from this machine: loopback or the unix socket");
        const string Key = "?module=";
        if (!query.StartsWith(Key, StringComparison.Ordinal))
            return Failures.Of(ErrorCatalog.BadRequest, "want /-/api/purge?module=MODULE or MODULE@VERSION", status: 400);
        var result = await purge.RunAsync(Uri.UnescapeDataString(query[Key.Length..]), exchange.Aborted);
        return result.Problem is { } problem
            ? Failures.Of(ErrorCatalog.BadRequest, problem, status: 400)
            : Ok("application/json", JsonSerializer.Serialize(result, ServerJson.Default.PurgeResult));
    }

    private string Metrics()
    {
        var text = new PrometheusText();
        text.Family("weir_build_info", "gauge", "Which Weir this is.").Sample("weir_build_info", 1, "version", Version);
        metrics.WriteTo(text);
        gateway.Metrics.WriteTo(text);
        var snapshot = gateway.Health.Snapshot;
        text.Family("weir_upstreams_eligible", "gauge", "Upstreams that are asked.")
            .Sample("weir_upstreams_eligible", gateway.Router.Sources.Count(source => snapshot[source, RequestClass.Meta]?.IsClosed ?? true));
        text.Family("weir_upstream_state", "gauge", "1 for the state an upstream is in.");
        foreach (var source in gateway.Router.Sources)
            foreach (var state in Enum.GetValues<BreakerState>())
                text.Sample(
                    "weir_upstream_state", (snapshot[source, RequestClass.Meta]?.State ?? BreakerState.Closed) == state ? 1 : 0,
                    "upstream", source.Name, "state", UpstreamsReport.Word(state));
        text.Family("weir_sumdb_consistent", "gauge", "0 while a fork of a checksum database waits for a person.");
        foreach (var database in gateway.Databases)
            text.Sample("weir_sumdb_consistent", database.IsForked ? 0 : 1, "database", database.Name);
        text.Family("weir_sumdb_tree_size", "gauge", "Records in the trusted tree of a checksum database.");
        foreach (var database in gateway.Databases)
            text.Sample("weir_sumdb_tree_size", database.TreeSize, "database", database.Name);
        text.Family("weir_hot_bytes", "gauge", "Memory in use for hot answers.").Sample("weir_hot_bytes", gateway.HotBytes);
        text.Family("weir_fetches_running", "gauge", "Fetches under way.").Sample("weir_fetches_running", gateway.FlightCount);
        return text.ToString();
    }

    private UpstreamsReport Upstreams()
    {
        var snapshot = gateway.Health.Snapshot;
        return new UpstreamsReport(
        [
            .. gateway.Router.Chain.Select((tier, index) => new TierReport(index + 1,
            [
                .. Enum.GetValues<RequestClass>().Where(c => c != RequestClass.Sumdb).SelectMany(c => Ordered(tier, c, snapshot)),
            ])),
        ]);
    }

    private IEnumerable<UpstreamReport> Ordered(Tier tier, RequestClass requestClass, HealthSnapshot snapshot)
    {
        var order = gateway.Health.Order(tier.Sources, requestClass);
        return order.Ask.Concat(order.LastResort).Select((source, place) => Report(source, requestClass, place + 1, snapshot[source, requestClass]));
    }

    private static UpstreamReport Report(ISource source, RequestClass requestClass, int place, Breaker? breaker) => new(
        source.Name,
        requestClass.Word(),
        place,
        source.Scope == Scope.Public ? "public" : "private",
        UpstreamsReport.Word(breaker?.State ?? BreakerState.Closed),
        breaker is null ? "not asked yet: in configured order"
            : breaker.IsClosed ? breaker.Failures == 0 ? "healthy: in configured order" : $"{breaker.Failures} failures in a row: {breaker.Reason}"
            : $"left out: {breaker.Reason}",
        breaker is { IsClosed: false } ? breaker.Until : null);
}
