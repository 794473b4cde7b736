namespace Weir.Modules.Text;

/// <summary>
/// The order of the strings' UTF-8 bytes, which is Go's order of strings. UTF-16 ordinal order differs from it where surrogates
/// meet U+E000–U+FFFF, so those two ranges are swapped before comparing.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var same = a.CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        return Rank(a[same]).CompareTo(Rank(b[same]));
    }

    private static int Rank(char c) => c switch
    {
        < '\ud800' => c,
        >= '\ue000' => c - 0x800,
        _ => c + 0x2000,
    };
}
