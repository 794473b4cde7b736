using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Weir.Gateway.Fetching;

namespace Weir.Gateway.Sources;

/// <summary>
/// Opens the TCP connections of the HTTP client. Hosts the operator configured may live anywhere; a host that only a redirect named may not be
/// loopback, link-local or private, or an upstream could make Weir fetch from the inside of a network. The check sees the addresses that are
/// really connected to, so a name that resolves differently a second time does not get past it.
/// Addresses race, 250 ms apart (RFC 8305): a dead IPv6 route costs a quarter of a second, not the time-out.
/// </summary>
internal sealed class ConnectPolicy(IEnumerable<Uri> configured, TimeProvider time)
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);
    private readonly FrozenSet<string> _configured = configured.Select(url => $"{url.IdnHost}:{url.Port}").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var port = context.DnsEndPoint.Port;
        using var timer = new CancellationTokenSource(FetchLimits.Connect, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        try
        {
            var addresses = await ResolveAsync(host, both.Token);
            if (!_configured.Contains($"{host}:{port}") && addresses.FirstOrDefault(IsInside) is { } inside)
                throw new ConnectException($"redirected to {host}, which is {inside}: an address inside this network that is not configured");
            return new NetworkStream(await RaceAsync(addresses, port, both.Token), ownsSocket: true);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ConnectException($"no connection to {host}:{port} within {FetchLimits.Connect.TotalSeconds:0.#} s") { TimedOut = true };
        }
        catch (SocketException e)
        {
            throw new ConnectException($"cannot connect to {host}:{port}: {Describe(e)}");
        }
    }

    /// <summary>True for loopback, private, link-local, shared and unspecified addresses.</summary>
    internal static bool IsInside(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast;
        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 10 or >= 224
            || (bytes[0] == 100 && (bytes[1] & 0xC0) == 64)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 198 && (bytes[1] & 0xFE) == 18);
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);

    private async Task<Socket> RaceAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task<Socket>>();
        Exception? last = null;
        for (var next = 0; next < addresses.Length || running.Count > 0;)
        {
            if (next < addresses.Length)
                running.Add(DialAsync(addresses[next++], port, losers.Token));
            var moveOn = next < addresses.Length ? Task.Delay(Stagger, time, losers.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, losers.Token);
            while (running.Count > 0 && await Task.WhenAny([.. running, moveOn]) is Task<Socket> done)
            {
                running.Remove(done);
                if (done.IsCompletedSuccessfully)
                {
                    await losers.CancelAsync();
                    foreach (var loser in running)
                        _ = loser.ContinueWith(static t => t.Result.Dispose(), CancellationToken.None,
                            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                    return await done;
                }

                last = done.Exception?.InnerException ?? last;
                if (next < addresses.Length)
                    break;
            }

            cancellation.ThrowIfCancellationRequested();
        }

        throw last ?? new SocketException((int)SocketError.HostUnreachable);
    }

    private static async Task<Socket> DialAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Describe(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData => "no such host",
        SocketError.TryAgain => "the name server does not answer",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.HostUnreachable => "no route to host",
        _ => e.SocketErrorCode.ToString(),
    };
}

/// <summary>No connection, for a reason worth saying.</summary>
internal sealed class ConnectException(string message) : IOException(message)
{
    /// <summary>True when nobody said no: the time was up.</summary>
    public bool TimedOut { get; init; }
}
