using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
            // A socket left by a process that was killed would keep us from listening; one in use, or another file, must.
            if (IsSocket(path) && !IsAnswered(path))
                File.Delete(path);
            options.ListenUnixSocket(path);
        }
        else
        {
            options.Listen(EndPoint!);
        }
    }

    /// <summary>True when a process listens on a unix socket.</summary>
    public static bool IsAnswered(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Of all files only a socket cannot be opened as one.
    private static bool IsSocket(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is IOException;
        }
    }
}
