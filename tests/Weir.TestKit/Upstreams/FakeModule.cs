using System.Text;
using Weir.TestKit.Corpus;

namespace Weir.TestKit.Upstreams;

/// <summary>One made-up module version and the three files a proxy serves for it.</summary>
public sealed class FakeModule
{
    internal FakeModule(string path, string version, IReadOnlyCollection<ModuleFile> files)
    {
        (Path, Version) = (path, version);
        Mod = files.First(f => f.Name == "go.mod").Content;
        Zip = ModuleZip.Create(path, version, files);
        Info = Encoding.UTF8.GetBytes($$"""{"Version":"{{version}}","Time":"2020-01-02T03:04:05Z"}""");
        Sum = ModuleHash.OfZip(Zip);
        GoModSum = ModuleHash.OfGoMod(Mod);
    }

    /// <summary>The module path.</summary>
    public string Path { get; }

    /// <summary>The version.</summary>
    public string Version { get; }

    /// <summary>Path and version as the go command's arguments name them.</summary>
    public string Name => $"{Path}@{Version}";

    /// <summary>The body of <c>.info</c>.</summary>
    public byte[] Info { get; }

    /// <summary>The body of <c>.mod</c>.</summary>
    public byte[] Mod { get; }

    /// <summary>The body of <c>.zip</c>.</summary>
    public byte[] Zip { get; }

    /// <summary>The <c>h1:</c> of the zip.</summary>
    public string Sum { get; }

    /// <summary>The <c>h1:</c> of the go.mod.</summary>
    public string GoModSum { get; }

    internal SoundAnswer Answer(string extension) => extension switch
    {
        ".info" => new(200, ContentType(extension), Info),
        ".mod" => new(200, ContentType(extension), Mod),
        ".zip" => new(200, ContentType(extension), Zip),
        _ => SoundAnswer.NotFound,
    };

    internal static string ContentType(string extension) => extension switch
    {
        ".info" => "application/json",
        ".zip" => "application/zip",
        _ => "text/plain; charset=utf-8",
    };
}
