namespace Weir.Modules.GoEnv;

/// <summary>One entry of a GOPROXY list.</summary>
/// <param name="Value">The entry as written, trimmed: a URL with or without its scheme, <c>direct</c> or <c>off</c>.</param>
/// <param name="Url">The proxy's address, <c>https://</c> added where it was left out; null for <c>direct</c> and <c>off</c>.</param>
/// <param name="Separator">What follows: <c>,</c> (go on when the module is not there) or <c>|</c> (go on after any failure); <c>,</c> at the end.</param>
public sealed record GoProxyEntry(string Value, Uri? Url, char Separator)
{
    /// <summary>Whether the entry means version control.</summary>
    public bool IsDirect => string.Equals(Value, "direct", StringComparison.Ordinal);

    /// <summary>Whether the entry forbids going on.</summary>
    public bool IsOff => string.Equals(Value, "off", StringComparison.Ordinal);
}
