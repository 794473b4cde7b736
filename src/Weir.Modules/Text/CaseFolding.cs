using System.Collections.Frozen;
using System.Text;

namespace Weir.Modules.Text;

/// <summary>
/// Go's simple case folding (<c>unicode.SimpleFold</c>, <c>strings.EqualFold</c>). .NET's upper- and lower-casing are no substitute:
/// K, k and the KELVIN SIGN are one letter here, as are s and LONG S, and the Greek sigmas.
/// </summary>
internal static class CaseFolding
{
    private static readonly FrozenDictionary<int, int> s_beyondAscii = Expand().ToFrozenDictionary();

    /// <summary>A string that two strings share exactly when Go's EqualFold calls them equal.</summary>
    public static string Fold(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f') < 0 ? FoldAscii(text) : FoldSlow(text);

    public static bool Equal(string a, string b) => string.Equals(Fold(a), Fold(b), StringComparison.Ordinal);

    private static string FoldAscii(string text) =>
        text.AsSpan().IndexOfAnyInRange('A', 'Z') < 0 ? text : text.ToLowerInvariant();

    private static string FoldSlow(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            folded.Append(Representative(rune).ToString());
        }

        return folded.ToString();
    }

    private static Rune Representative(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune.Value is >= 'A' and <= 'Z' ? new Rune(rune.Value + ('a' - 'A')) : rune;
        }

        return s_beyondAscii.TryGetValue(rune.Value, out var representative) ? new Rune(representative) : rune;
    }

    private static Dictionary<int, int> Expand()
    {
        var map = new Dictionary<int, int>();
        var runs = CaseFoldTable.Runs;
        for (var i = 0; i < runs.Length; i += 4)
        {
            for (var c = runs[i]; c <= runs[i + 1]; c += runs[i + 2])
            {
                map.TryAdd(c, c + runs[i + 3]);
            }
        }

        return map;
    }
}
