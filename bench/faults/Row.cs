using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;

namespace Weir.Bench.Faults;

/// <summary>One fault and what came of it in the three arrangements.</summary>
internal sealed record Row(SourceFault Fault, Cell Comma, Cell Bar, Cell Weir)
{
    // A go command waits for ever for an answer; nobody watching it does.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // For a connection it waits half a minute, on each of its three requests anew.
    private static readonly TimeSpan PatienceForConnections = TimeSpan.FromSeconds(110);

    public static async Task<Row> MeasureAsync(SourceFault fault, string version)
    {
        var modules = new FakeModules();
        var noise = new byte[6000];
        new Random(1).NextBytes(noise);
        // Mostly one file that does not compress: what is cut or changed in the middle is that file.
        modules.Add("example.com/m", "v1.0.0", ("m.go", "package m\n"), ("testdata/noise.txt", Convert.ToBase64String(noise)));
        await using var broken = await BreakableSource.StartAsync(modules, fault);
        await using var sound = await BreakableSource.StartAsync(modules);

        var patience = fault == SourceFaults.PacketsDropped ? PatienceForConnections : Patience;
        var comma = await DownloadAsync($"{broken.Url},{sound.Url}", version, patience);
        var bar = await DownloadAsync($"{broken.Url}|{sound.Url}", version, patience);
        await using var weir = await WeirProcess.ServeAsync($"{broken.Url}|{sound.Url}");
        return new(fault, comma, bar, await DownloadAsync(weir.Url, version, patience));
    }

    public string ToMarkdown(bool chinese) =>
        $"| {(chinese ? Fault.Chinese : Fault.Name)} | {Comma.ToMarkdown(chinese)} | {Bar.ToMarkdown(chinese)} | {Weir.ToMarkdown(chinese)} |";

    private static async Task<Cell> DownloadAsync(string goproxy, string version, TimeSpan patience)
    {
        using var go = new GoWorkspace(GoToolchain.Require(version), goproxy);
        return new(await go.RunAsync(patience, "mod", "download", "example.com/m@v1.0.0"));
    }
}
