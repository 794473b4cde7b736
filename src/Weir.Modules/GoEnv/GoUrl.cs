using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Weir.Modules.Text;

namespace Weir.Modules.GoEnv;

/// <summary>
/// The address of a proxy or a database, accepted and refused as Go's net/url and the go command do, with their words. .NET's Uri alone would
/// guess where Go refuses, so the text is checked before Uri sees it.
/// </summary>
internal static class GoUrl
{
    private static readonly SearchValues<char> s_notInHost = SearchValues.Create(" \"<>\\^`{|}");

    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        problem = Check(text);
        if (problem is null && !Uri.TryCreate(text, UriKind.Absolute, out url))
        {
            problem = $"parse {GoQuote.Text(text)}: invalid URL";
        }

        return problem is null;
    }

    private static string? Check(string text)
    {
        var fragment = text.IndexOf('#', StringComparison.Ordinal);
        var rest = fragment < 0 ? text.AsSpan() : text.AsSpan(0, fragment);
        if (Syntax(rest, out var scheme, out var authority) is { } syntax)
        {
            return $"parse {GoQuote.Text(text)}: {syntax}";
        }

        var shown = GoQuote.Show(Redact(text));
        return scheme switch
        {
            "" => $"invalid proxy URL missing scheme: {shown}",
            "http" or "https" => authority.IsEmpty ? $"no Host in URL: {shown}" : null,
            "file" => rest.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) && !rest.Contains('?') && fragment < 0
                ? null
                : $"invalid file:// proxy URL with non-path elements: {shown}",
            _ => $"invalid proxy URL scheme (must be https, http, file): {shown}",
        };
    }

    private static string? Syntax(ReadOnlySpan<char> text, out string scheme, out ReadOnlySpan<char> authority)
    {
        scheme = "";
        authority = default;
        if (text.ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f'))
        {
            return "net/url: invalid control character in URL";
        }

        var colon = text.IndexOf(':');
        var name = colon < 0 ? default : text[..colon];
        if (colon == 0)
        {
            return "missing protocol scheme";
        }

        if (colon > 0 && IsScheme(name))
        {
            scheme = name.ToString().ToLowerInvariant();
            text = text[(colon + 1)..];
        }
        else if (colon > 0 && name.IndexOf('/') < 0)
        {
            return "first path segment in URL cannot contain colon";
        }

        if (scheme.Length > 0 && text.StartsWith("//", StringComparison.Ordinal))
        {
            authority = text[2..];
            var end = authority.IndexOfAny('/', '?');
            authority = end < 0 ? authority : authority[..end];
        }

        return BadEscape(text) ?? Authority(authority);
    }

    private static bool IsScheme(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(name[0]);
    }

    private static string? BadEscape(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('%'); at >= 0;)
        {
            text = text[at..];
            if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
            {
                return $"invalid URL escape {GoQuote.Text(text[..Math.Min(3, text.Length)])}";
            }

            text = text[3..];
            at = text.IndexOf('%');
        }

        return null;
    }

    private static string? Authority(ReadOnlySpan<char> authority)
    {
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var port = host.IndexOf(':') is >= 0 and var colon ? host[colon..] : default;
        if (host.StartsWith('['))
        {
            var close = host.LastIndexOf(']');
            if (close < 0)
            {
                return "missing ']' in host";
            }

            port = host[(close + 1)..];
        }
        else if (host.IndexOfAny(s_notInHost) is >= 0 and var bad)
        {
            return $"invalid character {GoQuote.Text(host.Slice(bad, 1))} in host name";
        }

        return port.IsEmpty || (port[0] == ':' && port[1..].IndexOfAnyExceptInRange('0', '9') < 0)
            ? null
            : $"invalid port {GoQuote.Text(port)} after host";
    }

    // Only the password is secret; Go prints xxxxx for it.
    private static string Redact(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = start < 3 ? -1 : text.IndexOf('@', start);
        var colon = at < 0 ? -1 : text.IndexOf(':', start, at - start);
        return colon < 0 ? text : string.Concat(text.AsSpan(0, colon + 1), "xxxxx", text.AsSpan(at));
    }
}
