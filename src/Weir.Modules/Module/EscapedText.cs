namespace Weir.Modules.Module;

/// <summary>
/// The escaped form in which module paths and versions stand in URLs and file names: each upper-case ASCII letter becomes
/// <c>!</c> and its lower-case twin, so that no two names differ by case alone and a proxy can be a tree of files on a
/// file system that ignores case (golang.org/x/mod/module, "Escaped Paths"). <c>github.com/BurntSushi/toml</c> is
/// <c>github.com/!burnt!sushi/toml</c>.
/// </summary>
public static class EscapedText
{
    /// <summary>Escapes a checked path or version. The text must hold no <c>!</c>; such text does not survive the way back.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var upper = text.AsSpan().CountUpper();
        return upper == 0 ? text : string.Create(text.Length + upper, text, static (to, from) =>
        {
            var at = 0;
            foreach (var c in from)
            {
                if (char.IsAsciiLetterUpper(c))
                {
                    to[at++] = '!';
                    to[at++] = (char)(c | 0x20);
                }
                else
                {
                    to[at++] = c;
                }
            }
        });
    }

    /// <summary>
    /// Undoes <see cref="Escape"/>. False for upper-case letters, for anything beyond ASCII, and for a <c>!</c> without a lower-case
    /// letter behind it; then <paramref name="text"/> is empty.
    /// </summary>
    public static bool TryUnescape(ReadOnlySpan<char> escaped, out string text)
    {
        text = "";
        var bangs = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            var c = escaped[i];
            if (c > '\x7f' || char.IsAsciiLetterUpper(c))
            {
                return false;
            }

            if (c == '!')
            {
                bangs++;
                if (++i >= escaped.Length || !char.IsAsciiLetterLower(escaped[i]))
                {
                    return false;
                }
            }
        }

        text = bangs == 0 ? escaped.ToString() : Unescape(escaped, escaped.Length - bangs);
        return true;
    }

    private static string Unescape(ReadOnlySpan<char> escaped, int length) => string.Create(length, escaped, static (to, from) =>
    {
        var at = 0;
        for (var i = 0; i < from.Length; i++)
        {
            to[at++] = from[i] == '!' ? (char)(from[++i] & ~0x20) : from[i];
        }
    });

    private static int CountUpper(this ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsAsciiLetterUpper(c) ? 1 : 0;
        }

        return count;
    }
}
