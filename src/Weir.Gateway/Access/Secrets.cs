namespace Weir.Gateway.Access;

/// <summary>Keeps credentials out of everything people and files get to see.</summary>
public static class Secrets
{
    private static readonly System.Buffers.SearchValues<char> AfterUrl = System.Buffers.SearchValues.Create(" \t\n\r\"'|,<>");

    /// <summary>The URL without its user information: <c>https://***@host/path</c>; query values are hidden too.</summary>
    public static string Mask(Uri url)
    {
        var user = url.UserInfo.Length > 0 ? "***@" : "";
        var query = url.Query.Length > 0 ? "?***" : "";
        return $"{url.Scheme}://{user}{url.Authority}{url.AbsolutePath}{query}";
    }

    /// <summary>Hides what stands between <c>://</c> and <c>@</c> in any text, also in one that is not a valid URL.</summary>
    public static string Mask(string text)
    {
        for (var from = 0; ;)
        {
            var scheme = text.IndexOf("://", from, StringComparison.Ordinal);
            if (scheme < 0)
                return text;
            var start = scheme + 3;
            var end = text.AsSpan(start).IndexOfAny(AfterUrl) is var stop && stop < 0 ? text.Length : start + stop;
            var slash = text.AsSpan(start, end - start).IndexOf('/');
            var authority = slash < 0 ? end : start + slash;
            var at = text.AsSpan(start, authority - start).LastIndexOf('@');
            if (at > 0)
                text = string.Concat(text.AsSpan(0, start), "***", text.AsSpan(start + at));
            from = start;
        }
    }
}
