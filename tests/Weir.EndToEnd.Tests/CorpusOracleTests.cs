using Weir.TestKit.Corpus;
using Weir.TestKit.Go;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>The yardsticks themselves: without these, a green test behind Weir would prove nothing.</summary>
public sealed class CorpusOracleTests
{
    // The worked example of Go's documentation of its hash, measured with a real go command.
    [Fact]
    public void The_hash_oracle_agrees_with_a_measured_example()
    {
        var module = new FakeModules().Add("example.com/m", "v1.0.0", ("go.mod", "module example.com/m\n\ngo 1.16\n"), ("m.go", "package m\n\nconst X = 1\n"));
        Assert.Equal("h1:pYljjo+N2tXtmRkNDmvajK6HLsAuIZKbjFBytJLCU8w=", module.Sum);
        Assert.Equal("h1:taPoVR/rkuesp3l4DKkYkK0l58XM6+hFWpwQibvVl+I=", module.GoModSum);
    }

    // Building the tree compares each hash with the public one and throws where they differ.
    [Fact]
    public async Task Every_module_of_the_corpus_has_its_public_hashes()
    {
        var tree = await CorpusTree.RequireAsync();
        Assert.Equal(111, CorpusFacts.Modules.Count);
        Assert.All(CorpusFacts.Modules, m => Assert.True(File.Exists(Zip(tree.Folder, m)), m.Name));
        Assert.Equal(4, CorpusFacts.Differing.Count);
        Assert.All(CorpusFacts.Differing, m => Assert.True(File.Exists(Zip(tree.DifferingFolder, m)), m.Name));
    }

    [Fact]
    public async Task Go_reads_the_corpus_straight_from_the_fake_upstream()
    {
        var tree = await CorpusTree.RequireAsync();
        await using var upstream = await FakeUpstream.StartAsync(FakeModules.FromFolder(tree.Folder));
        using var go = new GoWorkspace(GoToolchain.Require("1.23"), upstream.Url);
        CorpusCheck.Equal(await go.DownloadAsync(CorpusFacts.Modules.Select(m => m.Name)));
        Assert.Equal(3 * CorpusFacts.Modules.Count, upstream.Requests.Count);
    }

    private static string Zip(string tree, CorpusModule m) =>
        Path.Combine(tree, ModuleEscape.Escape(m.Path), "@v", ModuleEscape.Escape(m.Version) + ".zip");
}
