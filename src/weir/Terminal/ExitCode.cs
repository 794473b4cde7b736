namespace Weir.Terminal;

/// <summary>Exit codes, the same for every command and format.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It ran, and some of what was asked for could not be had or is not in order.</summary>
    public const int Findings = 1;

    /// <summary>Bad flags, arguments or configuration.</summary>
    public const int Usage = 2;

    /// <summary>No source could be used.</summary>
    public const int NoUpstream = 3;

    /// <summary>Bytes that contradict their hash.</summary>
    public const int Integrity = 6;

    /// <summary>A bug (EX_SOFTWARE of sysexits.h).</summary>
    public const int Internal = 70;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells say it.</summary>
    public const int Interrupted = 130;
}
