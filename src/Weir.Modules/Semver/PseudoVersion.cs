using System.Globalization;

namespace Weir.Modules.Semver;

/// <summary>
/// Versions that stand for an untagged commit (golang.org/x/mod/module, pseudo.go). Time is UTC <c>yyyymmddhhmmss</c>, revision the first
/// twelve hex digits of the commit:
/// <c>vX.0.0-TIME-REV</c>, <c>vX.Y.Z-0.TIME-REV</c> and <c>vX.Y.Z-pre.0.TIME-REV</c>, the latter two perhaps with <c>+incompatible</c>.
/// </summary>
public static class PseudoVersion
{
    private const int TimeLength = 14;

    /// <summary>Whether the version has the form of a pseudo-version; its time need not exist in a calendar.</summary>
    public static bool Is(string version) => TrySplit(version, out _, out _);

    /// <summary>The commit time in the version, in UTC. False when it is no pseudo-version or the time is none.</summary>
    public static bool TryGetTime(string version, out DateTimeOffset time)
    {
        time = default;
        return TrySplit(version, out var digits, out _) && DateTimeOffset.TryParseExact(
            digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>The commit's short hash in the version; empty when it is no pseudo-version.</summary>
    public static string Revision(string version) => TrySplit(version, out _, out var revision) ? revision.ToString() : "";

    private static bool TrySplit(string version, out ReadOnlySpan<char> time, out ReadOnlySpan<char> revision)
    {
        time = default;
        revision = default;
        if (!ParsedVersion.TryParse(version, out var parsed))
        {
            return false;
        }

        var prerelease = parsed.Prerelease;
        var dash = prerelease.LastIndexOf('-');
        if (dash <= TimeLength)
        {
            return false;
        }

        var before = prerelease[..(dash - TimeLength)];
        time = prerelease[(dash - TimeLength)..dash];
        revision = prerelease[(dash + 1)..];
        var known = before is "-"
            ? parsed.Minor is "0" && parsed.Patch is "0"
            : before is "-0." || before.EndsWith(".0.", StringComparison.Ordinal);
        return known && !revision.IsEmpty && !revision.Contains('.') && time.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
