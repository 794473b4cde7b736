namespace Weir.TestKit.Processes;

/// <summary>The program under test.</summary>
public static class WeirBinary
{
    /// <summary>The file that <c>WEIR_BINARY</c> names, or the build that belongs to this test program's configuration, or any.</summary>
    public static string Require() =>
        Candidates().FirstOrDefault(File.Exists) ?? throw Missing.Tool("the weir program (dotnet build -c Release, or WEIR_BINARY)");

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("WEIR_BINARY") is { Length: > 0 } named)
            yield return Path.GetFullPath(named);
        // artifacts/bin/<test project>/<configuration>/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var bin = own.Parent?.Parent?.FullName ?? own.FullName;
        foreach (var configuration in (string[])[own.Name, "release", "debug"])
            yield return Path.Combine(bin, "weir", configuration, "weir");
    }
}
