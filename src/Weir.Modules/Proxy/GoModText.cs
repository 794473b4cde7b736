using System.Buffers;

namespace Weir.Modules.Proxy;

/// <summary>
/// Whether the body of <c>.mod</c> can be a go.mod at all. What it says is its author's matter: a fork declares another module path and is sound.
/// </summary>
public static class GoModText
{
    private const int MaxBytes = 16 << 20;

    private static readonly SearchValues<byte> s_control = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>Null when the body is text of at most 16 MiB, not blank and no markup; else what it is instead.</summary>
    public static string? Check(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxBytes)
        {
            return $"go.mod file too large (max size is {MaxBytes} bytes)";
        }

        if (body.IndexOfAnyExcept(" \t\r\n\f"u8) < 0)
        {
            return "empty go.mod file";
        }

        if (Markup.LooksLike(body))
        {
            return "HTML where a go.mod file was expected";
        }

        var control = body.IndexOfAny(s_control);
        return control < 0 ? null : $"binary data where a go.mod file was expected (byte 0x{body[control]:x2} at offset {control})";
    }
}
