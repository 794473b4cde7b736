using System.Globalization;
using System.Runtime.InteropServices;

namespace Weir.Modules.Sumdb;

/// <summary>
/// The address of a tile of height 8 (https://go.dev/design/25530-sumdb#checksum-database): <c>tile/8/LEVEL/N[.p/WIDTH]</c>. LEVEL is a number, or
/// <c>data</c> for the records themselves. N is written in groups of three digits, all but the last behind an x: 1234067 is <c>x001/x234/067</c>. A
/// partial tile carries its width, 1 to 255. Each tile has one spelling; every other one is refused, so that caches hold it once.
/// </summary>
/// <param name="Level">The level of the hashes, from 0; <see cref="Data"/> for records.</param>
/// <param name="Number">The tile's number at its level, from 0.</param>
/// <param name="Width">How many entries it holds; 256 when full.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TilePath(int Level, long Number, int Width)
{
    /// <summary>The level of the records.</summary>
    public const int Data = -1;

    /// <summary>The width of a full tile.</summary>
    public const int FullWidth = 256;

    // 8 levels of tiles hold 2^64 hashes.
    private const int MaxLevel = 7;
    private const long MaxNumber = 1L << 56;

    /// <summary>Whether the tile was cut off at the end of the log.</summary>
    public bool IsPartial => Width != FullWidth;

    /// <summary>Parses the path, from <c>tile/</c> on; only its canonical spelling.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out TilePath tile)
    {
        tile = default;
        const string Prefix = "tile/8/";
        if (path.Length > 64 || !path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path[Prefix.Length..];
        if (!TryLevel(ref rest, out var level) || !TryWidth(ref rest, out var width) || !TryNumber(rest, out var number))
        {
            return false;
        }

        var parsed = new TilePath(level, number, width);
        tile = path.SequenceEqual(parsed.ToString()) ? parsed : default;
        return tile.Width != 0;
    }

    /// <summary>The canonical spelling, from <c>tile/</c> on.</summary>
    public override string ToString()
    {
        var number = (Number % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var n = Number / 1000; n > 0; n /= 1000)
        {
            number = string.Create(CultureInfo.InvariantCulture, $"x{n % 1000:000}/{number}");
        }

        var level = Level == Data ? "data" : Level.ToString(CultureInfo.InvariantCulture);
        return IsPartial ? string.Create(CultureInfo.InvariantCulture, $"tile/8/{level}/{number}.p/{Width}") : $"tile/8/{level}/{number}";
    }

    private static bool TryLevel(ref ReadOnlySpan<char> rest, out int level)
    {
        level = Data;
        var slash = rest.IndexOf('/');
        if (slash < 0)
        {
            return false;
        }

        var text = rest[..slash];
        rest = rest[(slash + 1)..];
        return text is "data" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out level) && level <= MaxLevel);
    }

    private static bool TryWidth(ref ReadOnlySpan<char> rest, out int width)
    {
        width = FullWidth;
        var partial = rest.IndexOf(".p/", StringComparison.Ordinal);
        if (partial < 0)
        {
            return true;
        }

        var text = rest[(partial + 3)..];
        rest = rest[..partial];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out width) && width is > 0 and < FullWidth;
    }

    private static bool TryNumber(ReadOnlySpan<char> groups, out long number)
    {
        number = 0;
        foreach (var range in groups.Split('/'))
        {
            var digits = groups[range].TrimStart('x');
            if (digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var group))
            {
                return false;
            }

            number = (number * 1000) + group;
            if (number > MaxNumber)
            {
                return false;
            }
        }

        return true;
    }
}
