using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Weir.Server;

/// <summary>A value of <c>--listen</c>: <c>HOST:PORT</c>, <c>:PORT</c> (all addresses), <c>[::1]:PORT</c> or <c>unix:/PATH</c>.</summary>
internal sealed record ListenAddress(string Text, IPEndPoint? EndPoint, string? UnixPath)
{
    public bool IsLocal => UnixPath is not null || IPAddress.IsLoopback(EndPoint!.Address);

    public static ListenAddress? Parse(string text, out string? problem)
    {
        problem = null;
        const string Unix = "unix:";
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            var path = text[Unix.Length..];
            // sockaddr_un has room for 107 bytes.
            problem = !Path.IsPathRooted(path) ? "want unix:/ABSOLUTE/PATH" : path.Length > 107 ? "the path of a socket has at most 107 characters" : null;
            return problem is null ? new ListenAddress(text, null, path) : null;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            problem = "want HOST:PORT, :PORT or unix:/PATH";
            return null;
        }

        var host = text[..colon].Trim('[', ']');
        IPAddress? address = host switch
        {
            "" or "*" => IPAddress.IPv6Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out var parsed) ? parsed : null,
        };
        problem = address is null ? $"{host} is no IP address" : null;
        return address is null ? null : new ListenAddress(text, new IPEndPoint(address, port), null);
    }

    public void AddTo(KestrelServerOptions options)
    {
        if (UnixPath is { } path)
        {
            // A socket left by a process that was killed would keep us from listening.
            if (File.Exists(path))
                File.Delete(path);
            options.ListenUnixSocket(path);
        }
        else
        {
            options.Listen(EndPoint!);
        }
    }
}
