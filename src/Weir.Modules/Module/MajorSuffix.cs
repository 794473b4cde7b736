namespace Weir.Modules.Module;

/// <summary>
/// The major version at the end of a module path (golang.org/x/mod/module SplitPathVersion): <c>/vN</c>, N from 2 on without leading zero and without dots;
/// below gopkg.in always <c>.vN</c>, N from 0 on, perhaps with <c>-unstable</c>.
/// </summary>
internal static class MajorSuffix
{
    public const string Unstable = "-unstable";

    /// <summary>Where the suffix begins: the path's length when there is none, or when what looks like one is not allowed.</summary>
    public static int Start(string path, out bool ok)
    {
        ok = path.StartsWith("gopkg.in/", StringComparison.Ordinal) ? TrySplitGopkgIn(path, out var at) : TrySplit(path, out at);
        return at;
    }

    private static bool TrySplit(string path, out int at)
    {
        var i = path.Length;
        var dot = false;
        while (i > 0 && (char.IsAsciiDigit(path[i - 1]) || path[i - 1] == '.'))
        {
            dot |= path[i - 1] == '.';
            i--;
        }

        at = path.Length;
        if (i <= 1 || i == path.Length || path[i - 1] != 'v' || path[i - 2] != '/')
        {
            return true;
        }

        if (dot || path[i] == '0' || path.AsSpan(i) is "1")
        {
            return false;
        }

        at = i - 2;
        return true;
    }

    private static bool TrySplitGopkgIn(string path, out int at)
    {
        at = path.Length;
        var end = path.EndsWith(Unstable, StringComparison.Ordinal) ? path.Length - Unstable.Length : path.Length;
        var i = end;
        while (i > 0 && char.IsAsciiDigit(path[i - 1]))
        {
            i--;
        }

        if (i <= 1 || i == end || path[i - 1] != 'v' || path[i - 2] != '.')
        {
            return false;
        }

        if (path[i] == '0' && i + 1 != path.Length)
        {
            return false;
        }

        at = i - 2;
        return true;
    }
}
