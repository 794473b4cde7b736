using Weir.Gateway.Serving;
using Weir.Gateway.Storage;

namespace Weir.Gateway.Tests.Caching;

public class FixedFilesTests
{
    private const string Info = $"{Pair.Module}/@v/v1.0.0.info";
    private const string Mod = $"{Pair.Module}/@v/v1.0.0.mod";
    private const string Zip = $"{Pair.Module}/@v/v1.0.0.zip";

    [Fact]
    public async Task A_file_of_a_version_is_fetched_once_for_ever_also_across_a_restart()
    {
        await using var pair = await Pair.StartAsync();
        var first = await Task.WhenAll(new[] { Info, Mod, Zip }.Select(name => pair.Gateway.AskAsync(name)));
        pair.Gateway.Time.Advance(TimeSpan.FromDays(400));
        var second = await Task.WhenAll(new[] { Info, Mod, Zip }.Select(name => pair.Gateway.AskAsync(name)));
        await pair.Gateway.RestartAsync();
        var third = await Task.WhenAll(new[] { Info, Mod, Zip }.Select(name => pair.Gateway.AskAsync(name)));
        Assert.Equal(3, pair.A.Requests.Count);
        Assert.All(second.Concat(third), told => Assert.Equal(CacheState.Hit, told.Cache));
        Assert.Equal(first.Select(told => (told.Text, told.Answer.ETag)), third.Select(told => (told.Text, told.Answer.ETag)));
        Assert.All(third, told => Assert.Equal("public, max-age=31536000, immutable", told.Answer.CacheControl));
    }

    [Fact]
    public async Task Asking_for_a_go_mod_never_fetches_more_than_a_go_mod()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Gateway.AskAsync(Mod);
        Assert.Equal(["/" + Mod], pair.A.Requests.Targets);
    }

    [Theory]
    [InlineData(Info)]
    [InlineData(Zip)]
    [InlineData($"{Pair.Module}/@v/list")]
    [InlineData($"{Pair.Module}/@latest")]
    public async Task Many_callers_at_once_cost_one_request(string name)
    {
        await using var pair = await Pair.StartAsync();
        var gate = new Gate();
        pair.A.Fault = _ => new Fault.Held(gate);
        var asked = Enumerable.Range(0, 20).Select(_ => pair.Gateway.AskAsync(name)).ToList();
        await pair.A.Requests.WaitForAsync(_ => true);
        gate.Open();
        Assert.All(await Task.WhenAll(asked), told => Assert.Equal(200, told.Status));
        Assert.Equal(1, pair.A.Requests.Count);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_loses_nothing()
    {
        await using var pair = await Pair.StartAsync();
        var gate = new Gate();
        pair.A.Fault = _ => new Fault.Held(gate);
        using var caller = new CancellationTokenSource();
        var asked = pair.Gateway.AskAsync(Zip, caller: caller.Token);
        await pair.A.Requests.WaitForAsync(_ => true);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        gate.Open();
        await pair.Gateway.SettleAsync();
        Assert.Equal(CacheState.Hit, (await pair.Gateway.AskAsync(Zip)).Cache);
        Assert.Equal(1, pair.A.Requests.Count);
    }

    [Fact]
    public async Task Fetches_under_way_end_well_when_the_gateway_drains()
    {
        await using var pair = await Pair.StartAsync();
        var gate = new Gate();
        pair.A.Fault = _ => new Fault.Held(gate);
        var asked = pair.Gateway.AskAsync(Mod);
        await pair.A.Requests.WaitForAsync(_ => true);
        Assert.Equal(1, pair.Gateway.Host.FlightCount);
        var drained = pair.Gateway.SettleAsync();
        Assert.False(drained.IsCompleted);
        gate.Open();
        await drained;
        Assert.Equal(200, (await asked).Status);
    }

    [Fact]
    public async Task Large_zips_are_answered_from_the_store()
    {
        await using var pair = await Pair.StartAsync();
        var random = new byte[300_000];
        new Random(1).NextBytes(random);
        var module = pair.Modules.Add("example.com/large", "v1.0.0", ("data.txt", Convert.ToBase64String(random)));
        foreach (var cache in new[] { CacheState.Miss, CacheState.Hit })
        {
            var told = await pair.Gateway.AskAsync("example.com/large/@v/v1.0.0.zip");
            Assert.Equal((cache, module.Zip.Length), (told.Cache, (int)told.Answer.Length));
            Assert.NotNull(told.Answer.File);
            Assert.Equal(module.Zip, told.Bytes);
        }
    }

    [Fact]
    public async Task An_absence_is_remembered_for_a_minute()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = pair.B.Fault = _ => new Fault.Status(404);
        foreach (var file in new[] { "@v/v1.0.0.info", "@v/list", "@latest", "@v/main.info" })
        {
            pair.A.Requests.Clear();
            Assert.Equal(404, (await pair.Gateway.AskAsync($"{Pair.Module}/{file}")).Status);
            pair.Gateway.Time.Advance(TimeSpan.FromSeconds(59));
            var told = await pair.Gateway.AskAsync($"{Pair.Module}/{file}");
            Assert.Equal((404, CacheState.Negative), (told.Status, told.Cache));
            Assert.Equal(1, pair.A.Requests.Count);
            pair.Gateway.Time.Advance(TimeSpan.FromSeconds(2));
            await pair.Gateway.AskAsync($"{Pair.Module}/{file}");
            Assert.Equal(2, pair.A.Requests.Count);
        }
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = pair.B.Fault = _ => new Fault.Status(500);
        Assert.Equal(502, (await pair.Gateway.AskAsync(Mod)).Status);
        pair.B.Fault = null;
        Assert.Equal(200, (await pair.Gateway.AskAsync(Mod)).Status);
    }

    [Fact]
    public async Task With_cached_only_nobody_is_asked()
    {
        await using var pair = await Pair.StartAsync();
        var cachedOnly = new AskOptions(CachedOnly: true, ViaCount: 0);
        foreach (var name in new[] { Mod, $"{Pair.Module}/@v/list", $"{Pair.Module}/@v/main.info" })
            Assert.Equal("not-cached", (await pair.Gateway.AskAsync(name, cachedOnly)).Code);
        Assert.Equal(0, pair.A.Requests.Count);
        await pair.Gateway.AskAsync(Mod);
        await pair.Gateway.AskAsync($"{Pair.Module}/@latest");
        pair.Gateway.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(200, (await pair.Gateway.AskAsync(Mod, cachedOnly)).Status);
        Assert.Equal(CacheState.Stale, (await pair.Gateway.AskAsync($"{Pair.Module}/@latest", cachedOnly)).Cache);
        Assert.Equal(2, pair.A.Requests.Count);
    }

    [Fact]
    public async Task What_came_with_a_credential_is_not_for_shared_caches()
    {
        await using var source = await FakeUpstream.StartAsync();
        source.Modules.Add(Pair.Module, "v1.0.0");
        await using var gateway = TestGateway.Over(source.Url.Replace("://", "://user:secret@", StringComparison.Ordinal));
        Assert.Equal("private, max-age=31536000, immutable", (await gateway.AskAsync(Mod)).Answer.CacheControl);
        Assert.Equal("private, max-age=60", (await gateway.AskAsync($"{Pair.Module}/@latest")).Answer.CacheControl);
    }

    [Theory]
    [InlineData(Mod)]
    [InlineData(Zip)]
    [InlineData($"{Pair.Module}/@v/v1.1.0.info")]
    [InlineData($"{Pair.Module}/@v/list")]
    [InlineData($"{Pair.Module}/@latest")]
    public async Task A_store_that_cannot_be_read_costs_the_cache_and_no_answer(string name)
    {
        await using var pair = await Pair.StartAsync();
        await pair.Gateway.AskAsync(Mod);
        await pair.Gateway.AskAsync(name);
        await pair.Gateway.RestartAsync();
        // Links that lead in a circle stop root too, whom permissions do not.
        foreach (var file in Directory.GetFiles(pair.Gateway.DataFolder, "*", SearchOption.AllDirectories).Where(file => file.Contains(Pair.Module)))
        {
            File.Delete(file);
            File.CreateSymbolicLink(file, file);
        }

        var told = await pair.Gateway.AskAsync(name);
        Assert.Equal(200, told.Status);
        Assert.Equal(pair.Modules.Answer("/" + name).Body, told.Bytes);
        pair.A.Fault = pair.B.Fault = _ => new Fault.Status(500);
        pair.Gateway.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(502, (await pair.Gateway.AskAsync($"{Pair.Module}/@v/v1.9.0.info")).Status);
        Assert.Contains((await pair.Gateway.AskAsync($"{Pair.Module}/@latest")).Status, new[] { 200, 502 });
        Assert.True(pair.Gateway.Host.Metrics.StoreFailures.Value > 0 || pair.Gateway.Log.Text.Contains("store:"));
    }

    [Fact]
    public async Task After_a_purge_the_sources_are_asked_again()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Gateway.AskAsync(Mod);
        await pair.Gateway.Host.Store.RemoveAsync(new StoreKey(StoreArea.Modules, Mod), CancellationToken.None);
        pair.Gateway.Host.Forget(Pair.Module);
        await pair.Gateway.AskAsync(Mod);
        Assert.Equal(2, pair.A.Requests.Count);
    }
}
