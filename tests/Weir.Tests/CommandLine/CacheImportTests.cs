using Weir.TestKit;
using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary><c>weir cache import</c> of what a real go command downloaded.</summary>
public sealed class CacheImportTests
{
    [Theory]
    [InlineData("1.19")]
    [InlineData("1.27")]
    public async Task What_go_downloaded_is_served_offline(string version)
    {
        using var temp = new TempFolder();
        var (from, modules) = await DownloadAsync(version);
        using (from)
        {
            var import = await ImportAsync(from.ModCache, temp["data"]);
            Assert.True(import.Ok, import.ToString());
            Assert.StartsWith("imported 6 files of 2 versions, 0 were there before, 0 refused", import.Out, StringComparison.Ordinal);
            Assert.StartsWith("imported 0 files of 0 versions, 6 were there before, 0 refused", (await ImportAsync(from.ModCache, temp["data"])).Out, StringComparison.Ordinal);
        }

        await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = ["--goproxy", "off", "--gosumdb", "off"], DataFolder = temp["data"] });
        using var go = new GoWorkspace(GoToolchain.Require(version), weir.Url);
        var downloads = await go.DownloadAsync(modules.Select(module => module.Name));
        Assert.True(downloads.Run.Ok, downloads.Run.ToString());
        Assert.Equal(modules.Select(module => (module.Name, module.Sum, module.GoModSum)), downloads.Modules.Select(got => ($"{got.Path}@{got.Version}", got.Sum!, got.GoModSum!)));
        var latest = await go.DownloadAsync("example.com/one@latest");
        Assert.True(latest.Run.Ok, latest.Run.ToString());
    }

    [Fact]
    public async Task The_data_folder_serves_as_a_file_proxy_itself()
    {
        using var temp = new TempFolder();
        var (from, modules) = await DownloadAsync("1.23");
        using (from)
            Assert.True((await ImportAsync(from.ModCache, temp["data"])).Ok);
        using var go = new GoWorkspace(GoToolchain.Require("1.23"), $"file://{temp["data"]}/download");
        var downloads = await go.DownloadAsync([.. modules.Select(module => module.Name), "example.com/one@latest"]);
        Assert.True(downloads.Run.Ok, downloads.Run.ToString());
        var list = await go.RunAsync("list", "-m", "-versions", "example.com/one");
        Assert.Equal("example.com/one v1.0.0\n", list.Out);
    }

    [Fact]
    public async Task What_is_damaged_is_refused_by_name_and_the_rest_is_taken()
    {
        using var temp = new TempFolder();
        var (from, _) = await DownloadAsync("1.23");
        using (from)
        {
            var one = Path.Combine(from.ModCache, "cache/download/example.com/one/@v/v1.0.0");
            var two = Path.Combine(from.ModCache, "cache/download/example.com/!two/@v/v1.2.3");
            await File.WriteAllTextAsync(one + ".ziphash", "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", TestContext.Current.CancellationToken);
            Cut(two + ".zip", 100);
            Cut(two + ".info", 10);
            File.WriteAllBytes(two + ".mod", new byte[64]);

            var import = await ImportAsync(from.ModCache, temp["data"]);
            Assert.Equal(1, import.ExitCode);
            Assert.StartsWith("imported 2 files of 1 versions, 0 were there before, 4 refused", import.Out, StringComparison.Ordinal);
            Assert.Contains("example.com/one/@v/v1.0.0.zip: its hash is h1:", import.Error, StringComparison.Ordinal);
            foreach (var torn in (string[])["v1.2.3.zip: ", "v1.2.3.info: ", "v1.2.3.mod: "])
                Assert.Contains("example.com/!two/@v/" + torn, import.Error, StringComparison.Ordinal);
        }

        var stored = Directory.EnumerateFiles(temp["data/download"], "v*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal("v1.0.0.info v1.0.0.mod", string.Join(' ', stored));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp["data/staging"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NULs")]
    public async Task A_ziphash_that_a_crash_tore_counts_as_absent(string left)
    {
        using var temp = new TempFolder();
        var (from, _) = await DownloadAsync("1.23");
        using (from)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(from.ModCache, "cache/download/example.com/one/@v/v1.0.0.ziphash"), new byte[left.Length == 0 ? 0 : 47], TestContext.Current.CancellationToken);
            Assert.True((await ImportAsync(from.ModCache, temp["data"])).Ok);
        }
    }

    [Fact]
    public async Task The_result_can_be_had_as_JSON()
    {
        using var temp = new TempFolder();
        temp.Folder("mod/cache/download");
        var run = await WeirCommand.RunAsync("cache", "import", temp["mod"], "--data", temp["data"], "--format", "json");
        Assert.True(run.Ok, run.ToString());
        using var json = System.Text.Json.JsonDocument.Parse(run.Out);
        Assert.Equal(0, json.RootElement.GetProperty("files").GetInt32());
    }

    private static void Cut(string file, int length)
    {
        File.SetAttributes(file, FileAttributes.Normal);
        using var open = new FileStream(file, FileMode.Open);
        open.SetLength(length);
    }

    private static Task<ProgramResult> ImportAsync(string modCache, string data) => WeirCommand.RunAsync("cache", "import", modCache, "--data", data);

    private static async Task<(GoWorkspace From, FakeModule[] Modules)> DownloadAsync(string version)
    {
        var toolchain = GoToolchain.Require(version);
        await using var upstream = await FakeUpstream.StartAsync();
        FakeModule[] modules = [upstream.Modules.Add("example.com/Two", "v1.2.3"), upstream.Modules.Add("example.com/one", "v1.0.0")];
        var go = new GoWorkspace(toolchain, upstream.Url);
        var downloads = await go.DownloadAsync(modules.Select(module => module.Name));
        Assert.True(downloads.Run.Ok, downloads.Run.ToString());
        return (go, modules);
    }
}
