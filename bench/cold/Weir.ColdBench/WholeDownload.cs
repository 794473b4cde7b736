using System.Globalization;
using System.Text;
using Weir.TestKit.Go;
using Weir.TestKit.Upstreams;

namespace Weir.ColdBench;

/// <summary>
/// A whole <c>go mod download</c> of 60 modules that no cache has, behind an upstream that answers after 20 ms: straight from it, and through Weir. Every
/// pair has modules of its own, and every run an empty module cache; who comes first alternates. The first pair warms up and does not count.
/// </summary>
internal static class WholeDownload
{
    private const int Pairs = 5;

    public static async IAsyncEnumerable<Row> MeasureAsync()
    {
        var go = GoToolchain.Find("1.23") ?? throw new InvalidOperationException("Go 1.23 is missing: eng/test-tools go-1.23");
        var modules = new FakeModules();
        await using var upstream = await FakeUpstream.StartAsync(modules);
        await using var weir = await Measure.ServeAsync(upstream.Url);
        upstream.Fault = static _ => new Fault.Latency(TimeSpan.FromMilliseconds(20));
        List<double> straight = [], through = [], ratios = [];
        for (var pair = 0; pair <= Pairs; pair++)
        {
            var requirements = AddTree(modules, string.Create(CultureInfo.InvariantCulture, $"tree{pair}.example.com"));
            var times = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var proxy in pair % 2 == 0 ? (string[])[upstream.Url, weir.Url] : [weir.Url, upstream.Url])
                times[proxy] = await DownloadAsync(go, proxy, requirements);
            if (pair == 0)
                continue;
            straight.Add(times[upstream.Url]);
            through.Add(times[weir.Url]);
            ratios.Add(times[weir.Url] / times[upstream.Url]);
        }

        yield return new(
            "`go mod download` of 60 modules, cold, behind 20 ms: through Weir, straight = 1",
            $"{Measure.Ratio(Measure.Median(through), Measure.Median(straight))} ({Measure.Millis(Measure.Median(through))} / {Measure.Millis(Measure.Median(straight))}; "
            + $"pairs {string.Join(' ', ratios.Select(ratio => ratio.ToString("0.00", CultureInfo.InvariantCulture)))})",
            "≤ 1.05");
    }

    private static async Task<double> DownloadAsync(GoToolchain go, string goproxy, string requirements)
    {
        using var workspace = new GoWorkspace(go, goproxy);
        workspace.Write("go.mod", "module example.com/main\n\ngo 1.16\n\n" + requirements);
        var run = await workspace.RunAsync("mod", "download");
        return run.Ok ? run.Took.TotalMilliseconds : throw new InvalidOperationException($"go mod download: {run}");
    }

    // Three levels: 10 modules need two of 20, which need two of 30. A go command has to see one level to know of the next.
    private static string AddTree(FakeModules modules, string host)
    {
        var leaves = AddLevel(modules, host, "leaf", 30, []);
        var middle = AddLevel(modules, host, "middle", 20, leaves);
        return Requires(AddLevel(modules, host, "top", 10, middle));
    }

    private static List<string> AddLevel(FakeModules modules, string host, string level, int count, List<string> below)
    {
        var paths = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{host}/{level}{i}");
            string[] needs = below.Count == 0 ? [] : [below[2 * i % below.Count], below[((2 * i) + 1) % below.Count]];
            modules.Add(path, "v1.0.0", ("go.mod", $"module {path}\n\ngo 1.16\n\n{Requires(needs)}"), ("data.go", Source(level, i)));
            paths.Add(path);
        }

        return paths;
    }

    private static string Requires(IEnumerable<string> paths) => string.Concat(paths.Select(path => $"require {path} v1.0.0\n"));

    // 2 to 200 kB, so that some zips are larger than what is kept in memory. Digits compress to less than half.
    private static string Source(string level, int i)
    {
        var random = new Random(i);
        var text = new StringBuilder($"package {level}\n\nconst Digits = `");
        for (var left = 2_000 << (i % 8); left > 0; left--)
            text.Append((char)('0' + random.Next(10)));
        return text.Append("`\n").ToString();
    }
}
