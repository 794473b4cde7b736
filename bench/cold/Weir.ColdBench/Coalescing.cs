using System.Globalization;
using Weir.TestKit.Upstreams;

namespace Weir.ColdBench;

/// <summary>20 clients want the three files of one missing module in the same moment.</summary>
internal static class Coalescing
{
    private const int Clients = 20;

    public static async IAsyncEnumerable<Row> MeasureAsync()
    {
        var modules = new FakeModules();
        await using var upstream = await FakeUpstream.StartAsync(modules);
        await using var weir = await Measure.ServeAsync(upstream.Url);
        upstream.Fault = static _ => new Fault.Latency(TimeSpan.FromMilliseconds(100));
        var module = modules.Add("example.com/wanted", "v1.0.0");
        string[] extensions = [".info", ".mod", ".zip"];
        await Task.WhenAll(Enumerable.Range(0, Clients).SelectMany(_ => extensions).Select(extension => Measure.GetAsync(weir.Url, module, extension)));
        yield return new($"{Clients} clients, one missing module: upstream requests", string.Create(CultureInfo.InvariantCulture, $"**{upstream.Requests.Count}**"), "3");
    }
}
