using Weir.TestKit.Processes;
using Weir.TestKit.Sumdb;
using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary><c>weir sumdb</c> and <c>weir cache verify</c>: what a person does about the proofs.</summary>
public sealed class SumdbTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fork_is_shown_and_accepted_while_the_server_runs()
    {
        var sumdb = new FakeSumdb();
        sumdb.Fill(20);
        await using var upstream = await FakeUpstream.StartAsync();
        sumdb.Add(upstream.Modules.Add("example.com/a", "v1.0.0"));
        var fork = sumdb.Fork(10);
        fork.Fill(40, "theirs");
        fork.Add(upstream.Modules.Add("example.com/b", "v1.0.0"));
        await using var database = await FakeUpstream.StartAsync(sumdb);
        string[] flags = ["--goproxy", upstream.Url, "--gosumdb", $"{sumdb.VerifierKey} {database.Url}"];
        await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = flags });
        flags = [.. flags, "--data", weir.DataFolder];
        using var client = new HttpClient();
        Assert.Equal(200, await StatusAsync(client, $"{weir.Url}/example.com/a/@v/v1.0.0.mod"));
        var show = await WeirCommand.RunAsync(["sumdb", "show", .. flags]);
        Assert.Equal((0, true), (show.ExitCode, show.Out.Contains("sumdb.test: 21 records", StringComparison.Ordinal)));

        database.Sumdb = fork;
        Assert.Equal(502, await StatusAsync(client, $"{weir.Url}/example.com/b/@v/v1.0.0.mod"));
        Assert.Contains("weir_sumdb_consistent{database=\"sumdb.test\"} 0", await client.GetStringAsync(new Uri($"{weir.Url}/metrics"), Cancel), StringComparison.Ordinal);
        show = await WeirCommand.RunAsync(["sumdb", "show", .. flags]);
        Assert.Equal((6, true), (show.ExitCode, show.Out.Contains("FORKED", StringComparison.Ordinal)));

        Assert.Equal(0, (await WeirCommand.RunAsync(["sumdb", "accept", "sumdb.test", .. flags])).ExitCode);
        Assert.Equal(200, await StatusAsync(client, $"{weir.Url}/example.com/b/@v/v1.0.0.mod"));
        Assert.Equal(2, (await WeirCommand.RunAsync(["sumdb", "accept", "sumdb.test", .. flags])).ExitCode);
        Assert.Equal(2, (await WeirCommand.RunAsync(["sumdb", "accept", "other.example", .. flags])).ExitCode);
    }

    [Fact]
    public async Task Verify_finds_the_file_that_changed_on_disk_and_can_go_on_after_a_name()
    {
        var sumdb = new FakeSumdb();
        await using var upstream = await FakeUpstream.StartAsync();
        foreach (var name in new[] { "a", "b" })
            sumdb.Add(upstream.Modules.Add($"example.com/{name}", "v1.0.0"));
        await using var database = await FakeUpstream.StartAsync(sumdb);
        string[] flags = ["--goproxy", upstream.Url, "--gosumdb", $"{sumdb.VerifierKey} {database.Url}"];
        await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = flags });
        flags = [.. flags, "--data", weir.DataFolder];
        using var client = new HttpClient();
        foreach (var name in new[] { "a", "b" })
            Assert.Equal(200, await StatusAsync(client, $"{weir.Url}/example.com/{name}/@v/v1.0.0.mod"));
        await File.WriteAllTextAsync(Path.Combine(weir.DataFolder, "download/example.com/a/@v/v1.0.0.mod"), "module evil\n", Cancel);

        var rest = await WeirCommand.RunAsync(["cache", "verify", "--after", "example.com/a/@v/v1.0.0.mod", .. flags]);
        Assert.Equal((0, "1 proved, 0 unknown to the databases, 0 could not be asked about, 0 quarantined, 0 unreadable\n"), (rest.ExitCode, rest.Out));
        var all = await WeirCommand.RunAsync(["cache", "verify", .. flags]);
        Assert.Equal((6, "1 proved, 0 unknown to the databases, 0 could not be asked about, 1 quarantined, 0 unreadable\n"), (all.ExitCode, all.Out));
        Assert.Contains("example.com/a/@v/v1.0.0.mod: its bytes contradict sumdb.test", all.Error, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(HttpClient client, string url)
    {
        using var answer = await client.GetAsync(new Uri(url), Cancel);
        return (int)answer.StatusCode;
    }
}
