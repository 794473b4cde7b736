using System.Net;
using System.Net.Sockets;

namespace Weir.Tests.Support;

/// <summary>A port that hands each connection on to another server, which may be named later.</summary>
internal sealed class Front : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> pumps = [];
    private Task accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The URL of the server behind.</summary>
    public string? To { get; set; }

    public static Task<Front> StartAsync()
    {
        var front = new Front();
        front.listener.Start();
        front.Url = $"http://{front.listener.LocalEndpoint}";
        front.accepting = front.AcceptAsync();
        return Task.FromResult(front);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(pumps);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                pumps.Add(RelayAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                var to = new Uri(To!);
                await server.ConnectAsync(to.Host, to.Port, stop.Token);
                var there = client.GetStream().CopyToAsync(server.GetStream(), stop.Token);
                var back = server.GetStream().CopyToAsync(client.GetStream(), stop.Token);
                await Task.WhenAny(there, back);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // One of the two ends is gone.
            }
        }
    }
}
