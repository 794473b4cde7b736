using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Weir.ServeBench;

/// <summary>
/// 500 modules in the layout of Go's download cache, the same bytes on every run: eight versions each with <c>.info</c> and <c>.mod</c>, the last one with
/// its zip. The zips are 5 kB to 2 MB, most of them small, 280 kB on average; their content does not compress.
/// </summary>
internal static class SyntheticTree
{
    private const int Modules = 500;
    private const int Versions = 8;
    private const double Smallest = 5_000;
    private const double Largest = 2_000_000;

    // The share of small zips that makes the mean 280 kB.
    private const double Skew = 1.24;

    public static void Write(string folder)
    {
        for (var module = 0; module < Modules; module++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"example.com/Team{module % 20}/module{module:000}");
            var at = Path.Combine(folder, path.Replace("Team", "!team", StringComparison.Ordinal), "@v");
            Directory.CreateDirectory(at);
            var random = new Random(module);
            var list = new StringBuilder();
            for (var minor = 0; minor < Versions; minor++)
            {
                var version = string.Create(CultureInfo.InvariantCulture, $"v1.{minor}.{module % 7}");
                list.Append(version).Append('\n');
                File.WriteAllText(Path.Combine(at, version + ".info"), Info(version, module, minor));
                File.WriteAllText(Path.Combine(at, version + ".mod"), Mod(path, random.Next(1, 25), random));
                if (minor == Versions - 1)
                    WriteZip(Path.Combine(at, version + ".zip"), $"{path}@{version}", [SizeOf(module)], random);
            }

            File.WriteAllText(Path.Combine(at, "list"), list.ToString());
        }
    }

    /// <summary>One module, <c>example.com/big@v1.0.0</c>, whose zip has about so many bytes.</summary>
    public static void WriteBig(string folder, long bytes)
    {
        const string Path = "example.com/big";
        var at = System.IO.Path.Combine(folder, "example.com", "big", "@v");
        Directory.CreateDirectory(at);
        File.WriteAllText(System.IO.Path.Combine(at, "list"), "v1.0.0\n");
        File.WriteAllText(System.IO.Path.Combine(at, "v1.0.0.info"), Info("v1.0.0", 0, 0));
        File.WriteAllText(System.IO.Path.Combine(at, "v1.0.0.mod"), $"module {Path}\n");
        WriteZip(System.IO.Path.Combine(at, "v1.0.0.zip"), $"{Path}@v1.0.0", [.. Enumerable.Repeat(bytes / 10, 10)], new Random(0));
    }

    private static long SizeOf(int module) =>
        (long)(Smallest * Math.Pow(Largest / Smallest, Math.Pow((module + 0.5) / Modules, Skew)));

    private static string Info(string version, int module, int minor) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"Version":"{{version}}","Time":"2024-0{{minor + 1}}-02T03:04:05Z","Origin":{"VCS":"git","URL":"https://example.com/team/module{{module:000}}","Hash":"{{module:x40}}","Ref":"refs/tags/{{version}}"} }""");

    private static string Mod(string path, int requirements, Random random)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"module {path}\n\ngo 1.21\n\nrequire (\n");
        for (var i = 0; i < requirements; i++)
            text.Append(CultureInfo.InvariantCulture, $"\texample.com/Team{random.Next(20)}/module{random.Next(Modules):000} v1.{random.Next(Versions)}.0\n");
        return text.Append(")\n").ToString();
    }

    private static void WriteZip(string file, string prefix, long[] sizes, Random random)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        var buffer = new byte[64 * 1024];
        for (var i = 0; i < sizes.Length; i++)
        {
            var entry = zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"{prefix}/data{i}.bin"), CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var stream = entry.Open();
            for (var left = sizes[i]; left > 0; left -= buffer.Length)
            {
                random.NextBytes(buffer);
                stream.Write(buffer, 0, (int)Math.Min(left, buffer.Length));
            }
        }
    }
}
