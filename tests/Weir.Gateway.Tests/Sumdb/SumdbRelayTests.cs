using System.Text;
using Weir.Gateway.Configuration;
using Weir.Gateway.Serving;
using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;

namespace Weir.Gateway.Tests.Sumdb;

public sealed class SumdbRelayTests : IAsyncLifetime
{
    private const string Name = "sum.example/a/b";
    private const string Lookup = "lookup/example.com/!m@v1.0.0";
    private readonly FakeSumdb _sumdb = new(Name);
    private FakeUpstream _database = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _sumdb.Fill(300);
        _sumdb.Add("example.com/M", "v1.0.0", "h1:zip=", "h1:mod=");
        _database = await FakeUpstream.StartAsync(_sumdb);
        _gateway = TestGateway.Over("off", new GatewayOptions { GoSumdb = $"{_sumdb.VerifierKey} {_database.Url}" });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Supported_is_answered_here()
    {
        Assert.Equal(200, (await _gateway.AskSumdbAsync($"{Name}/supported")).Status);
        Assert.Equal(0, _database.Requests.Count);
    }

    [Fact]
    public void A_database_that_is_not_configured_is_not_known() =>
        Assert.False(SumdbRequest.TryParse("/sumdb/sum.example/latest", _gateway.Host.Sumdb.Names, out _, out _));

    [Fact]
    public async Task A_lookup_is_proven_and_passed_on_and_kept_for_ever()
    {
        var told = await _gateway.AskSumdbAsync($"{Name}/{Lookup}");
        Assert.Equal((200, Sound(Lookup), CacheState.Miss), (told.Status, told.Text, told.Cache));
        Assert.Equal("public, max-age=31536000, immutable", told.Answer.CacheControl);
        await _gateway.SettleAsync();
        _database.Fault = _ => new Fault.Status(500);
        await _gateway.RestartAsync();
        await _gateway.SettleAsync();
        Assert.Equal((Sound(Lookup), CacheState.Hit), await TextAsync(Lookup));
    }

    [Fact]
    public async Task The_tiles_that_prove_a_lookup_are_served_without_a_network()
    {
        await TextAsync(Lookup);
        await _gateway.SettleAsync();
        _database.Fault = _ => new Fault.Status(500);
        await _gateway.RestartAsync();
        foreach (var tile in SumdbProof.Tiles(300, _sumdb.Head()))
        {
            var told = await _gateway.AskSumdbAsync($"{Name}/{tile}");
            Assert.Equal(200, told.Status);
            Assert.Equal(_sumdb.Answer($"/{tile}").Body, told.Bytes);
        }
    }

    [Fact]
    public async Task A_part_of_a_stored_tile_is_cut_from_it()
    {
        await TextAsync("tile/8/0/000");
        var told = await _gateway.AskSumdbAsync($"{Name}/tile/8/0/000.p/17");
        Assert.Equal(_sumdb.Answer("/tile/8/0/000").Body[..(17 * 32)], told.Bytes);
    }

    [Fact]
    public async Task Lookups_made_at_different_times_are_served_under_one_head()
    {
        await TextAsync(Lookup);
        await _gateway.SettleAsync();
        _sumdb.Fill(600, "later");
        _sumdb.Add("example.com/late", "v1.0.0", "h1:zip=", "h1:mod=");
        await TextAsync("lookup/example.com/late@v1.0.0");
        await _gateway.SettleAsync();
        _database.Fault = _ => new Fault.Status(500);
        var (first, _) = await TextAsync(Lookup);
        var (second, _) = await TextAsync("lookup/example.com/late@v1.0.0");
        Assert.Equal(HeadOf(second), HeadOf(first));
        foreach (var tile in SumdbProof.Tiles(300, _sumdb.Head()))
            Assert.Equal(200, (await _gateway.AskSumdbAsync($"{Name}/{tile}")).Status);
    }

    [Fact]
    public async Task The_tree_head_is_asked_for_every_minute_and_is_stale_when_the_database_is_down()
    {
        await TextAsync(Lookup);
        var first = await TextAsync("latest");
        _sumdb.Fill(1);
        _gateway.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((first.Text, CacheState.Hit), await TextAsync("latest"));
        _gateway.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((Sound("latest"), CacheState.Miss), await TextAsync("latest"));
        _database.Fault = _ => new Fault.Status(500);
        _gateway.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((first.Text, CacheState.Stale), await TextAsync("latest"));
    }

    [Theory]
    [InlineData(Lookup)]
    [InlineData("latest")]
    [InlineData("tile/8/0/001.p/45")]
    public async Task A_portal_page_is_not_believed_and_not_kept(string rest)
    {
        _database.Fault = _ => new Fault.Html200();
        Assert.Equal(502, (await _gateway.AskSumdbAsync($"{Name}/{rest}")).Status);
        _database.Fault = null;
        Assert.Equal(200, (await _gateway.AskSumdbAsync($"{Name}/{rest}")).Status);
    }

    [Fact]
    public async Task What_the_database_does_not_know_is_a_404_with_its_words()
    {
        var told = await _gateway.AskSumdbAsync($"{Name}/lookup/example.com/m@v1.9.0");
        Assert.Equal(404, told.Status);
        Assert.Contains("not found: example.com/m@v1.9.0: unknown revision", told.Text);
    }

    [Fact]
    public async Task Without_an_address_a_proxy_that_relays_the_database_is_asked_and_one_that_does_not_is_skipped()
    {
        using var down = DeadPort.Refused();
        var sumdb = new FakeSumdb($"localhost:{down.Port}");
        foreach (var module in new[] { "a", "b" })
            sumdb.Add($"example.com/{module}", "v1.0.0", "h1:zip=", "h1:mod=");
        await using var plain = await FakeUpstream.StartAsync();
        await using var relay = await FakeUpstream.StartAsync();
        relay.Sumdb = sumdb;
        await using var gateway = TestGateway.Over($"{plain.Url},{relay.Url}", new GatewayOptions { GoSumdb = sumdb.VerifierKey });
        foreach (var module in new[] { "a", "b" })
            Assert.Equal(200, (await gateway.AskSumdbAsync($"{sumdb.Name}/lookup/example.com/{module}@v1.0.0")).Status);
        Assert.Equal([$"/sumdb/{sumdb.Name}/supported"], plain.Requests.Targets);
        Assert.Equal(1, relay.Requests.Targets.Count(target => target.EndsWith("/supported", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task With_cached_only_the_database_is_not_asked()
    {
        var cachedOnly = new AskOptions(CachedOnly: true, ViaCount: 0);
        Assert.Equal("not-cached", (await _gateway.AskSumdbAsync($"{Name}/latest", cachedOnly)).Code);
        Assert.Equal(0, _database.Requests.Count);
    }

    [Fact]
    public async Task A_fork_fails_closed_with_an_incident_until_a_person_accepts_it()
    {
        await TextAsync(Lookup);
        _sumdb.Fill(10, "ours");
        _sumdb.Add("example.com/ours", "v1.0.0", "h1:zip=", "h1:mod=");
        await TextAsync("lookup/example.com/ours@v1.0.0");
        var fork = _sumdb.Fork(301);
        fork.Fill(40, "theirs");
        fork.Add("example.com/theirs", "v1.0.0", "h1:zip=", "h1:mod=");
        _database.Sumdb = fork;

        var told = await _gateway.AskSumdbAsync($"{Name}/lookup/example.com/theirs@v1.0.0");
        Assert.Equal((502, "sumdb-fork"), (told.Status, told.Code));
        var incident = Assert.Single(_gateway.Host.Incidents.Read());
        Assert.Equal("sumdb-fork", incident.Kind);
        Assert.Equal(2, incident.SignedNotes!.Value.Length);
        Assert.Contains("proof of misbehavior", incident.Proof);

        await _gateway.RestartAsync();
        Assert.Equal("sumdb-fork", (await _gateway.AskSumdbAsync($"{Name}/lookup/example.com/theirs@v1.0.0")).Code);
        Assert.True(_gateway.Host.Databases.Single().AcceptFork());
        Assert.Equal(200, (await _gateway.AskSumdbAsync($"{Name}/lookup/example.com/theirs@v1.0.0")).Status);
    }

    private static string HeadOf(string lookup) => lookup[lookup.IndexOf("go.sum database tree", StringComparison.Ordinal)..];

    private string Sound(string rest) => Encoding.UTF8.GetString(_sumdb.Answer("/" + rest).Body);

    private async Task<(string Text, CacheState Cache)> TextAsync(string rest)
    {
        var told = await _gateway.AskSumdbAsync($"{Name}/{rest}");
        return (told.Text, told.Cache);
    }
}
