using Weir.TestKit.Upstreams;

namespace Weir.ColdBench;

/// <summary>One file of a module nobody has asked for yet, behind an upstream that answers after 100 ms; straight and through Weir in turn.</summary>
internal static class RoundTrips
{
    private const int Modules = 30;

    public static async IAsyncEnumerable<Row> MeasureAsync()
    {
        var modules = new FakeModules();
        await using var upstream = await FakeUpstream.StartAsync(modules);
        await using var weir = await Measure.ServeAsync(upstream.Url);
        await Measure.WarmUpAsync(modules, upstream.Url, weir.Url);
        upstream.Fault = static _ => new Fault.Latency(TimeSpan.FromMilliseconds(100));
        foreach (var extension in (string[])[".mod", ".info", ".zip"])
        {
            List<double> straight = [], through = [];
            for (var i = 0; i < Modules; i++)
            {
                var module = modules.Add($"example.com/cold{extension.TrimStart('.')}{i}", "v1.0.0");
                straight.Add(await Measure.GetAsync(upstream.Url, module, extension));
                through.Add(await Measure.GetAsync(weir.Url, module, extension));
            }

            var (one, two) = (Measure.Median(straight), Measure.Median(through));
            yield return new($"cold `{extension}` behind 100 ms, one direct round trip = 1", $"{Measure.Ratio(two, one)} ({Measure.Millis(two)} / {Measure.Millis(one)})", "≤ 1.05");
        }
    }
}
