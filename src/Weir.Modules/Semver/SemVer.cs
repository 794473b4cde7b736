namespace Weir.Modules.Semver;

/// <summary>
/// Semantic versions as Go understands them (golang.org/x/mod/semver): a leading v, <c>v1</c> and <c>v1.2</c> as short forms of <c>v1.0.0</c>
/// and <c>v1.2.0</c>, precedence by semver.org 2.0.0 §11. Any text may be asked about; an invalid version is less than every valid one
/// and has empty parts.
/// </summary>
public static class SemVer
{
    /// <summary>The order of Go's semver.Sort: by precedence, and by the text's bytes where that ties (build metadata, short forms).</summary>
    public static IComparer<string> ListOrder { get; } = Comparer<string>.Create(static (a, b) =>
        Compare(a, b) is not 0 and var order ? order : string.CompareOrdinal(a, b));

    /// <summary>Whether the text is a valid version in any form.</summary>
    public static bool IsValid(ReadOnlySpan<char> version) => ParsedVersion.TryParse(version, out _);

    /// <summary>Whether the version is canonical for modules: all three numbers, and no build metadata but exactly <c>+incompatible</c>.</summary>
    public static bool IsCanonical(string version) =>
        ParsedVersion.TryParse(version, out var parsed) && !parsed.IsShort && (parsed.Build.IsEmpty || parsed.Build is "+incompatible");

    /// <summary>Negative, zero or positive as <paramref name="a"/> precedes, ties with or follows <paramref name="b"/>.</summary>
    public static int Compare(string a, string b)
    {
        var validA = ParsedVersion.TryParse(a, out var x);
        var validB = ParsedVersion.TryParse(b, out var y);
        if (!validA || !validB)
        {
            return validA.CompareTo(validB);
        }

        if (CompareNumbers(x.Major, y.Major) is not 0 and var major)
        {
            return major;
        }

        if (CompareNumbers(x.Minor, y.Minor) is not 0 and var minor)
        {
            return minor;
        }

        return CompareNumbers(x.Patch, y.Patch) is not 0 and var patch ? patch : ComparePrereleases(x.Prerelease, y.Prerelease);
    }

    /// <summary><c>v2</c> for <c>v2.1.0</c>; empty for an invalid version.</summary>
    public static string Major(string version) =>
        ParsedVersion.TryParse(version, out var parsed) ? version[..(1 + parsed.Major.Length)] : "";

    /// <summary><c>-pre</c> for <c>v2.1.0-pre+meta</c>; empty when there is none.</summary>
    public static string Prerelease(string version) =>
        ParsedVersion.TryParse(version, out var parsed) ? parsed.Prerelease.ToString() : "";

    /// <summary><c>+meta</c> for <c>v2.1.0-pre+meta</c>; empty when there is none.</summary>
    public static string Build(string version) =>
        ParsedVersion.TryParse(version, out var parsed) ? parsed.Build.ToString() : "";

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);

    private static int ComparePrereleases(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return a.IsEmpty.CompareTo(b.IsEmpty);
        }

        while (!a.IsEmpty && !b.IsEmpty)
        {
            if (CompareIdentifiers(NextIdentifier(ref a), NextIdentifier(ref b)) is not 0 and var order)
            {
                return order;
            }
        }

        return b.IsEmpty.CompareTo(a.IsEmpty);
    }

    private static ReadOnlySpan<char> NextIdentifier(ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..];
        var end = rest.IndexOf('.');
        end = end < 0 ? rest.Length : end;
        var identifier = rest[..end];
        rest = rest[end..];
        return identifier;
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var numberA = a.IndexOfAnyExceptInRange('0', '9') < 0;
        var numberB = b.IndexOfAnyExceptInRange('0', '9') < 0;
        if (numberA != numberB)
        {
            return numberA ? -1 : 1;
        }

        return numberA ? CompareNumbers(a, b) : a.SequenceCompareTo(b);
    }
}
