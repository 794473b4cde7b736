using System.Buffers;

namespace Weir.Modules.Proxy;

/// <summary>The page of a captive portal or an error page, told by its first visible character: no file of the protocol begins with <c>&lt;</c>.</summary>
internal static class Markup
{
    private static readonly SearchValues<byte> s_space = SearchValues.Create(" \t\r\n\f\v"u8);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    public static bool LooksLike(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith(ByteOrderMark) ? body[3..] : body;
        var first = body.IndexOfAnyExcept(s_space);
        return first >= 0 && body[first] == '<';
    }
}
