namespace Weir.TestKit.Processes;

/// <summary>How a <c>weir serve</c> is started, where a test wants more than arguments.</summary>
public sealed record WeirStart
{
    /// <summary>Arguments behind <c>weir serve</c>; <c>--listen</c> and <c>--data</c> are added where they are missing.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables, above a clean environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A data folder that outlives the process; null is one that goes away with it.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A program and its arguments that run <c>weir</c> in the same process id, such as <c>strace -D</c>.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];
}
