using Weir.TestKit;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary>What <c>weir serve</c> tells the person who starts it.</summary>
public sealed class GreetingTests
{
    [Fact]
    public async Task It_prints_the_line_to_copy()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var weir = await WeirProcess.StartAsync("--goproxy", upstream.Url, "--base-path", "/go/");
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/go$", weir.Url);
        Assert.DoesNotContain(weir.Log, line => line.StartsWith("export GONO", StringComparison.Ordinal) || line.Contains("warning", StringComparison.Ordinal));
        Assert.Contains(weir.Log, line => line.StartsWith("weir: serving on http://127.0.0.1:", StringComparison.Ordinal) && line.EndsWith(weir.DataFolder, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--goprivate", "corp.example,*.corp.example", "corp.example,*.corp.example")]
    [InlineData("--gonosumdb", "corp.example/open", "corp.example/open")]
    public async Task With_private_paths_it_also_prints_who_may_be_asked_for_them(string flag, string value, string noSumdb)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var weir = await WeirProcess.StartAsync([flag, value, .. flag == "--goprivate" ? Array.Empty<string>() : ["--goprivate", "corp.example"], "--goproxy", upstream.Url]);
        await weir.StopAsync();
        Assert.Contains("export GONOPROXY=none", weir.Log, StringComparer.Ordinal);
        Assert.Contains($"export GONOSUMDB={noSumdb}", weir.Log, StringComparer.Ordinal);
    }

    [Fact]
    public async Task GOPRIVATE_of_the_Go_env_file_counts_and_GOPROXY_never_does()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["env"], "GOPRIVATE=secret.example\nGOPROXY=http://127.0.0.1:1\n", TestContext.Current.CancellationToken);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var weir = await WeirProcess.StartAsync(new WeirStart
        {
            Arguments = ["--goproxy", upstream.Url, "--public", upstream.Url],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GOENV"] = temp["env"], ["GOPROXY"] = "http://127.0.0.1:1" },
        });
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{weir.Url}/secret.example/m/@v/list"), TestContext.Current.CancellationToken);
        Assert.Equal("no-private-source", Assert.Single(answer.Headers.GetValues("X-Weir-Error")));
        Assert.Equal(0, upstream.Requests.Count);
        await weir.StopAsync();
        Assert.Contains("export GONOSUMDB=secret.example", weir.Log, StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_flag_wins_over_its_twin_and_the_twin_over_the_Go_settings()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var weir = await WeirProcess.StartAsync(new WeirStart
        {
            Arguments = ["--goproxy", upstream.Url],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["WEIR_GOPROXY"] = "http://127.0.0.1:1", ["WEIR_BASE_PATH"] = "/twin", ["WEIR_GOPRIVATE"] = "twin.example", ["GOPRIVATE"] = "go.example",
            },
        });
        upstream.Modules.Add("example.com/m", "v1.0.0");
        using var client = new HttpClient();
        Assert.EndsWith("/twin", weir.Url, StringComparison.Ordinal);
        Assert.Equal("v1.0.0\n", await client.GetStringAsync(new Uri($"{weir.Url}/example.com/m/@v/list"), TestContext.Current.CancellationToken));
        await weir.StopAsync();
        Assert.Contains("export GONOSUMDB=twin.example", weir.Log, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData(":0")]
    public async Task An_address_that_others_reach_is_warned_of(string listen)
    {
        await using var weir = await WeirProcess.StartAsync("--goproxy", "off", "--listen", listen);
        Assert.Matches(@"^http://127\.0\.0\.1:\d+$", weir.Url);
        Assert.Contains(weir.Log, line => line.StartsWith($"weir: warning: {listen} is reachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_speaks_Chinese_when_asked()
    {
        await using var weir = await WeirProcess.StartAsync("--goproxy", "direct", "--lang", "zh");
        Assert.Contains(weir.Log, line => line.Contains("已跳过 direct", StringComparison.Ordinal));
        Assert.Contains(weir.Log, line => line.Contains("没有配置任何来源", StringComparison.Ordinal));
        Assert.StartsWith("http://", weir.Url, StringComparison.Ordinal);
    }
}
