using System.Buffers;
using System.Text;
using Weir.Modules.Text;

namespace Weir.Modules.Module;

/// <summary>
/// One element of a slash-separated path: golang.org/x/mod/module checkElem. The set of letters is small because a path becomes
/// a URL, an import statement and a file name on every operating system, Windows with its device names included.
/// </summary>
internal static class PathElement
{
    private static readonly SearchValues<char> s_inModulePath =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> s_inFileName =
        SearchValues.Create("!#$%&()+,-.=@[]^_{}~ 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Why the element may not stand in a module path, or null.</summary>
    public static string? CheckInModulePath(ReadOnlySpan<char> element)
    {
        if (CheckDots(element, leadingDot: false) is { } problem)
        {
            return problem;
        }

        var bad = element.IndexOfAnyExcept(s_inModulePath);
        if (bad >= 0)
        {
            return InvalidChar(element[bad..]);
        }

        var stem = Stem(element);
        return CheckDevice(stem) ?? CheckShortName(stem);
    }

    /// <summary>Why the element may not stand in the name of a file in a module zip, or null.</summary>
    public static string? CheckInFileName(ReadOnlySpan<char> element)
    {
        if (CheckDots(element, leadingDot: true) is { } problem)
        {
            return problem;
        }

        for (var rest = element; ;)
        {
            var at = rest.IndexOfAnyExcept(s_inFileName);
            if (at < 0)
            {
                return CheckDevice(Stem(element));
            }

            rest = rest[at..];
            _ = Rune.DecodeFromUtf16(rest, out var rune, out var length);
            if (rune.IsAscii || !Rune.IsLetter(rune))
            {
                return InvalidChar(rest);
            }

            rest = rest[length..];
        }
    }

    private static string? CheckDots(ReadOnlySpan<char> element, bool leadingDot)
    {
        if (element.IsEmpty)
        {
            return "empty path element";
        }

        if (element.IndexOfAnyExcept('.') < 0)
        {
            return $"invalid path element {GoQuote.Text(element)}";
        }

        if (element[0] == '.' && !leadingDot)
        {
            return "leading dot in path element";
        }

        return element[^1] == '.' ? "trailing dot in path element" : null;
    }

    private static string InvalidChar(ReadOnlySpan<char> at)
    {
        _ = Rune.DecodeFromUtf16(at, out var rune, out _);
        return $"invalid char {GoQuote.Char(rune)}";
    }

    private static ReadOnlySpan<char> Stem(ReadOnlySpan<char> element) =>
        element.IndexOf('.') is >= 0 and var dot ? element[..dot] : element;

    private static string? CheckDevice(ReadOnlySpan<char> stem)
    {
        var device = stem.Length switch
        {
            3 => IsAny(stem, "con") || IsAny(stem, "prn") || IsAny(stem, "aux") || IsAny(stem, "nul"),
            4 => stem[3] is >= '1' and <= '9' && (IsAny(stem[..3], "com") || IsAny(stem[..3], "lpt")),
            _ => false,
        };
        return device ? $"{GoQuote.Text(stem)} disallowed as path element component on Windows" : null;
    }

    private static bool IsAny(ReadOnlySpan<char> stem, string device) => stem.Equals(device, StringComparison.OrdinalIgnoreCase);

    // A name like PROGRA~1 may be Windows' short alias of another file.
    private static string? CheckShortName(ReadOnlySpan<char> stem)
    {
        var tilde = stem.LastIndexOf('~');
        return tilde >= 0 && tilde < stem.Length - 1 && stem[(tilde + 1)..].IndexOfAnyExceptInRange('0', '9') < 0
            ? "trailing tilde and digits in path element"
            : null;
    }
}
