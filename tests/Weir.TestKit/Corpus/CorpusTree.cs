using System.Text;

namespace Weir.TestKit.Corpus;

/// <summary>
/// The corpus as a folder that <c>GOPROXY=file://</c> or any static file server can serve, built once for a machine from the tarballs in the test cache.
/// </summary>
public sealed class CorpusTree
{
    private static readonly Lazy<Task<CorpusTree?>> Whole = new(() => Task.Run(Build));

    private CorpusTree(string folder, string differing) => (Folder, DifferingFolder) = (folder, differing);

    /// <summary>The tree of the honest modules, bytes as the public hashes say.</summary>
    public string Folder { get; }

    /// <summary>The tree of the modules whose bytes differ from their public hashes.</summary>
    public string DifferingFolder { get; }

    /// <summary>The tree, built where that has not been done; skips the running test loudly (on CI: fails it) where the tarballs are missing.</summary>
    public static async Task<CorpusTree> RequireAsync() =>
        await Whole.Value ?? throw Missing.Tool("the corpus of real modules (eng/test-tools corpus)");

    private static CorpusTree? Build()
    {
        var corpus = Path.Combine(TestCache.Folder, "corpus");
        if (CorpusFacts.Modules.Concat(CorpusFacts.Differing).Any(m => !File.Exists(Tar(corpus, m))))
            return null;
        var tree = new CorpusTree(Path.Combine(corpus, "tree"), Path.Combine(corpus, "differing"));
        // Several test programs run at once; the first builds, the others wait here and then only look.
        using var turn = FileTurn.Wait(Path.Combine(corpus, "build.lock"));
        Parallel.ForEach(CorpusFacts.Modules, m => BuildModule(Tar(corpus, m), tree.Folder, m));
        Parallel.ForEach(CorpusFacts.Differing, m => BuildModule(Tar(corpus, m), tree.DifferingFolder, m));
        return tree;
    }

    private static string Tar(string corpus, CorpusModule module) => Path.Combine(corpus, "orig", module.Tarball);

    private static void BuildModule(string tarball, string tree, CorpusModule module)
    {
        var folder = Path.Combine(tree, ModuleEscape.Escape(module.Path), "@v");
        var stem = Path.Combine(folder, ModuleEscape.Escape(module.Version));
        if (File.Exists(stem + ".zip"))
            return;
        var files = Tarball.Read(tarball);
        var mod = files.FirstOrDefault(f => f.Name == "go.mod").Content ?? Encoding.UTF8.GetBytes($"module {module.Path}\n");
        var zip = ModuleZip.Create(module.Path, module.Version, files);
        // Where the zip differs from the public one the go.mod may too, and then both are what this source would serve.
        if (module.Sum == module.TarballSum)
            Check(module, "go.mod", module.GoModSum, ModuleHash.OfGoMod(mod));
        Check(module, "zip", module.TarballSum, ModuleHash.OfZip(zip));

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "list"), module.Version + "\n");
        File.WriteAllText(stem + ".info", $$"""{"Version":"{{module.Version}}","Time":"2020-01-02T03:04:05Z"}""");
        File.WriteAllBytes(stem + ".mod", mod);
        // Last and by rename: a zip that is there says that the module is complete.
        File.WriteAllBytes(stem + ".zip.new", zip);
        File.Move(stem + ".zip.new", stem + ".zip");
    }

    private static void Check(CorpusModule module, string part, string expected, string actual)
    {
        if (expected != actual)
            throw new InvalidDataException($"{module}: the {part} built from {module.Tarball} has {actual}, recorded is {expected}");
    }
}
