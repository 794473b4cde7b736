using System.Net;

namespace Weir.Server;

/// <summary>
/// Until there are tokens, what changes something may come only from this machine, and not from a web page that a browser on this machine shows: the
/// Host must be loopback (else a name that resolves here could be used, DNS rebinding) and an Origin must be the same host.
/// </summary>
internal static class LocalCallers
{
    public static bool MayChange(Exchange exchange)
    {
        if (exchange.RemoteAddress is not { } address)
            return true;
        var host = HostOf(exchange.RequestHeaders.Host.ToString());
        return IPAddress.IsLoopback(address) && IsLoopback(host)
            && (exchange.RequestHeaders.Origin.Count == 0
                || (Uri.TryCreate(exchange.RequestHeaders.Origin, UriKind.Absolute, out var origin)
                    && origin.Authority.Equals(exchange.RequestHeaders.Host.ToString(), StringComparison.OrdinalIgnoreCase)));
    }

    private static string HostOf(string header) =>
        Uri.TryCreate("http://" + header, UriKind.Absolute, out var url) ? url.Host : "";

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
