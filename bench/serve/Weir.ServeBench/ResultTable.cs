using System.Globalization;
using System.Text;

namespace Weir.ServeBench;

/// <summary>
/// Makes the Markdown table of lines <c>round TAB server TAB kind TAB requests/s TAB bytes/s</c>. A ratio is the median of the rounds' ratios, so that a
/// machine that slows down for everybody does not move it; the absolute figures beside it are medians too.
/// </summary>
internal static class ResultTable
{
    private const string Anchor = "nginx";
    private static readonly string[] Servers = [Anchor, "nginx sendfile off", "empty Kestrel", "Weir"];

    private static readonly (string Kind, bool InBytes, double Goal)[] Rows =
        [("mod", false, 1.0), ("info", false, 1.0), ("list", false, 1.0), ("zip", true, 0.8)];

    public static string Render(string[] lines)
    {
        var results = lines.Select(line => line.Split('\t')).ToLookup(
            field => (Server: field[1], Kind: field[2]),
            field => (Round: field[0], Requests: Number(field[3]), Bytes: Number(field[4])));
        var text = new StringBuilder("| |").AppendJoin('|', Servers.Select(server => $" {server} ")).Append("| goal | Weir / empty Kestrel |\n|---|");
        text.Insert(text.Length, "---|", Servers.Length + 2).Append('\n');
        foreach (var (kind, inBytes, goal) in Rows)
        {
            double[] Of(string server) => [.. results[(server, kind)].OrderBy(one => one.Round, StringComparer.Ordinal).Select(one => inBytes ? one.Bytes : one.Requests)];
            var anchor = Of(Anchor);
            text.Append(CultureInfo.InvariantCulture, $"| `{(kind == "list" ? kind : "." + kind)}` |");
            foreach (var server in Servers)
                text.Append(CultureInfo.InvariantCulture, $" **{Ratio(Of(server), anchor):0.00}** ({Absolute(Median(Of(server)), inBytes)}) |");
            text.Append(CultureInfo.InvariantCulture, $" ≥ {goal:0.0} | {Ratio(Of("Weir"), Of("empty Kestrel")):0.00} |\n");
        }

        return text.ToString();
    }

    private static string Absolute(double value, bool inBytes) => inBytes
        ? string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} GB/s")
        : string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.0}k/s");

    private static double Ratio(double[] values, double[] anchors) => Median([.. values.Zip(anchors, (value, anchor) => value / anchor)]);

    private static double Median(double[] values)
    {
        if (values.Length == 0)
            return double.NaN;
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
