namespace Weir.TestKit.Processes;

/// <summary>What a program left behind.</summary>
/// <param name="ExitCode">Its exit code; null where it was ended because its time was up.</param>
/// <param name="Out">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Took">How long it ran.</param>
public sealed record ProgramResult(int? ExitCode, string Out, string Error, TimeSpan Took)
{
    /// <summary>It ended by itself with exit code 0.</summary>
    public bool Ok => ExitCode == 0;

    /// <summary>Its time was up.</summary>
    public bool TimedOut => ExitCode is null;

    /// <summary>Everything, for a failed test's message.</summary>
    public override string ToString() => $"{(TimedOut ? "out of time" : $"exit code {ExitCode}")} after {Took.TotalSeconds:0.0} s\n{Error}{Out}";
}
