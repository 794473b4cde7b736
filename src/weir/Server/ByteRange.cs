using System.Globalization;

namespace Weir.Server;

/// <summary>
/// A single byte range of RFC 9110 §14.1.2: <c>bytes=0-499</c>, <c>bytes=500-</c>, <c>bytes=-500</c>. Several ranges at once, other units and nonsense
/// are ignored, as the RFC allows: the whole body is sent.
/// </summary>
internal readonly record struct ByteRange(long First, long Last)
{
    public long Length => Last - First + 1;

    /// <summary>False when there is no range to obey. <paramref name="satisfiable"/> is false when the answer must be 416.</summary>
    public static bool TryParse(string? header, long length, out ByteRange range, out bool satisfiable)
    {
        range = default;
        satisfiable = true;
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return false;
        var spec = header.AsSpan(Unit.Length).Trim();
        var dash = spec.IndexOf('-');
        if (dash < 0 || spec.Contains(','))
            return false;

        var from = spec[..dash];
        var to = spec[(dash + 1)..];
        if (from.IsEmpty)
        {
            if (!TryNumber(to, out var suffix))
                return false;
            satisfiable = suffix > 0 && length > 0;
            range = new ByteRange(Math.Max(0, length - suffix), length - 1);
            return true;
        }

        if (!TryNumber(from, out var first) || (!to.IsEmpty && !TryNumber(to, out _)))
            return false;
        var last = to.IsEmpty ? length - 1 : long.Parse(to, NumberStyles.None, CultureInfo.InvariantCulture);
        if (last < first && !to.IsEmpty)
            return false;
        satisfiable = first < length;
        range = new ByteRange(first, Math.Min(last, length - 1));
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
