namespace Weir.TestKit;

/// <summary>The folder that <c>eng/test-tools</c> fills.</summary>
public static class TestCache
{
    /// <summary>Found as the script finds it.</summary>
    public static string Folder { get; } = Value("WEIR_TEST_CACHE")
        ?? Path.Combine(Value("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "weir-test");

    private static string? Value(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
