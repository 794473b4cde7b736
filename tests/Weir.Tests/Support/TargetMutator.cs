using System.Text;

namespace Weir.Tests.Support;

/// <summary>Makes sound targets unsound, a few changes each, the same ones for the same seed. White space and line ends are left out: they end a target.</summary>
internal sealed class TargetMutator(int seed)
{
    private static readonly string[] Sound =
    [
        "/example.com/!mod/v2/@v/list", "/example.com/!mod/v2/@latest", "/example.com/!mod/v2/@v/v2.3.4-!r!c.1.info", "/example.com/!mod/v2/@v/v2.3.4-!r!c.1.mod",
        "/example.com/!mod/v2/@v/v2.3.4-!r!c.1.zip", "/example.com/%21mod/v2/@v/main.info", "/raw/example.com/!mod/v2/@v/list", "/cached-only/example.com/!mod/v2/@v/list",
        "/sumdb/sum.golang.org/supported", "/sumdb/sum.golang.org/tile/8/0/x001/234.p/17", "/healthz", "/-/api/upstreams", "http://weir.test/example.com/!mod/v2/@v/list",
    ];

    private static readonly string[] Pieces =
    [
        "/", "//", "..", "/../", "/./", "%2e", "%2f", "%5c", "%00", "%0a", "%21", "%", "%2", "!", "!!", "!A", "@", "/@v/", "/@latest", "@v", ".info", ".mod", ".zip", ".",
        "?", "#", "\\", "~1", "con", "v2", "+incompatible", "+", "-", ":", ";", "*", "\"", "'", "<", ">", "|", "\u0001", "\u007f", "\u0080", "\u00ff", "\u00c3\u00a9", "$HOME", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    private readonly Random random = new(seed);

    public string Next()
    {
        var target = new StringBuilder(Sound[random.Next(Sound.Length)]);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
            Change(target);
        return target.Length == 0 ? "/" : target.ToString();
    }

    private void Change(StringBuilder target)
    {
        var at = random.Next(target.Length + 1);
        switch (random.Next(5))
        {
            case 0:
                target.Insert(at, Pieces[random.Next(Pieces.Length)]);
                break;
            case 1 when at < target.Length:
                target.Remove(at, random.Next(1, Math.Min(12, target.Length - at) + 1));
                break;
            case 2 when at < target.Length:
                target[at] = (char)random.Next(0x21, 0x100);
                break;
            case 3 when at < target.Length:
                target.Insert(random.Next(target.Length), target.ToString(at, random.Next(1, Math.Min(30, target.Length - at) + 1)));
                break;
            default:
                target.Append(Pieces[random.Next(Pieces.Length)]);
                break;
        }
    }
}
