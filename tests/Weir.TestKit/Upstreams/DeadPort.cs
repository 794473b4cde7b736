using System.Net;
using System.Net.Sockets;

namespace Weir.TestKit.Upstreams;

/// <summary>A port of 127.0.0.1 behind which nothing serves, in one of the three ways a machine can be gone. It stays taken until disposed.</summary>
public sealed class DeadPort : IDisposable
{
    private readonly List<Socket> sockets;

    private DeadPort(List<Socket> sockets) => this.sockets = sockets;

    /// <summary>The address, for GOPROXY.</summary>
    public string Url => $"http://{sockets[0].LocalEndPoint}";

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)sockets[0].LocalEndPoint!).Port;

    /// <summary>Connections are refused: the port is taken, so that nobody else gets it, and not listened on.</summary>
    public static DeadPort Refused() => new([Bound()]);

    /// <summary>Connections are taken and nothing is ever said.</summary>
    public static DeadPort Silent()
    {
        var socket = Bound();
        // Nobody accepts: the system completes the handshake by itself, and buffers what the client sends.
        socket.Listen(512);
        return new([socket]);
    }

    /// <summary>Packets vanish: the queue of the listening socket is full, and Linux then drops what asks for a connection.</summary>
    public static async Task<DeadPort> BlackHoleAsync()
    {
        var listener = Bound();
        listener.Listen(0);
        var port = new DeadPort([listener]);
        while (await port.TryConnectAsync(TimeSpan.FromMilliseconds(200)) is { } filler)
            port.sockets.Add(filler);
        return port;
    }

    /// <inheritdoc/>
    public void Dispose() => sockets.ForEach(s => s.Dispose());

    /// <summary>A connection to this port, or null where none came about in time.</summary>
    public async Task<Socket?> TryConnectAsync(TimeSpan within)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(within);
        try
        {
            await client.ConnectAsync(sockets[0].LocalEndPoint!, limit.Token);
            return client;
        }
        catch (OperationCanceledException)
        {
            client.Dispose();
            return null;
        }
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
