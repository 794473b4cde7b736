using Microsoft.AspNetCore.Http;
using Weir.Gateway;
using Weir.Gateway.Serving;
using Weir.Gateway.Storage;
using Weir.Modules.Proxy;
using Weir.Modules.Sumdb;
using Endpoint = Weir.Modules.Proxy.Endpoint;

namespace Weir.Server;

/// <summary>The sorts of requests, for metrics and logs.</summary>
internal enum RequestKind
{
    List,
    Latest,
    Info,
    Mod,
    Zip,
    Sumdb,
    Mount,
    Operations,
    Other,
}

/// <summary>
/// Room 1: reads the raw target once and sends the request to its hall.
/// <code>
/// /healthz /readyz /metrics /-/…          operations, always at the root
/// BASE/cached-only/…                      as below, from the cache only
/// BASE/PREFIX/…                           a mount
/// BASE/sumdb/NAME/…                       a checksum database
/// BASE/MODULE/@v/… BASE/MODULE/@latest    the module proxy protocol
/// </code>
/// </summary>
internal sealed class Dispatcher(GatewayHost gateway, OperationsEndpoints operations, string basePath)
{
    private const string CachedOnly = "/cached-only/";
    private const string Sumdb = "/sumdb/";

    public ValueTask<Answer> Dispatch(Exchange exchange)
    {
        var target = exchange.Target;
        if (OperationsEndpoints.Owns(target))
        {
            exchange.Kind = RequestKind.Operations;
            return operations.GetAsync(exchange);
        }

        if (!HttpMethods.IsGet(exchange.Method) && !exchange.IsHead)
            return Failed(ErrorCatalog.Method, $"{Printable(exchange.Method)} is not answered here; use GET");

        var via = ViaCount(exchange);
        if (via >= 2)
            return Failed(ErrorCatalog.Loop, "this request passed Weir twice before: two of them name each other as a source");
        if (!target.StartsWith(basePath, StringComparison.Ordinal) || target.Length == basePath.Length || target[basePath.Length] != '/')
            return target == "/" ? ValueTask.FromResult(OperationsEndpoints.Welcome(basePath)) : Failed(
                ErrorCatalog.BadRequest, $"not found: the module proxy is served below {basePath}/");

        var below = target.AsSpan(basePath.Length);
        var cachedOnly = exchange.RequestHeaders.TryGetValue("Disable-Module-Fetch", out var header)
            && header.ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        if (below.StartsWith(CachedOnly, StringComparison.Ordinal))
        {
            cachedOnly = true;
            below = below[(CachedOnly.Length - 1)..];
        }

        return Ask(exchange, below, new AskOptions(cachedOnly, via));
    }

    /// <summary>Dispatches once more after the stored file of the first answer turned out to be gone: what memory knows of its module is forgotten.</summary>
    public ValueTask<Answer> DispatchAgain(Exchange exchange, StoreKey gone)
    {
        if (gone.Area == StoreArea.Modules)
            gateway.Forget(gone.Name[..gone.Name.LastIndexOf("/@v/", StringComparison.Ordinal)]);
        exchange.StartOver();
        return Dispatch(exchange);
    }

    private ValueTask<Answer> Ask(Exchange exchange, ReadOnlySpan<char> target, AskOptions options)
    {
        if (target is "/")
            return ValueTask.FromResult(OperationsEndpoints.Welcome(basePath));
        if (gateway.Mounts.TryFind(target, out var mount, out var problem))
        {
            exchange.Kind = RequestKind.Mount;
            return mount is null ? NotFound(ErrorCatalog.BadRequest, problem) : gateway.Mounts.GetAsync(mount, options, exchange.Aborted);
        }

        if (target.StartsWith(Sumdb, StringComparison.Ordinal))
        {
            exchange.Kind = RequestKind.Sumdb;
            return SumdbRequest.TryParse(target, gateway.Sumdb.Names, out var sumdb, out problem)
                ? gateway.Sumdb.GetAsync(sumdb, options, exchange.Aborted)
                : NotFound(ErrorCatalog.UnknownSumdb, problem);
        }

        if (!ModuleRequest.TryParse(target, out var request, out problem))
            return NotFound(ErrorCatalog.BadRequest, problem);
        exchange.Kind = KindOf(request.Endpoint);
        return gateway.Modules.TryGetReady(request, out var ready)
            ? ValueTask.FromResult(ready)
            : gateway.Modules.GetAsync(request, options, exchange.Aborted);
    }

    private static RequestKind KindOf(Endpoint endpoint) => endpoint switch
    {
        Endpoint.List => RequestKind.List,
        Endpoint.Latest => RequestKind.Latest,
        Endpoint.Info => RequestKind.Info,
        Endpoint.Mod => RequestKind.Mod,
        _ => RequestKind.Zip,
    };

    private static int ViaCount(Exchange exchange)
    {
        var via = exchange.RequestHeaders.Via;
        if (via.Count == 0)
            return 0;
        var count = 0;
        foreach (var hop in via.ToString().Split(','))
            if (hop.AsSpan().Trim().EndsWith(" weir", StringComparison.OrdinalIgnoreCase))
                count++;
        return count;
    }

    private static ValueTask<Answer> NotFound(ErrorRow row, string? problem) => Failed(row, $"not found: {problem}");

    private static ValueTask<Answer> Failed(ErrorRow row, string text) => ValueTask.FromResult(Failures.Of(row, text));

    private static string Printable(string method) => method.Length <= 20 ? method : method[..20] + "...";
}
