using Weir.TestKit;
using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary><c>weir cache fetch</c>: prefill from a go.sum.</summary>
public sealed class CacheFetchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_prefill_a_build_needs_no_source()
    {
        using var temp = new TempFolder();
        using var go = new GoWorkspace(GoToolchain.Require("1.23"), "off");
        await using (var upstream = await FakeUpstream.StartAsync())
        {
            upstream.Modules.Add("example.com/Lib", "v1.0.0", ("lib.go", "package lib\n\nconst Answer = 42\n"));
            go.Write("go.mod", "module example.com/main\n\ngo 1.21\n\nrequire example.com/Lib v1.0.0\n");
            go.Write("main.go", "package main\n\nimport lib \"example.com/Lib\"\n\nfunc main() { println(lib.Answer) }\n");
            go.Environment["GOPROXY"] = upstream.Url;
            Assert.True((await go.RunAsync("mod", "tidy")) is { Ok: true } tidy, "go mod tidy failed");
            var fetch = await FetchAsync(upstream.Url, Path.Combine(go.Folder, "go.sum"), temp["data"]);
            Assert.True(fetch.Ok, fetch.ToString());
            Assert.StartsWith("3 files in the store (0 were there before), 0 could not be had", fetch.Out, StringComparison.Ordinal);
            Assert.StartsWith("3 files in the store (3 were there before)", (await FetchAsync(upstream.Url, Path.Combine(go.Folder, "go.sum"), temp["data"])).Out, StringComparison.Ordinal);
        }

        await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = ["--goproxy", "http://127.0.0.1:1", "--gosumdb", "off"], DataFolder = temp["data"] });
        go.ForgetModules();
        go.Environment["GOPROXY"] = weir.Url;
        var run = await go.RunAsync("run", ".");
        Assert.True(run.Ok && run.Error.EndsWith("\n42\n", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task Lines_that_are_none_and_modules_that_are_nowhere_are_named()
    {
        using var temp = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Modules.Add("example.com/m", "v1.0.0");
        const string Hash = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        await File.WriteAllTextAsync(
            temp["go.sum"], $"example.com/m v1.0.0/go.mod {Hash}\n\nonly two\nexample.com/none v1.0.0/go.mod {Hash}\n../../etc v1.0.0 {Hash}\na b c d e\nexample.com/m main {Hash}\n", Cancel);
        var run = await FetchAsync(upstream.Url, temp["go.sum"], temp["data"]);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("1 files in the store (0 were there before), 3 could not be had", run.Out, StringComparison.Ordinal);
        Assert.Contains($"  {temp["go.sum"]}:3: wrong number of fields 2\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"  {temp["go.sum"]}:6: wrong number of fields 5\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 5: ../../etc v1.0.0 is no module version", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 7: example.com/m main is no module version", run.Error, StringComparison.Ordinal);
        Assert.Contains("  example.com/none/@v/v1.0.0.mod: not found", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_source_that_answers_the_exit_code_is_3()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["go.sum"], "example.com/m v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", Cancel);
        Assert.Equal(3, (await FetchAsync("http://127.0.0.1:1", temp["go.sum"], temp["data"])).ExitCode);
    }

    private static Task<ProgramResult> FetchAsync(string goproxy, string goSum, string data) =>
        WeirCommand.RunAsync("cache", "fetch", goSum, "--goproxy", goproxy, "--gosumdb", "off", "--data", data);
}
