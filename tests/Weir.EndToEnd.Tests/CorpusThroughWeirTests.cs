using Weir.TestKit.Corpus;
using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>Real modules, real go commands: what arrives behind Weir has the hashes that the public checksum database records.</summary>
public sealed class CorpusThroughWeirTests(CorpusThroughWeirTests.Server server) : IClassFixture<CorpusThroughWeirTests.Server>
{
    [Theory]
    [InlineData("1.19")]
    [InlineData("1.21")]
    [InlineData("1.23")]
    [InlineData("1.25")]
    [InlineData("1.27")]
    public async Task Every_module_arrives_with_its_public_hashes(string version)
    {
        using var go = new GoWorkspace(GoToolchain.Require(version), await server.UrlAsync());
        CorpusCheck.Equal(await go.DownloadAsync(CorpusFacts.Modules.Select(m => m.Name)));
    }

    [Fact]
    public async Task The_modules_that_build_from_the_corpus_alone_build()
    {
        using var go = new GoWorkspace(GoToolchain.Require("1.23"), await server.UrlAsync());
        go.Environment["GOFLAGS"] = "-modcacherw -mod=mod";
        go.Write("go.mod", "module example.com/all\n\ngo 1.16\n\nrequire (\n" + string.Concat(CorpusFacts.Closed.Select(m => $"\t{m.Path} {m.Version}\n")) + ")\n");
        go.Write("main.go", "package main\n\nimport (\n" + string.Concat(CorpusFacts.Closed.Select(m => $"\t_ \"{m.Path}\"\n")) + ")\n\nfunc main() {}\n");
        var build = await go.RunAsync("build", ".");
        Assert.True(build.Ok, build.ToString());
    }

    /// <summary>One Weir before one upstream that has the corpus: the first test warms its cache for the others.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly Lazy<Task<WeirProcess>> weir;
        private FakeUpstream? upstream;

        public Server() => weir = new(StartAsync);

        // Not in InitializeAsync: there a missing tool could not skip a test.
        public async Task<string> UrlAsync() => (await weir.Value).Url;

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (weir is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await weir.Value).DisposeAsync();
            if (upstream is not null)
                await upstream.DisposeAsync();
        }

        private async Task<WeirProcess> StartAsync()
        {
            var tree = await CorpusTree.RequireAsync();
            upstream = await FakeUpstream.StartAsync(FakeModules.FromFolder(tree.Folder));
            return await WeirProcess.ServeAsync(upstream.Url);
        }
    }
}
