using System.Collections.Concurrent;
using System.Text;
using Weir.TestKit.Corpus;

namespace Weir.TestKit.Upstreams;

/// <summary>The modules an upstream has: made up by a test, or lying in a folder in the layout of a module proxy. Safe to add to while it serves.</summary>
public sealed class FakeModules
{
    private readonly ConcurrentDictionary<string, FakeModule> made = new(StringComparer.Ordinal);
    private string? folder;

    /// <summary>Modules that lie in a folder, such as <see cref="CorpusTree"/> builds; more can be added.</summary>
    public static FakeModules FromFolder(string folder) => new() { folder = folder };

    /// <summary>Makes a module version from files; a go.mod is added where there is none.</summary>
    /// <returns>The module, with its hashes.</returns>
    public FakeModule Add(string path, string version, params (string Name, string Text)[] files)
    {
        var all = files.Select(f => new ModuleFile(f.Name, Encoding.UTF8.GetBytes(f.Text))).ToList();
        if (!files.Any(f => f.Name == "go.mod"))
            all.Add(new ModuleFile("go.mod", Encoding.UTF8.GetBytes($"module {path}\n\ngo 1.16\n")));
        if (!files.Any(f => f.Name.EndsWith(".go", StringComparison.Ordinal)))
            all.Add(new ModuleFile("m.go", Encoding.UTF8.GetBytes($"package m\n\nconst Version = \"{version}\"\n")));
        var module = new FakeModule(path, version, all);
        made[Key(path, version)] = module;
        return module;
    }

    /// <summary>The answer for the part of a URL behind the GOPROXY value, as it came over the wire.</summary>
    public SoundAnswer Answer(string target)
    {
        var path = Uri.UnescapeDataString(target.Split('?')[0]).TrimStart('/');
        if (Split(path, "/@v/") is not var (module, file))
            return path.EndsWith("/@latest", StringComparison.Ordinal) ? Latest(path[..^"/@latest".Length]) : SoundAnswer.NotFound;
        if (file == "list")
            return List(module);
        var dot = file.LastIndexOf('.');
        return dot > 0 && made.TryGetValue($"{module}@{file[..dot]}", out var found) ? found.Answer(file[dot..]) : FromDisk(path);
    }

    private SoundAnswer List(string module)
    {
        var versions = Versions(module);
        return versions.Count > 0 ? Text(string.Concat(versions.Select(v => v + "\n"))) : FromDisk($"{module}/@v/list");
    }

    private SoundAnswer Latest(string module)
    {
        if (Versions(module) is [.., var last])
            return Answer($"{module}/@v/{ModuleEscape.Escape(last)}.info");
        var list = FromDisk($"{module}/@v/list");
        return list.Status == 200
            ? FromDisk($"{module}/@v/{ModuleEscape.Escape(Encoding.UTF8.GetString(list.Body).Trim().Split('\n')[^1])}.info")
            : list;
    }

    // In the order of numbers: enough for the versions that tests make up.
    private List<string> Versions(string module) =>
        [.. made.Values.Where(m => ModuleEscape.Escape(m.Path) == module).Select(m => m.Version).OrderBy(Numbers, StringComparer.Ordinal)];

    private static string Numbers(string version) => string.Join('.', version.TrimStart('v').Split('.', '-', '+').Select(part => part.PadLeft(20, '0')));

    private SoundAnswer FromDisk(string path)
    {
        if (folder is null)
            return SoundAnswer.NotFound;
        var file = Path.GetFullPath(Path.Combine(folder, path));
        if (!file.StartsWith(folder, StringComparison.Ordinal) || !File.Exists(file))
            return SoundAnswer.NotFound;
        return new SoundAnswer(200, FakeModule.ContentType(Path.GetExtension(file)), File.ReadAllBytes(file));
    }

    private static SoundAnswer Text(string text) => new(200, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static string Key(string path, string version) => $"{ModuleEscape.Escape(path)}@{ModuleEscape.Escape(version)}";

    private static (string Before, string After)? Split(string text, string at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i and > 0 ? (text[..i], text[(i + at.Length)..]) : null;
}
