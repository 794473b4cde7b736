using System.Net.Sockets;

namespace Weir.Server;

/// <summary>
/// The unix socket <c>DATA/admin.sock</c>, on which a running server takes orders from commands of the same user: what a command removes from the disk the
/// server must also forget. There is none where the path is too long for a socket, or on a system without them; then memory follows within a restart.
/// </summary>
internal static class AdminSocket
{
    public const string FileName = "admin.sock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The address to listen on, or null where a socket cannot be or another server on this data folder has it.</summary>
    public static ListenAddress? Address(string dataFolder) =>
        Socket.OSSupportsUnixDomainSockets && !ListenAddress.IsAnswered(PathOf(dataFolder))
            ? ListenAddress.Parse($"unix:{PathOf(dataFolder)}", out _) : null;

    /// <summary>True when a running server was told; false when none runs on this data folder.</summary>
    public static async Task<bool> TryPurgeAsync(string dataFolder, string module, CancellationToken cancellation)
    {
        if (!File.Exists(PathOf(dataFolder)))
            return false;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathOf(dataFolder)), token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        { Timeout = Patience };
        try
        {
            using var response = await client.PostAsync(new Uri($"http://localhost/-/api/purge?module={Uri.EscapeDataString(module)}"), null, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // A socket file without a server behind it: killed, not stopped.
            return false;
        }
    }

    private static string PathOf(string dataFolder) => Path.Combine(dataFolder, FileName);
}
