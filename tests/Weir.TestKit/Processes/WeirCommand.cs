namespace Weir.TestKit.Processes;

/// <summary>Runs <c>weir</c> commands that end by themselves: the real binary, with nothing of the caller's environment.</summary>
public static class WeirCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs it in a home folder of its own.</summary>
    public static Task<ProgramResult> RunAsync(params IEnumerable<string> arguments) => RunAsync([], arguments);

    /// <summary>Runs it in a home folder of its own, with these environment variables.</summary>
    public static async Task<ProgramResult> RunAsync(IEnumerable<KeyValuePair<string, string>> environment, params IEnumerable<string> arguments)
    {
        using var home = new TempFolder();
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = home.Path,
            ["GOENV"] = "off",
        };
        foreach (var (name, value) in environment)
            all[name] = value;
        return await ProgramRun.RunAsync(WeirBinary.Require(), arguments, all, home.Path, Limit);
    }
}
