using System.Globalization;
using Weir.Modules.Text;

namespace Weir.Modules.Modfile;

/// <summary>One line of go.sum, unescaped.</summary>
/// <param name="Path">The module path.</param>
/// <param name="Version">The version, without <c>/go.mod</c>.</param>
/// <param name="IsGoMod">Whether the hash is that of the go.mod file alone; else that of the whole zip.</param>
/// <param name="Hash">The hash with its algorithm in front, such as <c>h1:…=</c>.</param>
/// <param name="Line">The line's number in the file, from 1.</param>
public sealed record GoSumLine(string Path, string Version, bool IsGoMod, string Hash, int Line)
{
    /// <summary>Whether Go can compare the hash; other algorithms are kept in the file and satisfy nothing.</summary>
    public bool IsH1 => Hash.StartsWith("h1:", StringComparison.Ordinal);
}

/// <summary>
/// go.sum (https://go.dev/ref/mod#go-sum-files): lines of exactly three fields, <c>PATH VERSION[/go.mod] HASH</c>. Blank lines are nothing, and lines
/// with the hash of an empty go.mod are dropped, as Go drops them: an old version of it wrote them by mistake.
/// </summary>
public static class GoSum
{
    private const string EmptyGoMod = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";
    private const string GoModSuffix = "/go.mod";

    /// <summary>
    /// The lines in the file's order. Go would refuse the whole file for any of the <paramref name="problems"/>, which read as its messages do:
    /// <c>12: wrong number of fields 4</c>.
    /// </summary>
    public static IReadOnlyList<GoSumLine> Parse(string text, out IReadOnlyList<string> problems)
    {
        var lines = new List<GoSumLine>();
        var found = new List<string>();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            ReadLine(text.AsSpan(range), number, lines, found);
        }

        problems = found;
        return lines;
    }

    private static void ReadLine(ReadOnlySpan<char> line, int number, List<GoSumLine> lines, List<string> problems)
    {
        var path = GoSpace.NextField(ref line);
        var version = GoSpace.NextField(ref line);
        var hash = GoSpace.NextField(ref line);
        var fields = (path.IsEmpty ? 0 : 1) + (version.IsEmpty ? 0 : 1) + (hash.IsEmpty ? 0 : 1);
        while (!GoSpace.NextField(ref line).IsEmpty)
        {
            fields++;
        }

        if (fields is not 0 and not 3)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{number}: wrong number of fields {fields}"));
        }
        else if (fields == 3 && hash is not EmptyGoMod)
        {
            var isGoMod = version.EndsWith(GoModSuffix, StringComparison.Ordinal);
            version = isGoMod ? version[..^GoModSuffix.Length] : version;
            lines.Add(new GoSumLine(path.ToString(), version.ToString(), isGoMod, hash.ToString(), number));
        }
    }
}
