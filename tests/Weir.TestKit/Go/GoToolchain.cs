namespace Weir.TestKit.Go;

/// <summary>One of the Go versions of the test cache.</summary>
public sealed class GoToolchain
{
    private GoToolchain(string version, string root) => (Version, Root) = (version, root);

    /// <summary>All that tests may ask for, oldest first.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["1.19", "1.21", "1.22", "1.23", "1.24", "1.25", "1.26", "1.27"];

    /// <summary>Such as <c>1.23</c>.</summary>
    public string Version { get; }

    /// <summary>Its GOROOT.</summary>
    public string Root { get; }

    /// <summary>The go command.</summary>
    public string Program => Path.Combine(Root, "bin", "go");

    /// <summary>This version, or null where the cache does not have it.</summary>
    public static GoToolchain? Find(string version)
    {
        var root = Path.Combine(TestCache.Folder, "go", version, "usr", "lib", "go-" + version);
        return File.Exists(Path.Combine(root, "bin", "go")) ? new(version, root) : null;
    }

    /// <summary>This version; skips the running test loudly (on CI: fails it) where it is missing.</summary>
    public static GoToolchain Require(string version) => Find(version) ?? throw Missing.Tool($"Go {version}");
}
