using System.Text.Json;
using Weir.TestKit;
using Weir.TestKit.Corpus;
using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Sumdb;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// Real modules from three sources of which two lie, a checksum database that knows the public hashes, real go commands that verify: everything arrives right,
/// every lie has its incident, and afterwards it all works again with nothing behind Weir.
/// </summary>
public sealed class LyingSourcesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_honest_source_wins_and_afterwards_everything_verifies_offline()
    {
        var go = GoToolchain.Require("1.23");
        var tree = await CorpusTree.RequireAsync();
        var sumdb = new FakeSumdb();
        sumdb.Fill(1000);
        foreach (var module in CorpusFacts.Modules)
            sumdb.Add(module.Path, module.Version, module.Sum, module.GoModSum);
        using var temp = new TempFolder();
        var arguments = Array.Empty<string>();
        await using (var database = await FakeUpstream.StartAsync(sumdb))
        await using (var first = await FakeUpstream.StartAsync(Liar(tree.Folder, 0)))
        await using (var second = await FakeUpstream.StartAsync(Liar(tree.Folder, 1)))
        await using (var honest = await FakeUpstream.StartAsync(FakeModules.FromFolder(tree.Folder)))
        {
            arguments = ["--goproxy", $"{first.Url}|{second.Url}|{honest.Url}", "--gosumdb", $"{sumdb.VerifierKey} {database.Url}"];
            await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = arguments, DataFolder = temp["data"] });
            using (var workspace = Verifying(go, weir.Url, sumdb))
                CorpusCheck.Equal(await workspace.DownloadAsync(CorpusFacts.Modules.Select(m => m.Name)));
            await IncidentsAsync(weir, [new Uri(first.Url).Authority, new Uri(second.Url).Authority]);
            Assert.Equal(0, await weir.StopAsync());
        }

        // Nobody is behind Weir any more; the clients have empty caches and verify everything.
        await using var alone = await WeirProcess.StartAsync(new WeirStart { Arguments = arguments, DataFolder = temp["data"] });
        foreach (var version in new[] { "1.19", "1.21", "1.23", "1.25", "1.27" })
        {
            using var workspace = Verifying(GoToolchain.Require(version), alone.Url, sumdb);
            CorpusCheck.Equal(await workspace.DownloadAsync(CorpusFacts.Modules.Select(m => m.Name)));
        }
    }

    [Fact]
    public async Task Tarballs_with_other_bytes_than_the_public_hash_are_refused_with_both_hashes()
    {
        var go = GoToolchain.Require("1.23");
        var tree = await CorpusTree.RequireAsync();
        var sumdb = new FakeSumdb();
        foreach (var module in CorpusFacts.Differing)
            sumdb.Add(module.Path, module.Version, module.Sum, module.GoModSum);
        await using var database = await FakeUpstream.StartAsync(sumdb);
        await using var upstream = await FakeUpstream.StartAsync(FakeModules.FromFolder(tree.DifferingFolder));
        await using var weir = await WeirProcess.StartAsync("--goproxy", upstream.Url, "--gosumdb", $"{sumdb.VerifierKey} {database.Url}");
        using var client = new HttpClient();
        foreach (var module in CorpusFacts.Differing)
        {
            using var answer = await client.GetAsync(new Uri($"{weir.Url}/{ModuleEscape.Escape(module.Path)}/@v/{module.Version}.zip"), Cancel);
            Assert.Equal(502, (int)answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Contains(module.Sum, text, StringComparison.Ordinal);
            Assert.Contains(module.TarballSum!, text, StringComparison.Ordinal);
        }

        using var workspace = Verifying(go, weir.Url, sumdb);
        Assert.False((await workspace.RunAsync("mod", "download", CorpusFacts.Differing[0].Name)).Ok);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(weir.DataFolder, "download"), "*", SearchOption.AllDirectories), file => file.EndsWith(".zip", StringComparison.Ordinal));
    }

    private static GoWorkspace Verifying(GoToolchain go, string url, FakeSumdb sumdb)
    {
        var workspace = new GoWorkspace(go, url);
        workspace.Environment["GOSUMDB"] = sumdb.VerifierKey;
        return workspace;
    }

    // Sound modules whose bytes are others: a third of all, each third by another source.
    private static FakeModules Liar(string folder, int third)
    {
        var modules = FakeModules.FromFolder(folder);
        foreach (var module in CorpusFacts.Modules.Where((_, i) => i % 3 == third))
            modules.Add(module.Path, module.Version, ("evil.go", "package evil\n"));
        return modules;
    }

    private static async Task IncidentsAsync(WeirProcess weir, string[] liars)
    {
        using var client = new HttpClient();
        using var json = JsonDocument.Parse(await client.GetStringAsync(new Uri($"{weir.Url}/-/api/incidents"), Cancel));
        var incidents = json.RootElement.EnumerateArray().ToList();
        Assert.All(incidents, incident => Assert.Equal("integrity", incident.GetProperty("kind").GetString()));
        Assert.Equal(liars.Order(StringComparer.Ordinal), incidents.Select(incident => incident.GetProperty("source").GetString()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        foreach (var incident in incidents)
            Assert.True(File.Exists(Path.Combine(weir.DataFolder, incident.GetProperty("evidence").GetString()!)), "an incident without its evidence");
    }
}
