using Weir.TestKit.Upstreams;

namespace Weir.ColdBench;

/// <summary>The first of two sources (<c>A|B</c>) is gone in one of four ways: what that adds to the first request, and to 50 later ones for other files.</summary>
internal static class DeadFirstSource
{
    private const int Later = 50;

    public static async IAsyncEnumerable<Row> MeasureAsync()
    {
        var (soundFirst, soundLater) = await TimesAsync(null);
        (string Name, Func<Task<BreakableSource>> Start)[] ways =
        [
            ("refuses", () => BreakableSource.StartAsync(new FakeModules(), SourceFaults.Named("connection refused"))),
            ("drops packets", () => BreakableSource.StartAsync(new FakeModules(), SourceFaults.PacketsDropped)),
            ("accepts and never answers", () => BreakableSource.StartAsync(new FakeModules(), SourceFaults.Named("accepts and never answers"))),
            ("accepts and never reads", () => BreakableSource.StartAsync(new FakeModules(), SourceFaults.Named("takes the connection and never reads"))),
        ];
        foreach (var (name, start) in ways)
        {
            await using var dead = await start();
            var (first, later) = await TimesAsync(dead.Url);
            yield return new(
                $"first source {name}: added to the first request / to later ones",
                $"**{Measure.Millis(first - soundFirst)}** / **{Measure.Millis(later - soundLater)}** ({Measure.Millis(first)} / {Measure.Millis(later)})", "≤ 2500 ms / ≤ 5 ms");
        }
    }

    private static async Task<(double First, double Later)> TimesAsync(string? dead)
    {
        var modules = new FakeModules();
        await using var sound = await FakeUpstream.StartAsync(modules);
        await using var weir = await Measure.ServeAsync(dead is null ? sound.Url : $"{dead}|{sound.Url}");
        var first = await Measure.GetAsync(weir.Url, modules.Add("example.com/first", "v1.0.0"), ".mod");
        var later = new List<double>();
        for (var i = 0; i < Later; i++)
            later.Add(await Measure.GetAsync(weir.Url, modules.Add($"example.com/later{i}", "v1.0.0"), ".mod"));
        return (first, Measure.Median(later));
    }
}
