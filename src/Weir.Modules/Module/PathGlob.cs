using System.Text;

namespace Weir.Modules.Module;

/// <summary>
/// Go's <c>path.Match</c>: <c>*</c> any run without a slash, <c>?</c> one character but a slash, <c>[a-z]</c> and <c>[^a-z]</c> classes,
/// <c>\c</c> the character itself. A malformed glob matches nothing. Only the last star is ever retried, so the work is at most
/// glob × text; Go, too, takes the leftmost match of each chunk between two stars.
/// </summary>
internal static class PathGlob
{
    public static bool Matches(ReadOnlySpan<char> glob, ReadOnlySpan<char> text)
    {
        while (!glob.IsEmpty)
        {
            var chunk = NextChunk(ref glob, out var star);
            if (star && chunk.IsEmpty)
            {
                return !text.Contains('/');
            }

            if (!TryStep(chunk, star, glob.IsEmpty, ref text))
            {
                return false;
            }
        }

        return text.IsEmpty;
    }

    // Matches one chunk at the front of the text, or after a star anywhere before the next slash; the last one must reach the end.
    private static bool TryStep(scoped ReadOnlySpan<char> chunk, bool star, bool last, ref ReadOnlySpan<char> text)
    {
        for (var skip = 0; ; skip++)
        {
            var rest = text[skip..];
            if (TryChunk(chunk, ref rest, out var malformed) && (!last || rest.IsEmpty))
            {
                text = rest;
                return true;
            }

            if (malformed || !star || skip >= text.Length || text[skip] == '/')
            {
                return false;
            }
        }
    }

    private static ReadOnlySpan<char> NextChunk(ref ReadOnlySpan<char> glob, out bool star)
    {
        star = glob[0] == '*';
        glob = glob.TrimStart('*');
        var inClass = false;
        var i = 0;
        for (; i < glob.Length; i++)
        {
            if (glob[i] == '*' && !inClass)
            {
                break;
            }

            switch (glob[i])
            {
                case '\\' when i + 1 < glob.Length:
                    i++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
            }
        }

        var chunk = glob[..i];
        glob = glob[i..];
        return chunk;
    }

    private static bool TryChunk(scoped ReadOnlySpan<char> chunk, ref ReadOnlySpan<char> text, out bool malformed)
    {
        malformed = false;
        var matches = true;
        while (!chunk.IsEmpty)
        {
            matches &= !text.IsEmpty;
            switch (chunk[0])
            {
                case '[':
                    if (!TryClass(ref chunk, matches ? NextRune(ref text) : default, out var inClass))
                    {
                        malformed = true;
                        return false;
                    }

                    matches &= inClass;
                    break;
                case '?':
                    matches = matches && text[0] != '/';
                    _ = matches ? NextRune(ref text) : default;
                    chunk = chunk[1..];
                    break;
                default:
                    chunk = chunk[0] == '\\' ? chunk[1..] : chunk;
                    if (chunk.IsEmpty)
                    {
                        malformed = true;
                        return false;
                    }

                    matches = matches && text[0] == chunk[0];
                    text = matches ? text[1..] : text;
                    chunk = chunk[1..];
                    break;
            }
        }

        return matches;
    }

    private static bool TryClass(scoped ref ReadOnlySpan<char> chunk, Rune rune, out bool matches)
    {
        chunk = chunk[1..];
        var negated = !chunk.IsEmpty && chunk[0] == '^';
        chunk = negated ? chunk[1..] : chunk;
        matches = false;
        for (var ranges = 0; ; ranges++)
        {
            if (ranges > 0 && chunk[0] == ']')
            {
                chunk = chunk[1..];
                matches ^= negated;
                return true;
            }

            if (!TryBound(ref chunk, out var low))
            {
                return false;
            }

            var high = low;
            if (chunk[0] == '-')
            {
                chunk = chunk[1..];
                if (!TryBound(ref chunk, out high))
                {
                    return false;
                }
            }

            matches |= low <= rune && rune <= high;
        }
    }

    // One bound of a range; something, at least the closing bracket, must follow it.
    private static bool TryBound(scoped ref ReadOnlySpan<char> chunk, out Rune bound)
    {
        bound = default;
        if (chunk.IsEmpty || chunk[0] is '-' or ']')
        {
            return false;
        }

        chunk = chunk[0] == '\\' ? chunk[1..] : chunk;
        if (chunk.IsEmpty)
        {
            return false;
        }

        bound = NextRune(ref chunk);
        return !chunk.IsEmpty;
    }

    private static Rune NextRune(scoped ref ReadOnlySpan<char> text)
    {
        _ = Rune.DecodeFromUtf16(text, out var rune, out var length);
        text = text[length..];
        return rune;
    }
}
