using Weir.TestKit;
using Weir.TestKit.Processes;

namespace Weir.ColdBench;

/// <summary>How long <c>weir --version</c> takes, from its start to its end.</summary>
internal static class StartUp
{
    private const int Runs = 20;

    public static async IAsyncEnumerable<Row> MeasureAsync()
    {
        using var temp = new TempFolder();
        var times = new List<double>();
        for (var i = 0; i <= Runs; i++)
        {
            var run = await ProgramRun.RunAsync(
                WeirBinary.Require(), ["--version"], [new("HOME", temp.Path), new("PATH", "/usr/bin:/bin")], temp.Path, TimeSpan.FromSeconds(30));
            if (!run.Ok)
                throw new InvalidOperationException($"weir --version: {run}");
            if (i > 0)
                times.Add(run.Took.TotalMilliseconds);
        }

        yield return new("`weir --version`", $"**{Measure.Millis(Measure.Median(times))}** (best {Measure.Millis(times.Min())})", "≤ 40 ms, published");
    }
}
