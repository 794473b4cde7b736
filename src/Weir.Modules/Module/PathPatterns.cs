using System.Collections.Immutable;

namespace Weir.Modules.Module;

/// <summary>
/// A list of globs as in GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE (golang.org/x/mod/module MatchPrefixPatterns).
/// A glob of n+1 elements is matched against the first n+1 elements of a module path with the rules of Go's <c>path.Match</c>
/// (<c>*</c> and <c>?</c> never cross a slash). As in Go, nothing is trimmed: in <c>a.com, b.com</c> the second glob begins with a space
/// and matches no path at all. Empty and malformed globs match nothing; one trailing slash is ignored.
/// </summary>
public sealed class PathPatterns
{
    private readonly ImmutableArray<(string Pattern, int Slashes)> _globs;
    private readonly string _text;

    private PathPatterns(string text)
    {
        _text = text;
        var globs = ImmutableArray.CreateBuilder<(string, int)>();
        foreach (var range in text.AsSpan().Split(','))
        {
            var glob = text[range];
            glob = glob.EndsWith('/') ? glob[..^1] : glob;
            if (glob.Length > 0)
            {
                globs.Add((glob, glob.AsSpan().Count('/')));
            }
        }

        _globs = globs.ToImmutable();
    }

    /// <summary>The list that matches no path.</summary>
    public static PathPatterns None { get; } = new("");

    /// <summary>Whether the list holds no glob at all.</summary>
    public bool IsEmpty => _globs.IsEmpty;

    /// <summary>Reads a comma-separated list; every text is one. Null is the empty list.</summary>
    public static PathPatterns Parse(string? commaList) => string.IsNullOrEmpty(commaList) ? None : new(commaList);

    /// <summary>Whether any glob matches the module path or one of the paths it lies under.</summary>
    public bool Matches(string path) => FindMatch(path) is not null;

    /// <summary>The first glob that matches, as written (without a trailing slash), or null.</summary>
    public string? FindMatch(string path)
    {
        foreach (var (pattern, slashes) in _globs)
        {
            if (TryPrefix(path, slashes, out var prefix) && PathGlob.Matches(pattern, prefix))
            {
                return pattern;
            }
        }

        return null;
    }

    /// <summary>The list as it was written.</summary>
    public override string ToString() => _text;

    private static bool TryPrefix(string path, int slashes, out ReadOnlySpan<char> prefix)
    {
        prefix = path;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '/' && slashes-- == 0)
            {
                prefix = path.AsSpan(0, i);
                return true;
            }
        }

        return slashes == 0;
    }
}
