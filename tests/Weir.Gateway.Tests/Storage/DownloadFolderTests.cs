using Weir.TestKit.Go;

namespace Weir.Gateway.Tests.Storage;

public class DownloadFolderTests
{
    [Theory]
    [InlineData("1.19")]
    [InlineData("1.27")]
    public async Task A_real_go_command_reads_the_folder_as_a_proxy(string version)
    {
        var go = GoToolchain.Require(version);
        await using var pair = await Pair.StartAsync();
        var module = pair.Modules.Add("example.com/Upper/m", "v1.0.0");
        foreach (var file in new[] { ".info", ".mod", ".zip" })
            Assert.Equal(200, (await pair.Gateway.AskAsync($"example.com/!upper/m/@v/v1.0.0{file}")).Status);
        using var workspace = new GoWorkspace(go, $"file://{pair.Gateway.Host.DownloadFolder}");
        var downloads = await workspace.DownloadAsync(module.Name);
        Assert.True(downloads.Run.Ok, downloads.Run.ToString());
        Assert.Equal((module.Sum, module.GoModSum), (downloads.Modules[0].Sum, downloads.Modules[0].GoModSum));
        var list = await workspace.RunAsync("list", "-m", "-versions", module.Path);
        Assert.Contains("v1.0.0", list.Out);
    }

    [Fact]
    public async Task The_folder_serves_as_a_source_of_another_Weir()
    {
        await using var pair = await Pair.StartAsync();
        foreach (var file in new[] { "v1.0.0.info", "v1.0.0.mod", "v1.0.0.zip" })
            await pair.Gateway.AskAsync($"{Pair.Module}/@v/{file}");
        await using var second = TestGateway.Over($"file://{pair.Gateway.Host.DownloadFolder}");
        foreach (var name in new[] { "v1.0.0.info", "v1.0.0.mod", "v1.0.0.zip" })
            Assert.Equal(pair.Modules.Answer($"/{Pair.Module}/@v/{name}").Body, (await second.AskAsync($"{Pair.Module}/@v/{name}")).Bytes);
        Assert.Equal("v1.0.0\n", (await second.AskAsync($"{Pair.Module}/@v/list")).Text);
        Assert.Equal(404, (await second.AskAsync($"{Pair.Module}/@v/v1.1.0.info")).Status);
    }
}
