using System.Text;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>How connections are used by clients that are not HttpClient.</summary>
public sealed class WireTests
{
    private const string Mod = "/example.com/m/@v/v1.0.0.mod";

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    [InlineData("BREW")]
    public async Task Any_other_method_is_405_and_the_connection_goes_on(string method)
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        using var connection = await server.ConnectAsync();
        foreach (var target in (string[])[Mod, "/healthz", "/"])
        {
            var answer = await connection.SendAsync(method, target);
            Assert.Equal((405, "method", "GET, HEAD"), (answer.Status, answer["X-Weir-Error"], answer["Allow"]));
        }

        Assert.Equal(module.Mod, (await connection.SendAsync("GET", Mod)).Body);
    }

    [Fact]
    public async Task Errors_keep_the_connection_alive()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        using var connection = await server.ConnectAsync();
        Assert.Equal(404, (await connection.SendAsync("GET", "/nothing")).Status);
        Assert.Equal(404, (await connection.SendAsync("GET", "/example.com/none/@v/list")).Status);
        Assert.Equal(404, (await connection.SendAsync("GET", "/example.com/%zz/@v/list")).Status);
        Assert.Equal(405, (await connection.SendAsync("POST", Mod, "Content-Length: 0")).Status);
        Assert.Equal(416, (await connection.SendAsync("GET", Mod, "Range: bytes=9999-")).Status);
        Assert.Equal(508, (await connection.SendAsync("GET", Mod, "Via: 1.1 weir, 1.1 weir")).Status);
        Assert.Equal(module.Mod, (await connection.SendAsync("GET", Mod)).Body);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        string[] targets = [Mod, "/example.com/none/@v/list", "/example.com/m/@v/v1.0.0.info", "/healthz", "/example.com/m/@v/v1.0.0.zip"];
        using var connection = await server.ConnectAsync();
        await connection.WriteAsync(string.Concat(targets.Select(target => $"GET {target} HTTP/1.1\r\nHost: weir.test\r\n\r\n")));
        Assert.Equal(module.Mod, (await connection.ReadAsync()).Body);
        Assert.Equal(404, (await connection.ReadAsync()).Status);
        Assert.Equal(module.Info, (await connection.ReadAsync()).Body);
        Assert.Equal("ok\n", (await connection.ReadAsync()).Text);
        Assert.Equal(module.Zip, (await connection.ReadAsync()).Body);
    }

    [Fact]
    public async Task HTTP_1_0_is_answered_and_its_connection_closed()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        using var connection = await server.ConnectAsync();
        await connection.WriteAsync($"GET {Mod} HTTP/1.0\r\n\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal((200, "close"), (answer.Status, answer["Connection"]));
        Assert.Equal(module.Mod, answer.Body);
        Assert.Null(await connection.TryReadAsync());
    }

    [Fact]
    public async Task A_request_that_comes_a_byte_at_a_time_is_answered()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        using var connection = await server.ConnectAsync();
        foreach (var octet in Encoding.ASCII.GetBytes($"GET {Mod} HTTP/1.1\r\nHost: weir.test\r\n\r\n"))
            await connection.WriteAsync($"{(char)octet}");
        Assert.Equal(module.Mod, (await connection.ReadAsync()).Body);
    }

    [Theory]
    [InlineData("GET  / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n")]
    public async Task What_is_no_HTTP_is_refused_or_cut_off_and_others_go_on(string nonsense)
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var connection = await server.ConnectAsync();
        await connection.WriteAsync(nonsense);
        var answer = await connection.TryReadAsync();
        Assert.True(answer is null or { Status: >= 400 and < 500 or 505 }, answer?.ToString());
        Assert.Equal(200, (await server.GetAsync("/healthz")).Status);
    }

    [Fact]
    public async Task A_unix_socket_serves_the_same()
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { Socket = "weir.sock" });
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        using var connection = await RawConnection.OpenUnixAsync(Path.Combine(server.Folder, "weir.sock"));
        Assert.Equal(module.Zip, (await connection.SendAsync("GET", "/example.com/m/@v/v1.0.0.zip")).Body);
        Assert.Equal(module.Mod, (await connection.SendAsync("GET", Mod)).Body);
        await server.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(server.Folder, "weir.sock")), "the socket was left behind");
    }
}
