using Weir.Gateway.Configuration;
using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Storage;
using Weir.Gateway.Verification;
using Weir.Modules.Proxy;
using Weir.TestKit.Sumdb;

namespace Weir.Gateway.Tests.Verification;

/// <summary>Two sources, a checksum database that knows the first one's bytes, and a second source that tells something else.</summary>
public sealed class VerifiedFilesTests : IAsyncLifetime
{
    private const string Module = "example.com/m";
    private readonly FakeSumdb _sumdb = new();
    private readonly FakeModules _true = new();
    private readonly FakeModules _false = new();
    private FakeUpstream _database = null!;
    private FakeUpstream _honest = null!;
    private FakeUpstream _liar = null!;

    private string GoSumdb => $"{_sumdb.VerifierKey} {_database.Url}";

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            _sumdb.Add(_true.Add($"{Module}{i}", "v1.0.0", ("go.mod", $"module {Module}{i}\n"), ("m.go", "package m\n")));
            _false.Add($"{Module}{i}", "v1.0.0", ("go.mod", $"module {Module}{i}\n\n// evil\n"), ("m.go", "package m // evil\n"));
        }

        _database = await FakeUpstream.StartAsync(_sumdb);
        _honest = await FakeUpstream.StartAsync(_true);
        _liar = await FakeUpstream.StartAsync(_false);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _honest.DisposeAsync();
        await _liar.DisposeAsync();
    }

    [Theory]
    [InlineData("mod")]
    [InlineData("zip")]
    public async Task One_honest_source_wins_and_the_lie_is_taken_down(string kind)
    {
        await using var gateway = Over($"{_liar.Url}|{_honest.Url}");
        var name = $"{Module}0/@v/v1.0.0.{kind}";
        var told = await gateway.AskAsync(name);
        Assert.Equal(_true.Answer(name).Body, told.Bytes);
        var incident = Assert.Single(gateway.Host.Incidents.Read());
        Assert.Equal(("integrity", $"{Module}0@v1.0.0", _sumdb.Name), (incident.Kind, incident.Module, incident.ExpectedBy));
        Assert.NotEqual(incident.Expected, incident.Actual);
        Assert.Contains("go.sum database tree", Assert.Single(incident.SignedNotes!.Value));
        Assert.Equal(_false.Answer(name).Body, await File.ReadAllBytesAsync(Path.Combine(gateway.DataFolder, incident.Evidence!), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task When_all_lie_the_failure_names_both_hashes_and_nothing_is_stored()
    {
        await using var gateway = Over(_liar.Url);
        var name = $"{Module}0/@v/v1.0.0.zip";
        var told = await gateway.AskAsync(name);
        Assert.Equal((502, "integrity"), (told.Status, told.Code));
        Assert.Contains(_true.Answer(name).Status == 200 ? Sum(0) : "", told.Text);
        Assert.False(File.Exists(Path.Combine(gateway.Host.DownloadFolder, name)));
        var asked = _liar.Requests.Count;
        Assert.Equal("integrity", (await gateway.AskAsync(name)).Code);
        Assert.Equal(asked, _liar.Requests.Count);
    }

    [Fact]
    public async Task A_source_that_lied_about_two_modules_is_left_out_for_a_day_and_across_a_restart()
    {
        await using var gateway = Over($"{_liar.Url}|{_honest.Url}");
        await gateway.AskAsync($"{Module}0/@v/v1.0.0.zip");
        await gateway.AskAsync($"{Module}1/@v/v1.0.0.zip");
        var asked = _liar.Requests.Count;
        await gateway.AskAsync($"{Module}2/@v/v1.0.0.mod");
        await gateway.RestartAsync();
        await gateway.AskAsync($"{Module}3/@v/v1.0.0.mod");
        Assert.Equal(asked, _liar.Requests.Count);
        gateway.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(BreakerState.Open, gateway.Health.Snapshot[gateway.Host.Router.Sources[0], RequestClass.Meta]!.State);
        Assert.True(gateway.Health.Snapshot[gateway.Host.Router.Sources[0], RequestClass.Meta]!.IsTrialDue(gateway.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData(null, 503)]
    [InlineData("require", 503)]
    [InlineData("prefer", 200)]
    [InlineData("off", 200)]
    public async Task Without_the_database_it_depends_on_the_mode(string? verify, int status)
    {
        _database.Fault = _ => new Fault.Status(500);
        await using var gateway = Over(_honest.Url, new GatewayOptions { Verify = verify });
        var told = await gateway.AskAsync($"{Module}0/@v/v1.0.0.mod");
        Assert.Equal((status, status == 503 ? "sumdb-unreachable" : null), (told.Status, told.Code));
    }

    [Fact]
    public async Task What_was_served_unproved_is_proved_when_the_database_is_back()
    {
        _database.Fault = _ => new Fault.Status(500);
        await using var gateway = Over(_liar.Url, new GatewayOptions { Verify = "prefer" });
        var name = $"{Module}0/@v/v1.0.0.zip";
        Assert.Equal(_false.Answer(name).Body, (await gateway.AskAsync(name)).Bytes);
        _database.Fault = null;
        gateway.Time.Advance(TimeSpan.FromMinutes(10));
        await gateway.RestartAsync(_honest.Url);
        Assert.Equal(_true.Answer(name).Body, (await gateway.AskAsync(name)).Bytes);
        Assert.Single(gateway.Host.Incidents.Read());
    }

    [Fact]
    public async Task A_stored_file_is_proved_once_and_then_served_without_the_database()
    {
        var name = $"{Module}0/@v/v1.0.0.zip";
        await using var gateway = Over(_honest.Url);
        await gateway.AskAsync(name);
        _database.Fault = _ => new Fault.Status(500);
        _honest.Fault = _ => new Fault.Status(500);
        await gateway.RestartAsync();
        Assert.Equal((200, CacheState.Hit), await gateway.AskAsync(name) is var told ? (told.Status, told.Cache) : default);
        using var stored = await gateway.Host.Store.OpenAsync(new StoreKey(StoreArea.Modules, name), CancellationToken.None);
        Assert.True(stored!.Provenance.Verified);
    }

    [Fact]
    public async Task A_trusted_go_sum_needs_no_database_and_convicts_as_well()
    {
        _database.Fault = _ => new Fault.Status(500);
        var options = new GatewayOptions { TrustedSums = [("go.sum", $"{Module}0 v1.0.0 {Sum(0)}\n")] };
        await using var gateway = Over($"{_liar.Url}|{_honest.Url}", options);
        var name = $"{Module}0/@v/v1.0.0.zip";
        Assert.Equal(_true.Answer(name).Body, (await gateway.AskAsync(name)).Bytes);
        Assert.Equal("go.sum", Assert.Single(gateway.Host.Incidents.Read()).ExpectedBy);
    }

    [Fact]
    public async Task A_private_module_is_not_looked_up()
    {
        await using var gateway = Over(_liar.Url, new GatewayOptions { GoPrivate = Module + "*" });
        Assert.Equal(200, (await gateway.AskAsync($"{Module}0/@v/v1.0.0.zip")).Status);
        Assert.Equal(0, _database.Requests.Count);
    }

    [Fact]
    public async Task A_public_module_the_database_does_not_know_is_a_404_that_says_so()
    {
        _true.Add("example.com/unknown", "v1.0.0");
        await using var gateway = Over(_honest.Url);
        var told = await gateway.AskAsync("example.com/unknown/@v/v1.0.0.mod");
        Assert.Equal((404, "not-in-sumdb"), (told.Status, told.Code));
    }

    [Fact]
    public async Task A_scrub_finds_what_the_disk_changed_and_the_next_request_heals_it()
    {
        var name = $"{Module}0/@v/v1.0.0.mod";
        await using var gateway = Over(_honest.Url);
        await gateway.AskAsync(name);
        await File.WriteAllBytesAsync(Path.Combine(gateway.Host.DownloadFolder, name), _false.Answer(name).Body, TestContext.Current.CancellationToken);
        var outcomes = new List<string>();
        await foreach (var one in gateway.Host.Scrub.RunAsync(null, TestContext.Current.CancellationToken))
            outcomes.Add($"{one.Name} {one.Outcome}");
        Assert.Equal([$"{name} Quarantined"], outcomes);
        Assert.Equal(_true.Answer(name).Body, (await gateway.AskAsync(name)).Bytes);
    }

    [Fact]
    public async Task The_background_scrub_finds_it_without_being_asked()
    {
        var name = $"{Module}0/@v/v1.0.0.mod";
        await using var gateway = Over(_honest.Url);
        await gateway.AskAsync(name);
        await gateway.SettleAsync();
        await File.WriteAllBytesAsync(Path.Combine(gateway.Host.DownloadFolder, name), _false.Answer(name).Body, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var scrub = new BackgroundScrub(gateway.Host.Scrub, gateway.Time).RunAsync(stop.Token);
        Assert.Empty(gateway.Host.Incidents.Read());
        gateway.Time.Advance(BackgroundScrub.Rest);
        await gateway.Time.WaitForTimersAsync(BackgroundScrub.Beat);
        Assert.Equal($"{Module}0@v1.0.0", Assert.Single(gateway.Host.Incidents.Read()).Module);
        await stop.CancelAsync();
        await scrub;
    }

    private string Sum(int module) => _true.Answer($"{Module}{module}/@v/v1.0.0.zip") is { Status: 200, Body: var zip } ? Weir.TestKit.Corpus.ModuleHash.OfZip(zip) : "";

    private TestGateway Over(string goproxy, GatewayOptions? options = null) =>
        TestGateway.Over(goproxy, (options ?? new GatewayOptions()) with { GoSumdb = GoSumdb });
}
