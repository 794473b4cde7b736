using System.Diagnostics.CodeAnalysis;
using Weir.Modules.GoEnv;
using Weir.Modules.Text;

namespace Weir.Modules.Sumdb;

/// <summary>
/// The GOSUMDB setting: <c>off</c>, a well-known name, or a verifier key <c>NAME+HASH+KEY</c>, the latter two perhaps followed by white space and the
/// address to reach the database at.
/// </summary>
/// <param name="Name">The database's name, <c>host[/path]</c>, which its signatures carry; <c>off</c> when there is none.</param>
/// <param name="VerifierKey">The key its tree heads are signed with; null only for <c>off</c>.</param>
/// <param name="Url">The explicit address, null for <c>https://NAME</c>; with one, Go never asks a proxy for the database.</param>
public sealed record SumdbSetting(string Name, string? VerifierKey, string? Url)
{
    private const string Off = "off";
    private const string Golang = "sum.golang.org";
    private const string GolangKey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

    /// <summary>Whether checksums are not looked up at all.</summary>
    public bool IsOff => VerifierKey is null;

    /// <summary>Parses the setting. On failure <paramref name="problem"/> is what Go would print.</summary>
    public static bool TryParse(string gosumdb, [NotNullWhen(true)] out SumdbSetting? setting, [NotNullWhen(false)] out string? problem)
    {
        setting = null;
        if (gosumdb is Off)
        {
            setting = new SumdbSetting(Off, null, null);
            problem = null;
            return true;
        }

        ReadOnlySpan<char> rest = gosumdb is "sum.golang.google.cn" ? $"{Golang} https://sum.golang.google.cn" : gosumdb;
        var key = GoSpace.NextField(ref rest).ToString();
        var url = GoSpace.NextField(ref rest).ToString();
        key = key is Golang ? GolangKey : key;
        problem = Check(key, url, tooMany: !GoSpace.NextField(ref rest).IsEmpty, out var name);
        setting = problem is null ? new SumdbSetting(name, key, url.Length == 0 ? null : url) : null;
        return problem is null;
    }

    private static string? Check(string key, string url, bool tooMany, out string name)
    {
        name = "";
        if (key.Length == 0)
        {
            return "missing GOSUMDB";
        }

        if (tooMany)
        {
            return "invalid GOSUMDB: too many fields";
        }

        if (Sumdb.VerifierKey.Check(key, out name) is { } malformed)
        {
            return "invalid GOSUMDB: " + malformed;
        }

        return CheckName(name) ? CheckUrl(url) : $"invalid sumdb name (must be host[/path]): {GoQuote.Show(name)}";
    }

    // The name becomes the host and path of a URL, and a folder: nothing in it may be read as anything else.
    private static bool CheckName(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~' or ':' or '/'))
            {
                return false;
            }
        }

        foreach (var range in name.AsSpan().Split('/'))
        {
            if (name.AsSpan(range).IndexOfAnyExcept('.') < 0)
            {
                return false;
            }
        }

        return GoUrl.TryParse("https://" + name, out _, out _);
    }

    private static string? CheckUrl(string url)
    {
        if (url.Length == 0)
        {
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || !url.Contains("://", StringComparison.Ordinal))
        {
            return $"invalid GOSUMDB URL: {GoQuote.Text(url)}";
        }

        return parsed.Scheme is "https" or "http" or "file" ? null : $"unsupported scheme: {GoQuote.Show(url)}";
    }
}
