using System.Globalization;
using System.Text.RegularExpressions;
using Weir.TestKit.Processes;

namespace Weir.Bench.Faults;

/// <summary>What a go command came to.</summary>
internal sealed partial record Cell(ProgramResult Run)
{
    public string ToMarkdown(bool chinese)
    {
        if (Run.TimedOut)
            return chinese ? "**挂起**" : "**hangs**";
        if (!Run.Ok)
            return (chinese ? "**失败**：" : "**fails**: ") + Reason().Replace("|", "\\|", StringComparison.Ordinal);
        var slow = Run.Took > TimeSpan.FromSeconds(1) ? string.Create(CultureInfo.InvariantCulture, $" ({Run.Took.TotalSeconds:0.0} s)") : "";
        return (chinese ? "成功" : "ok") + slow;
    }

    // The end of what go prints, without the addresses, which are other ones on each run.
    private string Reason()
    {
        var lines = Run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = Array.Find(lines, l => l.StartsWith("go: ", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "?";
        return Address().Replace(Noise().Replace(line, ""), "…");
    }

    [GeneratedRegex("""^go: |example\.com/m@v1\.0\.0: |verifying module: |reading https?://\S+: |(Get|read) "[^"]*": | from proxy "[^"]*"(?=:)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Noise();

    [GeneratedRegex(@"(https?://)?127\.0\.0\.1:\d+(->127\.0\.0\.1:\d+)?[^\s"":]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
