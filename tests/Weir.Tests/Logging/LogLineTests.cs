using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Server;
using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Logging;

/// <summary>One line a request, which neither a caller nor a source can forge.</summary>
public sealed class LogLineTests
{
    private const string Line = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO |WARN |ERROR|DEBUG) [\x20-\x7e\ufffd]+$";

    private static readonly string[] Targets =
    [
        "/example.com/m/@v/v1.0.0.mod", "/example.com/m/@v/list", "/example.com/none/@latest", "/nothing", "/example.com/m/@v/v1.0.0.mod",
        "/example.com/m/@v/a%0a2026-01-01T00:00:00.000Z%20ERROR%20forged.info", "/example.com/m/@v/%1b[2J.info",
    ];

    [Fact]
    public async Task A_request_is_one_line_of_text()
    {
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        foreach (var target in Targets)
            await server.GetAsync(target);
        await server.SendAsync("HEAD", Targets[0]);
        await server.SendAsync("POST", Targets[0]);
        await server.GetAsync("/healthz");

        var log = await server.LogAsync();
        Assert.All(log, line => Assert.Matches(Line, line));
        Assert.Equal(Targets.Length + 2, log.Count);
        // A line is written when its answer has gone out: the next request may overtake it.
        Assert.All(Targets, target => Assert.Contains(log, line => line.Contains($" INFO  GET {target} ", StringComparison.Ordinal)));
        var port = new Uri(server.Upstream.Url).Authority;
        Assert.Contains(log, line => Regex.IsMatch(line, $@"GET /example\.com/m/@v/v1\.0\.0\.mod 200 \d+ B \d+\.\d ms miss {port} 127\.0\.0\.1$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains(log, line => Regex.IsMatch(line, @"GET /nothing 404 \d+ B \d+\.\d ms none bad-request 127\.0\.0\.1$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains(log, line => Regex.IsMatch(line, @"GET /example\.com/m/@v/v1\.0\.0\.mod 200 \d+ B \d+\.\d ms hit - 127\.0\.0\.1$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains(log, line => Regex.IsMatch(line, @"HEAD .* 200 0 B ", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains(log, line => Regex.IsMatch(line, @"POST .* 405 \d+ B \d+\.\d ms none method ", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_request_is_one_JSON_object()
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { LogFormat = LogFormat.Json });
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        foreach (var target in Targets)
            await server.GetAsync(target);

        var log = await server.LogAsync();
        Assert.Equal(Targets.Length, log.Count);
        var targets = new List<string?>();
        foreach (var line in log)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            targets.Add(root.GetProperty("target").GetString());
            Assert.Equal(("INFO", 1000), (root.GetProperty("level").GetString(), root.GetProperty("event").GetInt32()));
            Assert.True(root.GetProperty("time").TryGetDateTimeOffset(out _));
            Assert.InRange(root.GetProperty("status").GetInt32(), 200, 404);
            Assert.InRange(root.GetProperty("milliseconds").GetDouble(), 0, 60_000);
        }

        Assert.Equal(Targets.Order(StringComparer.Ordinal), targets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Control_characters_on_the_wire_cannot_forge_a_line(bool json)
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { LogFormat = json ? LogFormat.Json : LogFormat.Text });
        foreach (var octet in Enumerable.Range(0, 256).Where(octet => octet is not ('\n' or '\r' or ' ')))
        {
            using var connection = await server.ConnectAsync();
            await connection.WriteAsync($"GET /example.com/{(char)octet}x HTTP/1.1\r\nHost: weir.test\r\n\r\n");
            await connection.TryReadAsync();
        }

        Assert.All(await server.LogAsync(), line => Assert.Matches(!json ? Line : @"^\{[\x20-\x7e]+\}$", line));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secrets_reach_neither_the_log_nor_the_client(bool json)
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup
        {
            LogFormat = json ? LogFormat.Json : LogFormat.Text,
            GoProxy = url => $"http://user:hunter2@127.0.0.1:1/a|{url.Replace("//", "//user:hunter2@", StringComparison.Ordinal)}/b?token=hunter2",
        });
        server.Upstream.Fault = request => request.Target.EndsWith("info", StringComparison.Ordinal)
            ? new Fault.RedirectTo("https://user:hunter2@127.0.0.1:1/x") : new Fault.Html200();
        var said = "";
        foreach (var file in (string[])["list", "v1.0.0.info", "v1.0.0.mod", "v1.0.0.zip"])
            said += (await server.GetAsync($"/example.com/m/@v/{file}?token=hunter2", "Authorization: Basic aHVudGVyMg==")).ToString();
        said += await server.GetAsync("http://user:hunter2@weir.test/example.com/m/@v/list");
        said += await server.GetAsync("/-/api/upstreams") + (await server.GetAsync("/metrics")).Text;
        var log = string.Join('\n', await server.LogAsync());
        Assert.DoesNotContain("hunter2", said + log, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", said + log, StringComparison.Ordinal);
    }
}
