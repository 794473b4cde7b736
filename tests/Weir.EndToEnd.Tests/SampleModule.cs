using System.Text;
using Weir.TestKit.Upstreams;

namespace Weir.EndToEnd.Tests;

internal static class SampleModule
{
    /// <summary>
    /// A module whose zip is mostly one file that does not compress: cut or changed in its middle it is damaged in that file, and not by chance in a place that nobody reads.
    /// </summary>
    public static FakeModule Add(FakeModules modules, string path, string version = "v1.0.0")
    {
        var noise = new byte[6000];
        new Random(path.Length).NextBytes(noise);
        return modules.Add(path, version, ("m.go", "package m\n"), ("testdata/noise.txt", Convert.ToBase64String(noise)), ("README.md", "# m\n"));
    }
}
