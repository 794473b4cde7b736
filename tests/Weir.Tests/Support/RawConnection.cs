using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Weir.Tests.Support;

/// <summary>A connection on which a test writes the very bytes it wants.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket socket;
    private readonly BufferedStream stream;

    private RawConnection(Socket socket) => (this.socket, stream) = (socket, new BufferedStream(new NetworkStream(socket), 16 * 1024));

    /// <summary>Connects to <c>http://127.0.0.1:PORT</c>.</summary>
    public static async Task<RawConnection> OpenAsync(string url)
    {
        var at = new Uri(url);
        return await OpenAsync(new IPEndPoint(IPAddress.Parse(at.Host), at.Port), ProtocolType.Tcp);
    }

    /// <summary>Connects to a unix socket.</summary>
    public static Task<RawConnection> OpenUnixAsync(string path) => OpenAsync(new UnixDomainSocketEndPoint(path), ProtocolType.Unspecified);

    /// <summary>Writes text whose characters are octets.</summary>
    public async Task WriteAsync(string octets) =>
        await socket.SendAsync(Encoding.Latin1.GetBytes(octets), TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>One request with Host and the headers given, and its answer.</summary>
    public async Task<RawAnswer> SendAsync(string method, string target, params IEnumerable<string> headers)
    {
        await WriteAsync($"{method} {target} HTTP/1.1\r\nHost: weir.test\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n");
        return await ReadAsync(method == "HEAD");
    }

    /// <summary>Ends the head of a request that was begun, and reads the answer; null where the server closed the connection.</summary>
    public async Task<RawAnswer?> TryEndRequestAsync()
    {
        try
        {
            await WriteAsync("\r\n");
        }
        catch (SocketException)
        {
            return null;
        }

        return await TryReadAsync();
    }

    /// <summary>The next answer on this connection.</summary>
    public async Task<RawAnswer> ReadAsync(bool isHead = false) =>
        await TryReadAsync(isHead) ?? throw new IOException("the server closed the connection instead of answering");

    /// <summary>The next answer, or null where the server closed the connection.</summary>
    public async Task<RawAnswer?> TryReadAsync(bool isHead = false)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            if (await LineAsync(limit.Token) is not { Length: > 0 } status)
                return null;
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await LineAsync(limit.Token) is { Length: > 0 } line)
                headers.Add(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            var answer = new RawAnswer(status, headers, []);
            return isHead || answer.Status is 304 or 204 ? answer : answer with { Body = await BodyAsync(answer, limit.Token) };
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
        catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no whole answer within {Patience.TotalSeconds} s", e);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private static async Task<RawConnection> OpenAsync(EndPoint to, ProtocolType protocol)
    {
        var opened = new Socket(to.AddressFamily, SocketType.Stream, protocol);
        try
        {
            await opened.ConnectAsync(to, TestContext.Current.CancellationToken);
            return new RawConnection(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private async Task<byte[]> BodyAsync(RawAnswer answer, CancellationToken cancel)
    {
        Assert.Null(answer["Transfer-Encoding"]);
        if (answer["Content-Length"] is { } length)
        {
            var body = new byte[int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, cancel);
            return body;
        }

        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, cancel);
        return rest.ToArray();
    }

    private async Task<string?> LineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancel) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        return line.Length == 0 ? null : throw new IOException($"the connection ended in the middle of a line: {line}");
    }
}
