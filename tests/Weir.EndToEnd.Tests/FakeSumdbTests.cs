using Weir.TestKit.Go;
using Weir.TestKit.Sumdb;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>The checksum database of the kit, seen by go commands with nothing between: they must believe it, and catch it lying.</summary>
public sealed class FakeSumdbTests
{
    private readonly FakeModules modules = new();
    private readonly FakeSumdb database = new();
    private readonly FakeModule one;
    private readonly FakeModule two;

    public FakeSumdbTests()
    {
        (one, two) = (modules.Add("one.example/Upper", "v1.0.0"), modules.Add("two.example/m", "v1.0.0"));
        database.Fill(300);
        database.Add(one);
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.23")]
    [InlineData("1.27")]
    public async Task Go_believes_it_behind_a_proxy_and_alone(string version)
    {
        await using var proxy = await FakeUpstream.StartAsync(modules);
        proxy.Sumdb = database;
        await using var alone = await FakeUpstream.StartAsync(database);
        foreach (var gosumdb in (string[])[database.VerifierKey, $"{database.VerifierKey} {alone.Url}"])
        {
            using var go = Workspace(version, proxy, gosumdb);
            var run = await go.RunAsync("mod", "download", one.Name);
            Assert.True(run.Ok, run.ToString());
            database.Fill(70_000);
            database.Add(two);
            run = await go.RunAsync("mod", "download", two.Name);
            Assert.True(run.Ok, run.ToString());
        }

        Assert.Contains(proxy.Requests.Targets, t => t == $"/sumdb/{database.Name}/lookup/one.example/!upper@v1.0.0");
        Assert.Contains(alone.Requests.Targets, t => t == "/lookup/two.example/m@v1.0.0");
        Assert.Contains(alone.Requests.Targets, t => t.StartsWith("/tile/8/1/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Go_is_content_with_full_tiles_where_partial_ones_are_gone()
    {
        database.StaleSize = 301;
        database.Fill(500);
        database.DropsPartialTiles = true;
        await using var proxy = await FakeUpstream.StartAsync(modules);
        proxy.Sumdb = database;
        using var go = Workspace("1.23", proxy, database.VerifierKey);
        var run = await go.RunAsync("mod", "download", one.Name);
        Assert.True(run.Ok, run.ToString());
    }

    [Fact]
    public async Task Go_catches_a_fork_and_other_lies()
    {
        // Later than the tiles that go keeps: those would contradict the other log, and it would speak of an inconsistent tile.
        var fork = database.Fork(280);
        fork.Fill(100, salt: "other");
        fork.Add(two);
        await using var proxy = await FakeUpstream.StartAsync(modules);
        proxy.Sumdb = database;
        using var go = Workspace("1.23", proxy, database.VerifierKey);
        Assert.True((await go.RunAsync("mod", "download", one.Name)).Ok);
        proxy.Sumdb = fork;
        Assert.Contains("go.sum database server misbehavior detected!", (await go.RunAsync("mod", "download", two.Name)).Error, StringComparison.Ordinal);

        proxy.Sumdb = database;
        database.Add(two.Path, two.Version, one.Sum, one.GoModSum);
        Assert.Contains("checksum mismatch", (await go.RunAsync("mod", "download", two.Name)).Error, StringComparison.Ordinal);

        database.SignWith(new NoteSigner(database.Name, new byte[32]));
        go.ForgetModules();
        Assert.Contains("note has no verifiable signatures", (await go.RunAsync("mod", "download", one.Name)).Error, StringComparison.Ordinal);
    }

    private static GoWorkspace Workspace(string version, FakeUpstream proxy, string gosumdb)
    {
        var go = new GoWorkspace(GoToolchain.Require(version), proxy.Url);
        go.Environment["GOSUMDB"] = gosumdb;
        return go;
    }
}
