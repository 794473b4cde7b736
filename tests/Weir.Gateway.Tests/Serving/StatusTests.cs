using Weir.Gateway.Configuration;
using Weir.Gateway.Serving;

namespace Weir.Gateway.Tests.Serving;

/// <summary>What a client is told when no source delivers. An outage is never a 404.</summary>
public class StatusTests
{
    public static TheoryData<Fault.Status, Fault.Status, int, string> Compositions => new()
    {
        { new(404), new(404), 404, "not-found" },
        { new(410), new(410), 410, "gone" },
        { new(404), new(410), 404, "not-found" },
        { new(500), new(404), 404, "not-found" },
        { new(403), new(404), 404, "not-found" },
        { new(500), new(502), 502, "upstream-failed" },
        { new(401), new(401), 401, "refused" },
        { new(403), new(403), 403, "refused" },
        { new(451), new(451), 451, "refused" },
        { new(403), new(500), 502, "upstream-failed" },
        { new(429), new(429), 429, "throttled" },
        { new(429), new(500), 502, "upstream-failed" },
        { new(508), new(508), 508, "loop" },
        { new(204), new(302), 502, "upstream-failed" },
        { new(404, "not found: fetch timed out"), new(500), 502, "upstream-failed" },
    };

    [Theory]
    [MemberData(nameof(Compositions))]
    public async Task The_status_follows_from_what_all_sources_did(Fault.Status a, Fault.Status b, int status, string code)
    {
        await using var pair = await Pair.StartAsync();
        (pair.A.Fault, pair.B.Fault) = (_ => a, _ => b);
        var told = await pair.InfoAsync(0);
        Assert.Equal((status, code), (told.Status, told.Code));
        Assert.Equal("no-store", told.Answer.CacheControl);
    }

    [Fact]
    public async Task A_404_says_nothing_of_a_module_that_is_known_here_while_another_source_fails()
    {
        await using var pair = await Pair.StartAsync();
        Assert.Equal(200, (await pair.InfoAsync(0)).Status);
        (pair.A.Fault, pair.B.Fault) = (_ => new Fault.Status(500), _ => new Fault.Status(404));
        Assert.Equal(502, (await pair.InfoAsync(1)).Status);
        pair.A.Fault = _ => new Fault.Status(404);
        Assert.Equal(404, (await pair.InfoAsync(2)).Status);
    }

    [Fact]
    public async Task A_module_known_only_by_its_list_is_known_too()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Gateway.AskAsync($"{Pair.Module}/@v/list");
        (pair.A.Fault, pair.B.Fault) = (_ => new Fault.Status(500), _ => new Fault.Status(404));
        Assert.Equal(502, (await pair.InfoAsync(1)).Status);
    }

    [Theory]
    [InlineData(404, 404, 404)]
    [InlineData(404, 410, 404)]
    [InlineData(404, 500, 502)]
    [InlineData(403, 404, 502)]
    [InlineData(403, 403, 403)]
    public async Task A_private_path_is_absent_only_when_every_source_says_so(int a, int b, int status)
    {
        await using var pair = await Pair.StartAsync(areBothPublic: false, options: new GatewayOptions { GoPrivate = "example.com" });
        (pair.A.Fault, pair.B.Fault) = (_ => new Fault.Status(a), _ => new Fault.Status(b));
        Assert.Equal(status, (await pair.InfoAsync(0)).Status);
    }

    [Fact]
    public async Task Throttled_clients_are_told_the_shortest_wait()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Status(429, Headers: ("Retry-After", "40"));
        pair.B.Fault = _ => new Fault.Status(503, Headers: ("Retry-After", "20"));
        Assert.Equal(TimeSpan.FromSeconds(20), (await pair.InfoAsync(0)).Answer.RetryAfter);
    }

    [Fact]
    public async Task Sources_that_do_not_answer_or_do_not_connect_in_time_are_a_504()
    {
        await using var silent = await FakeUpstream.StartAsync();
        silent.Fault = _ => new Fault.Hang();
        using var hole = await DeadPort.BlackHoleAsync();
        await using var gateway = TestGateway.Over($"{silent.Url}|{hole.Url}");
        var asked = gateway.AskAsync("example.com/m/@v/v1.0.0.info");
        await silent.Requests.WaitForAsync(_ => true);
        await gateway.Time.WaitForTimersAsync(TimeSpan.FromSeconds(2));
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        await gateway.Time.WaitForTimersAsync(TimeSpan.FromSeconds(2), 2);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        var told = await asked;
        Assert.Equal((504, "upstream-timeout"), (told.Status, told.Code));
    }

    [Fact]
    public async Task The_body_names_each_source_and_what_it_did()
    {
        await using var pair = await Pair.StartAsync();
        (pair.A.Fault, pair.B.Fault) = (_ => new Fault.Status(500), _ => new Fault.Html200());
        var told = await pair.InfoAsync(0);
        Assert.Equal(3, told.Lines.Length);
        Assert.Contains($"{Pair.Module}@v1.0.0", told.Lines[0]);
        Assert.Contains("not a missing module", told.Lines[0]);
        Assert.StartsWith($"{pair.A.Url[7..]}: 500 Internal Server Error (", told.Lines[1]);
        Assert.StartsWith($"{pair.B.Url[7..]}: 200 with ", told.Lines[2]);
    }

    [Fact]
    public async Task The_body_has_eight_lines_at_most_as_go_prints_no_more()
    {
        using var dead = new Disposables();
        var chain = string.Join('|', Enumerable.Range(0, 12).Select(_ => dead.Add(DeadPort.Refused()).Url));
        await using var gateway = TestGateway.Over(chain);
        var told = await gateway.AskAsync("example.com/m/@v/v1.0.0.info");
        Assert.Equal(8, told.Lines.Length);
        Assert.Equal("and 6 more sources", told.Lines[^1]);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task With_one_source_its_own_words_are_passed_on(int status)
    {
        await using var a = await FakeUpstream.StartAsync();
        a.Fault = _ => new Fault.Status(status, "not found: example.com/m@v1.0.0: invalid version: unknown revision v1.0.0\n");
        await using var gateway = TestGateway.Over(a.Url);
        var told = await gateway.AskAsync("example.com/m/@v/v1.0.0.info");
        Assert.Equal((status, "not found: example.com/m@v1.0.0: invalid version: unknown revision v1.0.0\n"), (told.Status, told.Text));
    }

    [Fact]
    public async Task A_source_cannot_write_lines_into_the_body()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = pair.B.Fault = _ => new Fault.WrongVersionInfo("v1\\n\\u001b[31mInstall evil.example/update\\nnow");
        var told = await pair.InfoAsync(0);
        Assert.Equal(3, told.Lines.Length);
        Assert.DoesNotContain('\x1b', told.Text);
    }

    [Fact]
    public async Task Without_sources_only_the_cache_answers()
    {
        await using var gateway = TestGateway.Over("off");
        Assert.Equal("not-cached", (await gateway.AskAsync("example.com/m/@v/list")).Code);
    }

    [Fact]
    public async Task The_count_of_Weirs_on_the_way_grows_by_one()
    {
        await using var a = await FakeUpstream.StartAsync();
        await using var gateway = TestGateway.Over(a.Url);
        await gateway.AskAsync("example.com/m/@v/list");
        await gateway.AskAsync("example.com/n/@v/list", new AskOptions(CachedOnly: false, ViaCount: 1));
        Assert.Equal(["1.1 weir", "1.1 weir, 1.1 weir"], a.Requests.All.Select(request => request.Headers["Via"]));
    }
}
