namespace Weir.Modules.Text;

/// <summary>White space as Go's <c>strings.Fields</c> and <c>strings.TrimSpace</c> see it: Unicode's White_Space property.</summary>
internal static class GoSpace
{
    public static bool IsSpace(char c) => c switch
    {
        '\t' or '\n' or '\v' or '\f' or '\r' or ' ' or '\u0085' or '\u00a0' or '\u1680' => true,
        >= '\u2000' and <= '\u200a' => true,
        '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000' => true,
        _ => false,
    };

    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsSpace(text[0]))
        {
            text = text[1..];
        }

        while (text.Length > 0 && IsSpace(text[^1]))
        {
            text = text[..^1];
        }

        return text;
    }

    /// <summary>Cuts the next field off the front of <paramref name="rest"/>; empty when there is none.</summary>
    public static ReadOnlySpan<char> NextField(ref ReadOnlySpan<char> rest)
    {
        var start = 0;
        while (start < rest.Length && IsSpace(rest[start]))
        {
            start++;
        }

        var end = start;
        while (end < rest.Length && !IsSpace(rest[end]))
        {
            end++;
        }

        var field = rest[start..end];
        rest = rest[end..];
        return field;
    }
}
