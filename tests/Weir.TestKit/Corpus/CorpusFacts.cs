namespace Weir.TestKit.Corpus;

/// <summary>The facts recorded in <c>modules.tsv</c> and <c>differs.tsv</c>, which travel inside this assembly.</summary>
public static class CorpusFacts
{
    /// <summary>Modules whose tarball gives exactly the public bytes.</summary>
    public static IReadOnlyList<CorpusModule> Modules { get; } = Read("modules.tsv");

    /// <summary>Modules whose tarball has other bytes than the public hash: what an upstream that contradicts the checksum database serves.</summary>
    public static IReadOnlyList<CorpusModule> Differing { get; } = Read("differs.tsv");

    /// <summary>The path and version of modules whose root package builds with every Go version and from the corpus alone.</summary>
    public static IReadOnlyList<CorpusModule> Closed { get; } = ReadClosed();

    private static List<CorpusModule> Read(string name) =>
        [.. Lines(name).Select(line => line.Split('\t')).Select(f => new CorpusModule(f[0], f[1], f[2], f[3], f[6], f.Length > 8 ? f[8] : f[2]))];

    private static List<CorpusModule> ReadClosed()
    {
        var names = Lines("closed.txt").ToHashSet(StringComparer.Ordinal);
        return [.. Modules.Where(m => names.Contains(m.Name))];
    }

    private static List<string> Lines(string name)
    {
        using var stream = typeof(CorpusFacts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no resource {name}");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#')];
    }
}
