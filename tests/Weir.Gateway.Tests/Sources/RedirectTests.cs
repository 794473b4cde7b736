using System.Net;
using System.Text;
using Weir.Gateway.Configuration;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Tests.Sources;

public class RedirectTests
{
    private const string Info = $"{Pair.Module}/@v/v1.0.0.info";

    [Fact]
    public async Task Ten_redirects_are_followed_and_eleven_are_not()
    {
        await using var pair = await Pair.StartAsync(joint: ',', areBothPublic: false);
        Hops(pair.A, 10);
        Assert.Equal(200, (await pair.Gateway.AskAsync(Info)).Status);
        Hops(pair.A, 11);
        var told = await pair.Gateway.AskAsync($"{Pair.Module}/@v/v1.1.0.info");
        Assert.Equal(502, told.Status);
        Assert.Contains("10 redirects", told.Text);
    }

    [Fact]
    public async Task A_redirect_to_a_configured_address_is_followed()
    {
        await using var pair = await Pair.StartAsync(joint: ',', areBothPublic: false);
        pair.A.Fault = _ => new Fault.RedirectTo(pair.B.Url + "/");
        Assert.Equal(200, (await pair.Gateway.AskAsync(Info)).Status);
        Assert.Equal(1, pair.B.Requests.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    public async Task A_redirect_into_this_network_to_an_address_nobody_configured_is_refused(string to)
    {
        await using var pair = await Pair.StartAsync(joint: ',', areBothPublic: false);
        await using var inside = await FakeUpstream.StartAsync(pair.Modules);
        var target = to.Replace("{0}", $"{new Uri(inside.Url).Port}", StringComparison.Ordinal);
        pair.A.Fault = _ => new Fault.RedirectTo(target);
        var told = await pair.Gateway.AskAsync(Info);
        Assert.Equal(502, told.Status);
        Assert.Contains("not configured", told.Text);
        Assert.Equal(0, inside.Requests.Count);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("100.128.0.1", false)]
    [InlineData("2606:4700::1111", false)]
    public void Addresses_inside_a_network_are_told_from_those_outside(string address, bool inside) =>
        Assert.Equal(inside, ConnectPolicy.IsInside(IPAddress.Parse(address)));

    [Theory]
    [InlineData("ftp://example.com/x")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_another_scheme_is_refused(string to)
    {
        await using var pair = await Pair.StartAsync(joint: ',', areBothPublic: false);
        pair.A.Fault = _ => new Fault.RedirectTo(to);
        Assert.Equal(502, (await pair.Gateway.AskAsync(Info)).Status);
    }

    [Fact]
    public void A_redirect_from_https_to_http_is_refused() =>
        Assert.Throws<RedirectException>(() => UpstreamHttp.Next(new Uri("https://a.example/x"), new Uri("http://a.example/x")));

    [Fact]
    public async Task A_credential_goes_to_the_host_it_was_written_for_and_nowhere_else()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.RedirectTo(pair.B.Url + "/");
        await using var gateway = TestGateway.Over($"{pair.A.Url.Replace("://", "://user:p%40ss@", StringComparison.Ordinal)},{pair.B.Url}");
        Assert.Equal(200, (await gateway.AskAsync(Info)).Status);
        Assert.Equal("Basic " + Convert.ToBase64String("user:p@ss"u8), pair.A.Requests.All[0].Headers["Authorization"]);
        Assert.DoesNotContain("Authorization", pair.B.Requests.All[0].Headers.Keys);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("401 Unauthorized")]
    [InlineData("connection reset")]
    [InlineData("redirect to a dead port")]
    [InlineData("redirect loop")]
    [InlineData("captive portal: 200 and an HTML page")]
    public async Task A_credential_is_in_no_answer_no_trace_and_no_log(string fault)
    {
        await using var source = await FakeUpstream.StartAsync();
        source.Fault = SourceFaults.Named(fault).Hook;
        await using var gateway = TestGateway.Over(source.Url.Replace("://", "://hunter:hunter2@", StringComparison.Ordinal));
        var seen = new StringBuilder();
        foreach (var file in new[] { "@v/list", "@latest", "@v/v1.0.0.info", "@v/v1.0.0.mod", "@v/v1.0.0.zip" })
        {
            var told = await gateway.AskAsync($"{Pair.Module}/{file}");
            seen.AppendLine(told.Text).AppendJoin('\n', told.Answer.Trace?.Attempts ?? []).AppendJoin('\n', told.Answer.Trace?.Notes ?? []);
        }

        seen.Append(gateway.Log.Text).AppendJoin('\n', gateway.Health.Snapshot.Breakers).AppendJoin('\n', gateway.Host.Router.Sources.Select(one => one.Name));
        Assert.DoesNotContain("hunter", seen.ToString());
    }

    [Fact]
    public async Task Names_travel_as_the_go_command_sends_them()
    {
        await using var source = await FakeUpstream.StartAsync();
        await using var gateway = TestGateway.Over($"{source.Url}/base/", new GatewayOptions());
        await gateway.AskAsync("github.com/!burnt!sushi/toml/@v/v2.0.0+incompatible.mod");
        Assert.Equal(["/base/github.com/%21burnt%21sushi/toml/@v/v2.0.0+incompatible.mod"], source.Requests.Targets);
    }

    private static void Hops(FakeUpstream source, int count) => source.Fault = request =>
    {
        var at = request.Target.IndexOf("?hop=", StringComparison.Ordinal);
        var hop = at < 0 ? 0 : int.Parse(request.Target[(at + 5)..], System.Globalization.CultureInfo.InvariantCulture);
        return hop < count ? new Fault.RedirectTo($"{request.Target.Split('?')[0]}?hop={hop + 1}") : null;
    };
}
