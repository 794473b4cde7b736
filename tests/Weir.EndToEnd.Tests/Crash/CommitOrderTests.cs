using System.Text.RegularExpressions;
using Weir.TestKit;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests.Crash;

/// <summary>
/// What the kernel is told, seen by strace: a file appears in the store only after its bytes were synced, and its folder is synced behind it. Without this order
/// a power cut leaves an empty file under a final name.
/// </summary>
public sealed partial class CommitOrderTests
{
    private const string Strace = "/usr/bin/strace";

    [Fact]
    public async Task Each_file_of_a_version_is_synced_then_renamed_then_its_folder_is_synced()
    {
        if (!File.Exists(Strace))
            throw Missing.Tool("strace (eng/test-tools system)");
        using var temp = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync();
        var noise = new byte[90_000];
        new Random(1).NextBytes(noise);
        var module = upstream.Modules.Add("example.com/m", "v1.0.0", ("noise.txt", Convert.ToBase64String(noise)));
        Assert.True(module.Zip.Length > 64 * 1024);
        await using (var weir = await WeirProcess.StartAsync(new WeirStart
        {
            Arguments = ["--goproxy", upstream.Url, "--gosumdb", "off"],
            DataFolder = temp["data"],
            Under = [Strace, "-D", "-f", "-y", "-qq", "-s", "4096", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat", "-e", "signal=none", "-o", temp["trace"]],
        }))
        {
            using var client = new HttpClient();
            foreach (var file in (string[])["v1.0.0.mod", "v1.0.0.zip"])
                await client.GetByteArrayAsync(new Uri($"{weir.Url}/example.com/m/@v/{file}"), TestContext.Current.CancellationToken);
            Assert.Equal(0, await weir.StopAsync());
        }

        var calls = await TraceAsync(temp["trace"], $"{temp["data"]}/download/example.com/m/@v/v1.0.0.zip");
        // "list" can be computed again from the folder and is not synced.
        var committed = calls.Where(call => call.To?.StartsWith(temp["data"] + "/download/example.com/m/@v/v", StringComparison.Ordinal) == true).ToList();
        Assert.Equal("v1.0.0.mod v1.0.0.zip", string.Join(' ', committed.Select(call => Path.GetFileName(call.To)).Order(StringComparer.Ordinal)));
        Assert.All(committed, rename =>
        {
            var at = calls.IndexOf(rename);
            var synced = calls.FindIndex(call => call.To is null && call.Path == rename.Path);
            var folder = calls.FindIndex(at, call => call.To is null && call.Path == Path.GetDirectoryName(rename.To));
            Assert.True(synced >= 0 && synced < at, $"{rename.To}: renamed before its bytes were synced");
            Assert.True(folder > at, $"{rename.To}: its folder was not synced afterwards");
        });
    }

    // With -D the tracer is nobody's child here: it writes on for a moment after the traced program's end.
    private static async Task<List<Call>> TraceAsync(string file, string last)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        do
        {
            var calls = File.ReadAllLines(file).Select(Parse).OfType<Call>().ToList();
            var at = calls.FindIndex(call => call.To == last);
            if (at >= 0 && calls.FindIndex(at, call => call.To is null && call.Path == Path.GetDirectoryName(last)) > at)
                return calls;
        }
        while (await beat.WaitForNextTickAsync(limit.Token));
        throw new InvalidOperationException("not reached");
    }

    // 1234 fsync(57</data/staging/…/1.tmp>) = 0        1234 rename("/data/staging/…/1.tmp", "/data/download/…") = 0
    private static Call? Parse(string line) =>
        Sync().Match(line) is { Success: true } sync ? new Call(sync.Groups["path"].Value, null)
        : Rename().Match(line) is { Success: true } rename ? new Call(rename.Groups["from"].Value, rename.Groups["to"].Value)
        : null;

    [GeneratedRegex(@"^\d+ +f(data)?sync\(\d+<(?<path>[^>]+)>(\) += 0$| <unfinished)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sync();

    [GeneratedRegex("""^\d+ +(rename|link)(at2?)?\([^"]*"(?<from>[^"]+)"[^"]*"(?<to>[^"]+)"([^"]*\) += 0$| <unfinished|, 0 <unfinished)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rename();

    private sealed record Call(string Path, string? To);
}
