using System.Globalization;
using Weir.TestKit.Go;
using Weir.TestKit.Upstreams;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// Forty modules in three levels: a program requires four, each of these four, and each of those up to two, so that resolving them needs many small requests that depend on one another.
/// The program prints a number that only comes out when every module's code arrived.
/// </summary>
internal sealed class GeneratedTree
{
    private readonly List<string> top = [];
    private readonly string host;

    /// <summary>Adds the modules to an upstream's, below a host name of their own.</summary>
    public GeneratedTree(FakeModules modules, string host)
    {
        this.host = host;
        var leaves = Enumerable.Range(0, 20).Select(i => Add(modules, $"leaf{i}", [])).ToList();
        var middle = Enumerable.Range(0, 16).Select(i => Add(modules, $"middle{i}", [leaves[i], leaves[(i + 4) % 20]])).ToList();
        top.AddRange(Enumerable.Range(0, 4).Select(i => Add(modules, $"top{i}", middle[(4 * i)..((4 * i) + 4)])));
        Count = leaves.Count + middle.Count + top.Count;
    }

    /// <summary>How many modules there are.</summary>
    public int Count { get; }

    /// <summary>What the program prints: 1 for each module, as often as it is imported.</summary>
    public string Output { get; } = "52\n";

    /// <summary>Writes the program that requires the four.</summary>
    public void WriteMain(GoWorkspace go)
    {
        go.Write("go.mod", "module example.com/main\n\ngo 1.16\n\n" + Requires(top));
        go.Write("main.go", $"package main\n\n{Imports(top)}\nfunc main() {{ println({Sum(top, 0)}) }}\n");
    }

    private string Add(FakeModules modules, string name, List<string> needs)
    {
        var path = $"{host}/Group/{name}";
        modules.Add(path, "v1.0.0",
            ("go.mod", $"module {path}\n\ngo 1.16\n\n" + Requires(needs)),
            ("m.go", $"package {name}\n\n{Imports(needs)}\nfunc Count() int {{ return {Sum(needs, 1)} }}\n"));
        return path;
    }

    private static string Requires(IEnumerable<string> paths) => string.Concat(paths.Select(p => $"require {p} v1.0.0\n"));

    private static string Imports(IEnumerable<string> paths) => string.Concat(paths.Select(p => $"import \"{p}\"\n"));

    private static string Sum(IEnumerable<string> paths, int own) =>
        string.Join(" + ", [own.ToString(CultureInfo.InvariantCulture), .. paths.Select(p => p[(p.LastIndexOf('/') + 1)..] + ".Count()")]);
}
