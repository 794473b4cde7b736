using System.Diagnostics;
using System.Globalization;
using Weir.TestKit;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;

namespace Weir.ColdBench;

/// <summary>A line of the table.</summary>
internal sealed record Row(string What, string Measured, string Goal);

/// <summary>Clocks, medians, and how numbers are written.</summary>
internal static class Measure
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Milliseconds until the whole file is here. Anything but 200 throws.</summary>
    public static async Task<double> GetAsync(string goproxy, FakeModule module, string extension)
    {
        var clock = Stopwatch.StartNew();
        var body = await Client.GetByteArrayAsync(new Uri($"{goproxy}/{module.Path}/@v/{module.Version}{extension}"));
        var took = clock.Elapsed.TotalMilliseconds;
        var want = extension switch { ".info" => module.Info, ".mod" => module.Mod, _ => module.Zip };
        return body.AsSpan().SequenceEqual(want) ? took : throw new InvalidOperationException($"{module.Name}{extension} came with other bytes");
    }

    /// <summary>Opens the connection, and runs the code of both sides once: no figure here is about a server's very first request.</summary>
    public static async Task WarmUpAsync(FakeModules modules, params string[] goproxies)
    {
        for (var i = 0; i < 20; i++)
            foreach (var goproxy in goproxies)
                foreach (var extension in (string[])[".info", ".mod", ".zip"])
                    await GetAsync(goproxy, modules.Add($"example.com/warm{i}", "v1.0.0"), extension);
    }

    /// <summary>Milliseconds that the disk takes to keep a small file: the median of 21. Weir keeps what it fetches.</summary>
    public static double Sync()
    {
        using var temp = new TempFolder();
        var times = new List<double>();
        for (var i = 0; i < 21; i++)
        {
            using var file = File.OpenHandle(temp[$"{i}"], FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(file, new byte[300], 0);
            var clock = Stopwatch.StartNew();
            RandomAccess.FlushToDisk(file);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return Median(times);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static string Millis(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} ms");

    public static string Ratio(double value, double anchor) => string.Create(CultureInfo.InvariantCulture, $"**{value / anchor:0.000}**");

    /// <summary>Weir in front of these sources, quiet.</summary>
    public static Task<WeirProcess> ServeAsync(string goproxy) => WeirProcess.ServeAsync(goproxy, "--log-level", "warn");
}
