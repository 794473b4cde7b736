using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Weir.TestKit.Go;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>The faults themselves, seen by a go command with nothing between: it must stumble as it does over real ones.</summary>
public sealed class UpstreamFaultTests
{
    public static TheoryData<string> Quick => [.. SourceFaults.Every.Except(SourceFaults.Stalls).Select(f => f.Name)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Quick))]
    public async Task Go_fails_behind_a_comma_unless_the_source_says_not_found(string name) =>
        Assert.Equal(name is "404 Not Found" or "410 Gone", await DownloadsAsync(SourceFaults.Named(name), ','));

    // Go looks into a zip when its loop over the sources is over.
    private static readonly string[] BeyondTheBar =
    [
        "captive portal: 200 and an HTML page", "an HTML page as zip", "zip cut short, Content-Length to match", "an empty zip body",
        "a flipped bit in the zip", "gzip that nobody declared",
    ];

    [Theory]
    [MemberData(nameof(Quick))]
    public async Task Go_survives_behind_a_bar_unless_the_zip_is_no_zip(string name) =>
        Assert.Equal(!BeyondTheBar.Contains(name, StringComparer.Ordinal), await DownloadsAsync(SourceFaults.Named(name), '|'));

    [Fact]
    public async Task A_black_hole_takes_no_connection()
    {
        using var hole = await DeadPort.BlackHoleAsync();
        using var client = await hole.TryConnectAsync(TimeSpan.FromSeconds(2));
        Assert.Null(client);
    }

    [Fact]
    public async Task A_refused_port_refuses()
    {
        using var port = DeadPort.Refused();
        var problem = await Assert.ThrowsAsync<SocketException>(() => port.TryConnectAsync(TimeSpan.FromSeconds(2)));
        Assert.Equal(SocketError.ConnectionRefused, problem.SocketErrorCode);
    }

    [Fact]
    public async Task A_held_answer_waits_for_its_gate()
    {
        var gate = new Gate();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Modules.Add("example.com/m", "v1.0.0");
        upstream.Fault = _ => new Fault.Held(gate);
        using var http = new HttpClient();
        var answer = http.GetStringAsync(upstream.Url + "/example.com/m/@v/list", Cancel);
        await upstream.Requests.WaitForAsync(r => r.Kind == "list", Cancel);
        Assert.False(answer.IsCompleted);
        gate.Open();
        Assert.Equal("v1.0.0\n", await answer);
    }

    [Fact]
    public async Task Https_speaks_http_2()
    {
        await using var upstream = await FakeUpstream.StartHttpsAsync();
        upstream.Modules.Add("example.com/m", "v1.0.0");
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(upstream.Certificate!);
        using var handler = new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = trust } };
        using var http = new HttpClient(handler) { DefaultRequestVersion = new Version(2, 0) };
        using var answer = await http.GetAsync(upstream.Url + "/example.com/m/@latest", Cancel);
        Assert.Equal(new Version(2, 0), answer.Version);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static async Task<bool> DownloadsAsync(SourceFault fault, char separator)
    {
        var modules = new FakeModules();
        var module = SampleModule.Add(modules, "example.com/m");
        await using var broken = await BreakableSource.StartAsync(modules, fault);
        await using var sound = await BreakableSource.StartAsync(modules);
        using var go = new GoWorkspace(GoToolchain.Require("1.23"), $"{broken.Url}{separator}{sound.Url}");
        var run = await go.RunAsync("mod", "download", module.Name);
        Assert.False(run.TimedOut, run.ToString());
        return run.Ok;
    }
}
