using Weir.Modules.GoEnv;

namespace Weir.Operations.GoSettings;

/// <summary>
/// The user's Go settings as the go command sees them: the process environment, else the file that <c>go env -w</c> writes. An empty variable counts
/// as unset.
/// </summary>
public sealed class GoUserSettings
{
    private readonly Func<string, string?> _environment;
    private readonly IReadOnlyDictionary<string, string> _file;

    /// <summary>Reads the settings of the given environment.</summary>
    public GoUserSettings(Func<string, string?> environment)
    {
        _environment = environment;
        _file = ReadFile(environment);
    }

    /// <summary>The effective value, or null when it is set nowhere.</summary>
    public string? this[string name] => NotEmpty(_environment(name)) ?? NotEmpty(_file.GetValueOrDefault(name));

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static IReadOnlyDictionary<string, string> ReadFile(Func<string, string?> environment)
    {
        // An unreadable file is no file, as for the go command.
        try
        {
            return PathOf(environment) is { } path && File.Exists(path) ? GoEnvFile.Parse(File.ReadAllText(path)) : GoEnvFile.Parse("");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return GoEnvFile.Parse("");
        }
    }

    private static string? PathOf(Func<string, string?> environment)
    {
        if (NotEmpty(environment("GOENV")) is { } goenv)
            return goenv == "off" ? null : goenv;
        if (OperatingSystem.IsWindows())
            return NotEmpty(environment("AppData")) is { } appData ? Path.Combine(appData, "go", "env") : null;
        var home = NotEmpty(environment("HOME"));
        if (OperatingSystem.IsMacOS())
            return home is null ? null : Path.Combine(home, "Library", "Application Support", "go", "env");
        var config = NotEmpty(environment("XDG_CONFIG_HOME")) ?? (home is null ? null : Path.Combine(home, ".config"));
        return config is null ? null : Path.Combine(config, "go", "env");
    }
}
