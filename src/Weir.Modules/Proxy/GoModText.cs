namespace Weir.Modules.Proxy;

/// <summary>
/// Whether the body of <c>.mod</c> can be a go.mod at all. What it says is its author's matter: a fork declares another module path and is sound.
/// </summary>
public static class GoModText
{
    private const int MaxBytes = 16 << 20;

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

        // Control characters are no reason to refuse: comments hold them (Go's own tests have a BEL in one). A NUL or another format's magic number is.
        return body.Contains((byte)0) || body is [0x1f, 0x8b, ..] || body.StartsWith("PK\x03\x04"u8)
            ? "binary data where a go.mod file was expected"
            : null;
    }
}
