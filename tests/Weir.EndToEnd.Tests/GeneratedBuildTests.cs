using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>A build that has to find its way through forty modules.</summary>
public sealed class GeneratedBuildTests
{
    [Fact]
    public async Task A_program_with_forty_modules_builds_straight()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await BuildAsync("1.23", upstream, upstream.Url);
    }

    [Theory]
    [InlineData("1.19")]
    [InlineData("1.23")]
    [InlineData("1.27")]
    public async Task A_program_with_forty_modules_builds_behind_Weir(string version)
    {
        GoToolchain.Require(version);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        await BuildAsync(version, upstream, weir.Url);

        // Once more on a fresh machine, and with nothing left upstream: now it all comes from Weir's cache.
        upstream.Fault = _ => new Fault.Status(503);
        await BuildAsync(version, upstream, weir.Url);
    }

    private static async Task BuildAsync(string version, FakeUpstream upstream, string goproxy)
    {
        var tree = new GeneratedTree(upstream.Modules, "example.com");
        using var go = new GoWorkspace(GoToolchain.Require(version), goproxy);
        go.Environment["GOFLAGS"] = "-modcacherw -mod=mod";
        tree.WriteMain(go);
        var run = await go.RunAsync("run", ".");
        Assert.True(run.Ok, run.ToString());
        Assert.EndsWith(tree.Output, run.Error, StringComparison.Ordinal);
        Assert.Equal(40, tree.Count);
    }
}
