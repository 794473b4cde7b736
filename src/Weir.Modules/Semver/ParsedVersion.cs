namespace Weir.Modules.Semver;

/// <summary>
/// The parts of <c>vMAJOR[.MINOR[.PATCH[-PRERELEASE][+BUILD]]]</c>, cut out of the text without copying: Semantic Versioning 2.0.0 with
/// Go's leading v and its two short forms (golang.org/x/mod/semver). Numbers may have any length but no leading zero.
/// </summary>
internal readonly ref struct ParsedVersion
{
    public ReadOnlySpan<char> Major { get; private init; }

    public ReadOnlySpan<char> Minor { get; private init; }

    public ReadOnlySpan<char> Patch { get; private init; }

    /// <summary>With its leading dash, or empty.</summary>
    public ReadOnlySpan<char> Prerelease { get; private init; }

    /// <summary>With its leading plus, or empty.</summary>
    public ReadOnlySpan<char> Build { get; private init; }

    /// <summary>Whether one or two of the three numbers were left out; they read as 0.</summary>
    public bool IsShort { get; private init; }

    public static bool TryParse(ReadOnlySpan<char> text, out ParsedVersion version)
    {
        version = default;
        if (text.IsEmpty || text[0] != 'v')
        {
            return false;
        }

        var rest = text[1..];
        ReadOnlySpan<char> minor = "0", patch = "0";
        if (!TryNumber(ref rest, out var major))
        {
            return false;
        }

        var isShort = rest.IsEmpty;
        if (!isShort && !TryDotNumber(ref rest, out minor))
        {
            return false;
        }

        isShort = rest.IsEmpty;
        if (!isShort && !TryDotNumber(ref rest, out patch))
        {
            return false;
        }

        var plus = rest.IndexOf('+');
        var build = plus < 0 ? default : rest[plus..];
        var prerelease = plus < 0 ? rest : rest[..plus];
        if ((!prerelease.IsEmpty && (prerelease[0] != '-' || !AreIdentifiers(prerelease[1..], zerosAllowed: false)))
            || (!build.IsEmpty && !AreIdentifiers(build[1..], zerosAllowed: true)))
        {
            return false;
        }

        version = new ParsedVersion { Major = major, Minor = minor, Patch = patch, Prerelease = prerelease, Build = build, IsShort = isShort };
        return true;
    }

    private static bool TryDotNumber(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> number)
    {
        number = default;
        if (rest[0] != '.')
        {
            return false;
        }

        rest = rest[1..];
        return TryNumber(ref rest, out number);
    }

    private static bool TryNumber(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> number)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? rest.Length : end;
        number = rest[..end];
        rest = rest[end..];
        return number.Length == 1 || (number.Length > 1 && number[0] != '0');
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool zerosAllowed)
    {
        foreach (var range in text.Split('.'))
        {
            var identifier = text[range];
            if (identifier.IsEmpty || !IsIdentifier(identifier))
            {
                return false;
            }

            if (!zerosAllowed && identifier.Length > 1 && identifier[0] == '0' && identifier.IndexOfAnyExceptInRange('0', '9') < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIdentifier(ReadOnlySpan<char> identifier)
    {
        foreach (var c in identifier)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
