using Weir.TestKit.Processes;
using Weir.TestKit.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.ColdBench;

/// <summary>A cold <c>.mod</c> that is proved, with the source and the checksum database 100 ms away: the first one of a fresh Weir, and later ones, whose tiles are known.</summary>
internal static class Verified
{
    private const int Fresh = 7;
    private const int Later = 20;

    public static async IAsyncEnumerable<Row> MeasureAsync()
    {
        var modules = new FakeModules();
        var sumdb = new FakeSumdb();
        sumdb.Fill(2000);
        var all = Enumerable.Range(0, Fresh * (Later + 1)).Select(i => modules.Add($"example.com/proved{i}", "v1.0.0")).ToList();
        all.ForEach(module => sumdb.Add(module));
        await using var upstream = await FakeUpstream.StartAsync(modules);
        await using var database = await FakeUpstream.StartAsync(sumdb);
        List<double> straight = [], first = [], later = [];
        for (var round = 0; round < Fresh; round++)
        {
            (upstream.Fault, database.Fault) = (null, null);
            await using var weir = await WeirProcess.StartAsync(
                "--goproxy", upstream.Url, "--gosumdb", $"{sumdb.VerifierKey} {database.Url}", "--gonosumdb", "example.com/warm*", "--log-level", "warn");
            await Measure.WarmUpAsync(modules, upstream.Url, weir.Url);
            upstream.Fault = database.Fault = static _ => new Fault.Latency(TimeSpan.FromMilliseconds(100));
            var mine = all.Skip(round * (Later + 1)).Take(Later + 1).ToList();
            straight.Add(await Measure.GetAsync(upstream.Url, mine[0], ".mod"));
            first.Add(await Measure.GetAsync(weir.Url, mine[0], ".mod"));
            foreach (var module in mine.Skip(1))
                later.Add(await Measure.GetAsync(weir.Url, module, ".mod"));
        }

        var (one, two, three) = (Measure.Median(straight), Measure.Median(first), Measure.Median(later));
        yield return new("cold `.mod`, proved, the first of a fresh Weir, one direct round trip = 1", $"{Measure.Ratio(two, one)} ({Measure.Millis(two)} / {Measure.Millis(one)})", "≤ 2.1");
        yield return new("cold `.mod`, proved, once the tiles are known", $"{Measure.Ratio(three, one)} ({Measure.Millis(three)} / {Measure.Millis(one)})", "≤ 1.1");
    }
}
