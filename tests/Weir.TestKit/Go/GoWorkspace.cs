using System.Globalization;
using Weir.TestKit.Processes;

namespace Weir.TestKit.Go;

/// <summary>A machine of its own for a go command: home, module cache and working folder are empty and go away, settings are only those given here.</summary>
public sealed class GoWorkspace : IDisposable
{
    private readonly GoToolchain go;
    private readonly TempFolder temp = new();

    /// <summary>A workspace for one Go version.</summary>
    /// <param name="go">The toolchain.</param>
    /// <param name="goproxy">GOPROXY.</param>
    public GoWorkspace(GoToolchain go, string goproxy)
    {
        this.go = go;
        Folder = temp.Folder("work");
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{go.Root}/bin:/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = temp.Folder("home"),
            ["TMPDIR"] = temp.Folder("tmp"),
            ["GOROOT"] = go.Root,
            ["GOPATH"] = temp.Folder("gopath"),
            ["GOMODCACHE"] = temp["modcache"],
            // Shared by all tests, as it is keyed by content: the standard library need not be compiled each time.
            ["GOCACHE"] = Directory.CreateDirectory(Path.Combine(TestCache.Folder, "gocache", go.Version)).FullName,
            ["GOENV"] = "off",
            ["GOTOOLCHAIN"] = "local",
            ["GOFLAGS"] = "-modcacherw",
            ["GOPROXY"] = goproxy,
            ["GOSUMDB"] = "off",
            ["CGO_ENABLED"] = "0",
            ["LC_ALL"] = "C",
        };
    }

    /// <summary>Where commands run.</summary>
    public string Folder { get; }

    /// <summary>The whole environment of each command; a test may change it.</summary>
    public IDictionary<string, string> Environment { get; }

    /// <summary>The module cache.</summary>
    public string ModCache => Environment["GOMODCACHE"];

    /// <summary>Writes a file below the working folder.</summary>
    public void Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Runs the go command, for two minutes at most.</summary>
    public Task<ProgramResult> RunAsync(params IEnumerable<string> arguments) => RunAsync(TimeSpan.FromMinutes(2), arguments);

    /// <summary>Runs the go command for a limited time.</summary>
    public Task<ProgramResult> RunAsync(TimeSpan limit, params IEnumerable<string> arguments) =>
        ProgramRun.RunAsync(go.Program, arguments, Environment, Folder, limit);

    /// <summary><c>go mod download -json</c> of module versions, whatever the exit code; for two minutes at most.</summary>
    public Task<GoDownloads> DownloadAsync(params IEnumerable<string> names) => DownloadAsync(TimeSpan.FromMinutes(2), names);

    /// <summary><c>go mod download -json</c> of module versions, whatever the exit code, for a limited time.</summary>
    public async Task<GoDownloads> DownloadAsync(TimeSpan limit, params IEnumerable<string> names)
    {
        var run = await RunAsync(limit, ["mod", "download", "-json", .. names]);
        return new(run, GoDownload.Parse(run.Out));
    }

    /// <summary>Forgets every downloaded module.</summary>
    public void ForgetModules()
    {
        if (Directory.Exists(ModCache))
            Directory.Delete(ModCache, recursive: true);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Go {go.Version} in {temp.Path}");

    /// <inheritdoc/>
    public void Dispose() => temp.Dispose();
}
