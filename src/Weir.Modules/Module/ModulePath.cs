using Weir.Modules.Semver;
using Weir.Modules.Text;

namespace Weir.Modules.Module;

/// <summary>
/// Which strings are module paths, file paths in a module zip and versions of a path: golang.org/x/mod/module CheckPath,
/// CheckFilePath, SplitPathVersion and CheckPathMajor. A path is a host name that contains a dot, then elements of a small
/// alphabet; a major version from 2 on is written at its end, <c>/v2</c>, or <c>.v2</c> below gopkg.in.
/// Answers are null for "fine", else Go's reason without the sentence around it.
/// </summary>
public static class ModulePath
{
    /// <summary>Null when <paramref name="path"/> is a valid module path, else the reason, such as <c>missing dot in first path element</c>.</summary>
    public static string? Check(string path)
    {
        if (CheckShape(path, leadingDash: false) is { } problem)
        {
            return problem;
        }

        for (var rest = path.AsSpan(); ;)
        {
            var slash = rest.IndexOf('/');
            if (PathElement.CheckInModulePath(slash < 0 ? rest : rest[..slash]) is { } bad)
            {
                return bad;
            }

            if (slash < 0)
            {
                break;
            }

            rest = rest[(slash + 1)..];
        }

        return CheckHost(path) ?? CheckMajor(path);
    }

    /// <summary>Null when <paramref name="path"/> may name a file in a module zip (below the <c>module@version/</c> prefix), else the reason.</summary>
    public static string? CheckFilePath(string path)
    {
        if (CheckShape(path, leadingDash: true) is { } problem)
        {
            return problem;
        }

        for (var rest = path.AsSpan(); ;)
        {
            var slash = rest.IndexOf('/');
            if (PathElement.CheckInFileName(slash < 0 ? rest : rest[..slash]) is { } bad)
            {
                return bad;
            }

            if (slash < 0)
            {
                return null;
            }

            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>
    /// Splits <c>prefix</c> and <c>pathMajor</c> (<c>""</c>, <c>/v2</c>, <c>.v1</c>, <c>.v1-unstable</c>) such that they make up the path again.
    /// False, with everything in <paramref name="prefix"/>, when the end of the path looks like a major version but is no allowed one.
    /// </summary>
    public static bool TrySplitMajor(string path, out string prefix, out string pathMajor)
    {
        var at = MajorSuffix.Start(path, out var ok);
        prefix = path[..at];
        pathMajor = path[at..];
        return ok;
    }

    /// <summary>Null when the semantic version belongs to the path's major version, else <c>should be v0 or v1, not v2</c>.</summary>
    public static string? CheckVersion(string path, string version)
    {
        var major = path.AsSpan(MajorSuffix.Start(path, out _));
        if (major.StartsWith('.') && major.EndsWith(MajorSuffix.Unstable, StringComparison.Ordinal))
        {
            major = major[..^MajorSuffix.Unstable.Length];
        }

        // gopkg.in/x.v1 once got v0.0.0- pseudo-versions, and go.mod files still name them.
        if (major is ".v1" && version.StartsWith("v0.0.0-", StringComparison.Ordinal))
        {
            return null;
        }

        var actual = ParsedVersion.TryParse(version, out var parsed) ? version.AsSpan(0, 1 + parsed.Major.Length) : default;
        if (major.IsEmpty)
        {
            return actual is "v0" or "v1" || parsed.Build is "+incompatible" ? null : $"should be v0 or v1, not {actual}";
        }

        return major[1..].SequenceEqual(actual) ? null : $"should be {major[1..]}, not {actual}";
    }

    /// <summary>
    /// Null when the text may be asked for as a version, canonical or not (a branch, a hash, a prefix), else
    /// <c>disallowed version string</c>. A version with a slash, a <c>!</c> or a letter beyond ASCII cannot be asked for at all.
    /// </summary>
    public static string? CheckQuery(string version) =>
        PathElement.CheckInFileName(version) is null && !version.Contains('!', StringComparison.Ordinal) && IsAscii(version)
            ? null
            : "disallowed version string";

    private static bool IsAscii(string text) => text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f') < 0;

    private static string? CheckShape(string path, bool leadingDash)
    {
        if (!Utf16.IsWellFormed(path))
        {
            return "invalid UTF-8";
        }

        if (path.Length == 0)
        {
            return "empty string";
        }

        if (path[0] == '-' && !leadingDash)
        {
            return "leading dash";
        }

        if (path.Contains("//", StringComparison.Ordinal))
        {
            return "double slash";
        }

        return path[^1] == '/' ? "trailing slash" : null;
    }

    private static string? CheckHost(string path)
    {
        var host = path.AsSpan();
        if (host.IndexOf('/') is >= 0 and var slash)
        {
            host = host[..slash];
        }

        if (!host.Contains('.'))
        {
            return "missing dot in first path element";
        }

        foreach (var c in host)
        {
            if (c is not ('-' or '.' or (>= '0' and <= '9') or (>= 'a' and <= 'z')))
            {
                return $"invalid char '{c}' in first path element";
            }
        }

        return null;
    }

    private static string? CheckMajor(string path)
    {
        MajorSuffix.Start(path, out var ok);
        return ok ? null : "invalid version";
    }
}
