using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary><c>weir cache purge</c>: the store forgets, and so does a server that runs on it.</summary>
public sealed class CachePurgeTests
{
    [Fact]
    public async Task A_running_server_forgets_too()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        foreach (var version in (string[])["v1.0.0", "v1.1.0"])
            Sample.AddLarge(upstream.Modules, "example.com/m", version);
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        Assert.Equal("miss miss", await StatesAsync(weir));
        Assert.Equal("hit hit", await StatesAsync(weir));

        var purge = await PurgeAsync("example.com/m@v1.0.0", weir.DataFolder);
        Assert.True(purge.Ok, purge.ToString());
        Assert.Equal("removed 1 files of example.com/m@v1.0.0\n", purge.Out);
        Assert.Equal("the running server has forgotten it too\n", purge.Error);
        Assert.Equal("miss hit", await StatesAsync(weir));

        Assert.Equal("removed 2 files of example.com/m\n", (await PurgeAsync("example.com/m", weir.DataFolder)).Out);
        Assert.Equal("miss miss", await StatesAsync(weir));
    }

    [Fact]
    public async Task Without_a_server_the_store_alone_is_emptied()
    {
        using var temp = new TestKit.TempFolder();
        await using (var upstream = await FakeUpstream.StartAsync())
        {
            Sample.AddLarge(upstream.Modules, "example.com/m");
            Sample.AddLarge(upstream.Modules, "example.com/m", "v1.1.0");
            await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = ["--goproxy", upstream.Url, "--gosumdb", "off"], DataFolder = temp["data"] });
            await StatesAsync(weir);
            await weir.KillAsync();
        }

        // kill -9 left the admin socket behind: nobody answers there.
        var purge = await PurgeAsync("example.com/m", temp["data"]);
        Assert.True(purge is { Ok: true, Error: "" }, purge.ToString());
        Assert.Equal("removed 2 files of example.com/m\n", purge.Out);
        Assert.Equal("nothing of example.com/m is stored\n", (await PurgeAsync("example.com/m", temp["data"])).Out);
        Assert.DoesNotContain(Directory.EnumerateFiles(temp["data/download"], "*", SearchOption.AllDirectories), file => file.EndsWith(".zip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_removed_by_hand_is_fetched_again()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var module = Sample.AddLarge(upstream.Modules, "example.com/m");
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        using var connection = await RawConnection.OpenAsync(weir.Url);
        Assert.Equal(module.Zip, (await connection.SendAsync("GET", "/example.com/m/@v/v1.0.0.zip")).Body);
        File.Delete(Path.Combine(weir.DataFolder, "download/example.com/m/@v/v1.0.0.zip"));
        Assert.Equal(module.Zip, (await connection.SendAsync("GET", "/example.com/m/@v/v1.0.0.zip")).Body);
    }

    private static async Task<string> StatesAsync(WeirProcess weir)
    {
        using var connection = await RawConnection.OpenAsync(weir.Url);
        var first = await connection.SendAsync("GET", "/example.com/m/@v/v1.0.0.zip");
        var second = await connection.SendAsync("GET", "/example.com/m/@v/v1.1.0.zip");
        return $"{first["X-Weir-Cache"]} {second["X-Weir-Cache"]}";
    }

    private static Task<ProgramResult> PurgeAsync(string target, string data) => WeirCommand.RunAsync("cache", "purge", target, "--data", data);
}
