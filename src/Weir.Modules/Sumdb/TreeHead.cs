using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Weir.Modules.Sumdb;

/// <summary>
/// How big the log is and the root of its tree, as the text the database signs (golang.org/x/mod/sumdb/tlog, FormatTree): the line <c>go.sum database tree</c>,
/// the size in decimal, the root in base64. Further lines are for later versions and are ignored.
/// </summary>
/// <param name="Size">How many records the log holds.</param>
/// <param name="Root">The hash of the tree over them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TreeHead(long Size, TreeHash Root)
{
    /// <summary>The largest log taken seriously; stored indexes of it still fit 64 bits.</summary>
    public const long MaxSize = 1L << 60;

    /// <summary>The longest text taken, in bytes.</summary>
    public const int MaxText = 1_000_000;

    /// <summary>The head of a log without records.</summary>
    public static TreeHead Empty => new(0, Tlog.EmptyRoot);

    /// <summary>Parses the text; numbers and base64 only in their canonical spelling.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TreeHead head)
    {
        head = default;
        var rest = text;
        if (text.Length > MaxText || !Line(ref rest).SequenceEqual("go.sum database tree"u8)
            || !TryNumber(Line(ref rest), out var size) || size > MaxSize)
        {
            return false;
        }

        // The third line must end too: what is cut short is not a head.
        var end = rest.IndexOf((byte)'\n');
        if (end < 0 || !TreeHash.TryParse(rest[..end], out var root))
        {
            return false;
        }

        head = new TreeHead(size, root);
        return true;
    }

    /// <summary>The text, each line ended.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"go.sum database tree\n{Size}\n{Root}\n");

    /// <summary>A number in decimal without sign and leading zeros.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> digits, out long number) =>
        Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length
        && char.IsAsciiDigit((char)digits[0]) && (digits[0] != '0' || digits.Length == 1);

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? [] : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }
}
