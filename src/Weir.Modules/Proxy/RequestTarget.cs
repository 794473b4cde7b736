using System.Diagnostics.CodeAnalysis;
using System.Text;
using Weir.Modules.Text;

namespace Weir.Modules.Proxy;

/// <summary>
/// The raw target of an HTTP request, decoded once and strictly. Every file name of the protocol is ASCII, so a target that decodes to anything
/// else, that hides a slash in an escape, or that climbs with dots is refused, never repaired: what is checked here is what is used.
/// A plus stays a plus; a query is cut off.
/// </summary>
public static class RequestTarget
{
    /// <summary>The longest target that is read, in characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>The decoded path without its leading slash.</summary>
    public static bool TryDecode(ReadOnlySpan<char> raw, out string decoded, [NotNullWhen(false)] out string? problem)
    {
        decoded = "";
        if (raw.Length > MaxLength)
        {
            problem = $"request target is longer than {MaxLength} characters";
            return false;
        }

        if (raw.IndexOf('?') is >= 0 and var query)
        {
            raw = raw[..query];
        }

        if (raw.IsEmpty || raw[0] != '/')
        {
            problem = "request target does not begin with a slash";
            return false;
        }

        Span<byte> bytes = stackalloc byte[raw.Length];
        if (!TryDecodeBytes(raw[1..], bytes, out var length, out problem))
        {
            return false;
        }

        bytes = bytes[..length];
        if (bytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e) is >= 0 and var bad)
        {
            problem = DescribeBad(bytes, bad);
            return false;
        }

        if (CheckSegments(bytes) is { } segment)
        {
            problem = segment;
            return false;
        }

        decoded = Encoding.ASCII.GetString(bytes);
        problem = null;
        return true;
    }

    private static bool TryDecodeBytes(ReadOnlySpan<char> raw, Span<byte> to, out int length, [NotNullWhen(false)] out string? problem)
    {
        length = 0;
        problem = null;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '%')
            {
                if (raw[i] is > '\x7e' or '\\' or '#')
                {
                    _ = Rune.DecodeFromUtf16(raw[i..], out var rune, out _);
                    problem = $"invalid char {GoQuote.Char(rune)} in request target";
                    return false;
                }

                to[length++] = (byte)raw[i];
                continue;
            }

            if (i + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[i + 1]) || !char.IsAsciiHexDigit(raw[i + 2]))
            {
                problem = $"invalid percent-escape {GoQuote.Text(raw.Slice(i, Math.Min(3, raw.Length - i)))}";
                return false;
            }

            var value = (byte)((Hex(raw[i + 1]) << 4) | Hex(raw[i + 2]));
            if (value is (byte)'/' or (byte)'\\')
            {
                problem = $"percent-encoded {(value == '/' ? "slash" : "backslash")} in request target";
                return false;
            }

            to[length++] = value;
            i += 2;
        }

        return true;
    }

    private static int Hex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static string DescribeBad(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes[at] < 0x80)
        {
            return $"control character {GoQuote.Char(new Rune(bytes[at]))} in request target";
        }

        return Rune.DecodeFromUtf8(bytes[at..], out var rune, out _) == System.Buffers.OperationStatus.Done
            ? $"invalid char {GoQuote.Char(rune)} in request target"
            : "invalid UTF-8 in request target";
    }

    private static string? CheckSegments(ReadOnlySpan<byte> path)
    {
        foreach (var range in path.Split((byte)'/'))
        {
            var segment = path[range];
            if (segment.IsEmpty)
            {
                return path.IsEmpty ? "empty request target" : "empty path element in request target";
            }

            if (segment is [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                return $"path element \"{(segment.Length == 1 ? "." : "..")}\" in request target";
            }
        }

        return null;
    }
}
