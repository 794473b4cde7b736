using Weir.Gateway.Configuration;
using Weir.Gateway.Serving;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Tests.Sumdb;

public sealed class SumdbRelayTests : IAsyncLifetime
{
    private const string Name = "sum.example/a/b";
    private readonly FakeSumdb _sumdb = new();
    private FakeUpstream _database = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await FakeUpstream.StartAsync();
        _database.Fault = request => _sumdb.Answer(request);
        _gateway = TestGateway.Over("off", new GatewayOptions { GoSumdb = $"{FakeSumdb.KeyOf(Name)} {_database.Url}" });
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
    public async Task Lookups_and_tiles_are_relayed_byte_for_byte_and_kept_for_ever()
    {
        foreach (var (rest, text) in new[] { ("lookup/example.com/!m@v1.0.0", _sumdb.Lookup), ("tile/8/0/000.p/42", FakeSumdb.Tile) })
        {
            _database.Requests.Clear();
            var told = await _gateway.AskSumdbAsync($"{Name}/{rest}");
            Assert.Equal((200, text, CacheState.Miss), (told.Status, told.Text, told.Cache));
            Assert.Equal("public, max-age=31536000, immutable", told.Answer.CacheControl);
            _gateway.Time.Advance(TimeSpan.FromDays(400));
            await _gateway.RestartAsync();
            Assert.Equal((text, CacheState.Hit), await TextAsync(rest));
            Assert.Equal(["/" + rest.Replace("!", "%21", StringComparison.Ordinal)], _database.Requests.Targets);
        }
    }

    [Fact]
    public async Task The_tree_head_is_asked_for_every_minute_and_is_stale_when_the_database_is_down()
    {
        var first = await TextAsync("latest");
        _sumdb.Size = 43;
        _gateway.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((first.Text, CacheState.Hit), await TextAsync("latest"));
        _gateway.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((_sumdb.Latest, CacheState.Miss), await TextAsync("latest"));
        _database.Fault = _ => new Fault.Status(500);
        _gateway.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((_sumdb.Latest, CacheState.Stale), await TextAsync("latest"));
    }

    [Theory]
    [InlineData("lookup/example.com/m@v1.0.0")]
    [InlineData("latest")]
    [InlineData("tile/8/0/000.p/42")]
    public async Task A_portal_page_is_not_believed_and_not_kept(string rest)
    {
        _database.Fault = _ => new Fault.Html200();
        Assert.Equal(502, (await _gateway.AskSumdbAsync($"{Name}/{rest}")).Status);
        _database.Fault = request => _sumdb.Answer(request);
        Assert.Equal(200, (await _gateway.AskSumdbAsync($"{Name}/{rest}")).Status);
    }

    [Fact]
    public async Task What_the_database_does_not_know_is_a_404_with_its_words()
    {
        _database.Fault = _ => new Fault.Status(404, "not found: example.com/m@v1.9.0: invalid version\n");
        Assert.Equal(
            (404, "not found: example.com/m@v1.9.0: invalid version\n"),
            await _gateway.AskSumdbAsync($"{Name}/lookup/example.com/m@v1.9.0") is var told ? (told.Status, told.Text) : default);
    }

    [Fact]
    public async Task Without_an_address_a_proxy_that_relays_the_database_is_asked_and_one_that_does_not_is_skipped()
    {
        using var down = DeadPort.Refused();
        var name = $"localhost:{down.Port}";
        await using var plain = await FakeUpstream.StartAsync();
        await using var relay = await FakeUpstream.StartAsync();
        relay.Fault = request => _sumdb.Answer(request, $"/sumdb/{name}");
        await using var gateway = TestGateway.Over($"{plain.Url},{relay.Url}", new GatewayOptions { GoSumdb = FakeSumdb.KeyOf(name) });
        foreach (var module in new[] { "a", "b" })
            Assert.Equal(200, (await gateway.AskSumdbAsync($"{name}/lookup/example.com/{module}@v1.0.0")).Status);
        Assert.Equal([$"/sumdb/{name}/supported"], plain.Requests.Targets);
        Assert.Equal(
            [$"/sumdb/{name}/supported", $"/sumdb/{name}/lookup/example.com/a@v1.0.0", $"/sumdb/{name}/lookup/example.com/b@v1.0.0"], relay.Requests.Targets);
    }

    [Fact]
    public async Task With_cached_only_the_database_is_not_asked()
    {
        var cachedOnly = new AskOptions(CachedOnly: true, ViaCount: 0);
        Assert.Equal("not-cached", (await _gateway.AskSumdbAsync($"{Name}/latest", cachedOnly)).Code);
        Assert.Equal(0, _database.Requests.Count);
    }

    private async Task<(string Text, CacheState Cache)> TextAsync(string rest)
    {
        var told = await _gateway.AskSumdbAsync($"{Name}/{rest}");
        return (told.Text, told.Cache);
    }
}
