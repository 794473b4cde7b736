using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Operations;

/// <summary>The one endpoint that changes something: only for this machine, and not for a web page that a browser on it shows.</summary>
public sealed class PurgeTests
{
    private const string Purge = "/-/api/purge?module=example.com/m";

    [Theory]
    [InlineData("Host: localhost", true)]
    [InlineData("Host: 127.0.0.1:8080", true)]
    [InlineData("Host: [::1]:8080", true)]
    [InlineData("Host: localhost:8080\r\nOrigin: http://localhost:8080", true)]
    [InlineData("Host: rebound.attacker.example", false)]
    [InlineData("Host: rebound.attacker.example:8080", false)]
    [InlineData("Host: 127.0.0.1.attacker.example", false)]
    [InlineData("Host: localhost.attacker.example", false)]
    [InlineData("Host: 10.0.0.1", false)]
    [InlineData("Host: user@localhost", false)]
    [InlineData("Host: localhost\r\nOrigin: http://attacker.example", false)]
    [InlineData("Host: localhost:8080\r\nOrigin: http://localhost:9090", false)]
    [InlineData("Host: localhost\r\nOrigin: null", false)]
    public async Task Only_a_local_caller_may_purge(string headers, bool allowed)
    {
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        await server.GetAsync("/example.com/m/@v/v1.0.0.mod");

        using var connection = await server.ConnectAsync();
        await connection.WriteAsync($"POST {Purge} HTTP/1.1\r\n{headers}\r\nContent-Length: 0\r\n\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal(allowed ? 200 : headers.Contains('@', StringComparison.Ordinal) ? answer.Status : 403, answer.Status);
        Assert.Equal(allowed, answer.Status == 200);
        Assert.Equal(allowed ? "miss" : "hit", (await server.GetAsync("/example.com/m/@v/v1.0.0.mod"))["X-Weir-Cache"]);
    }

    [Fact]
    public async Task A_purge_removes_what_was_named_and_nothing_else()
    {
        await using var server = await ServerUnderTest.StartAsync();
        foreach (var version in (string[])["v1.0.0", "v1.0.0-rc1", "v1.1.0"])
            server.Upstream.Modules.Add("example.com/m", version);
        server.Upstream.Modules.Add("example.com/m/sub", "v1.0.0");
        string[] targets = ["/example.com/m/@v/v1.0.0.mod", "/example.com/m/@v/v1.0.0-rc1.mod", "/example.com/m/@v/v1.1.0.mod", "/example.com/m/sub/@v/v1.0.0.mod"];

        Assert.Equal("miss miss miss miss", await StatesAsync(server, targets));
        Assert.Equal(200, (await PostAsync(server, "example.com/m@v1.0.0")).Status);
        Assert.Equal("miss hit hit hit", await StatesAsync(server, targets));
        Assert.Equal(200, (await PostAsync(server, "example.com/m")).Status);
        Assert.Equal("miss miss miss hit", await StatesAsync(server, targets));
        Assert.Contains("\"files\": 0", (await PostAsync(server, "example.com/none")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/-/api/purge", 400)]
    [InlineData("/-/api/purge?x=y", 400)]
    [InlineData("/-/api/purge?module=", 400)]
    [InlineData("/-/api/purge?module=../../etc", 400)]
    [InlineData("/-/api/purge?module=example.com/m@main", 400)]
    [InlineData("/-/api/purge?module=example.com/m@..%2fx", 400)]
    [InlineData("/-/api/nothing", 405)]
    public async Task A_purge_of_no_module_is_refused_with_the_reason(string target, int status)
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var connection = await server.ConnectAsync();
        await connection.WriteAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task GET_purges_nothing()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var answer = await server.GetAsync(Purge);
        Assert.Equal((405, "POST"), (answer.Status, answer["Allow"]));
    }

    private static async Task<RawAnswer> PostAsync(ServerUnderTest server, string module)
    {
        using var connection = await server.ConnectAsync();
        await connection.WriteAsync($"POST /-/api/purge?module={module} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return await connection.ReadAsync();
    }

    private static async Task<string> StatesAsync(ServerUnderTest server, string[] targets)
    {
        var states = new List<string?>();
        foreach (var target in targets)
            states.Add((await server.GetAsync(target))["X-Weir-Cache"]);
        return string.Join(' ', states);
    }
}
