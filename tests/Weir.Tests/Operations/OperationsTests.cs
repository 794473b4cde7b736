using System.Text.Json;
using Weir.TestKit;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Operations;

/// <summary>What an operator's tools read.</summary>
public sealed class OperationsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_healthy_and_ready_for_GET_and_HEAD()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var healthy = await server.GetAsync("/healthz");
        var ready = await server.GetAsync("/readyz");
        Assert.Equal((200, "ok\n", "no-store"), (healthy.Status, healthy.Text, healthy["Cache-Control"]));
        Assert.Equal((200, "ready\n", "no-store"), (ready.Status, ready.Text, ready["Cache-Control"]));
        Assert.Equal((200, "3"), ((await server.SendAsync("HEAD", "/healthz")).Status, (await server.SendAsync("HEAD", "/healthz"))["Content-Length"]));
    }

    // Whether the connection is answered or closed is a race with the listener; that it is never "ready" is not.
    [Fact]
    public async Task A_server_that_stops_is_not_ready()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var connection = await server.ConnectAsync();
        await connection.WriteAsync("GET /readyz HTTP/1.1\r\nHost: weir.test\r\n");
        Assert.Equal(200, (await server.GetAsync("/readyz")).Status);
        var stopping = server.StopAsync(Cancel);
        var answer = await connection.TryEndRequestAsync();
        Assert.True(answer is null || (answer.Status, answer["X-Weir-Error"]) == (503, "stopping"), answer?.ToString());
        await stopping;
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => server.ConnectAsync());
    }

    [Fact]
    public async Task Metrics_pass_Prometheus_own_check_and_count()
    {
        var promtool = Path.Combine(TestCache.Folder, "bin", "promtool");
        if (!File.Exists(promtool))
            throw Missing.Tool("promtool (eng/test-tools promtool)");
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { GoProxy = url => $"{url}/a\"b\\c|{url}" });
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        foreach (var target in (string[])["/example.com/m/@v/list", "/example.com/m/@v/v1.0.0.zip", "/example.com/m/@v/v1.0.0.zip", "/example.com/none/@latest", "/x"])
            await server.GetAsync(target);
        var metrics = await server.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics["Content-Type"]);
        Assert.Contains("weir_requests_total{class=\"zip\",outcome=\"cache\"} 1\n", metrics.Text, StringComparison.Ordinal);
        Assert.Contains("weir_requests_total{class=\"list\",outcome=\"ok\"} 1\n", metrics.Text, StringComparison.Ordinal);
        Assert.Contains("weir_requests_total{class=\"latest\",outcome=\"neg\"} 1\n", metrics.Text, StringComparison.Ordinal);

        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["metrics"], metrics.Text, Cancel);
        var check = await ProgramRun.RunAsync("/bin/sh", ["-c", "\"$0\" check metrics <metrics", promtool], [new("PATH", "/usr/bin:/bin")], temp.Path, TimeSpan.FromSeconds(30), Cancel);
        Assert.True(check is { Ok: true, Out: "", Error: "" }, check.ToString());
    }

    [Fact]
    public async Task Upstreams_are_told_with_their_state_and_without_their_secrets()
    {
        await using var server = await ServerUnderTest.StartAsync(
            new ServerSetup { GoProxy = url => $"http://127.0.0.1:1/dead|{url.Replace("//", "//user:hunter2@", StringComparison.Ordinal)},{url}/second" });
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal(200, (await server.GetAsync("/example.com/m/@v/v1.0.0.mod")).Status);

        var answer = await server.GetAsync("/-/api/upstreams");
        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.DoesNotContain("hunter2", answer.Text + (await server.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(answer.Body);
        var tiers = json.RootElement.GetProperty("tiers").EnumerateArray().ToList();
        Assert.Equal([1, 2], tiers.Select(tier => tier.GetProperty("tier").GetInt32()));
        var dead = tiers[0].GetProperty("upstreams").EnumerateArray().First(one => Text(one, "name") == "127.0.0.1:1/dead" && Text(one, "class") == "meta");
        Assert.Equal("open", Text(dead, "state"));
        Assert.Contains("127.0.0.1:1", Text(dead, "reason"), StringComparison.Ordinal);
        Assert.True(dead.GetProperty("until").TryGetDateTimeOffset(out _));
        var alive = tiers[0].GetProperty("upstreams").EnumerateArray().First(one => Text(one, "class") == "meta");
        Assert.Equal(("closed", 1, "private"), (Text(alive, "state"), alive.GetProperty("place").GetInt32(), Text(alive, "scope")));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
