using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Weir.Modules.Text;

namespace Weir.Modules.GoEnv;

/// <summary>
/// The GOPROXY list (https://go.dev/ref/mod#goproxy-protocol): entries, each followed by <c>,</c> or <c>|</c>. Blank entries are skipped; <c>direct</c> and
/// <c>off</c>, exactly so written, end the list, and nothing behind them is looked at. One bad entry before them spoils the whole list.
/// </summary>
public static class GoProxyList
{
    /// <summary>Parses a list. On failure <paramref name="problem"/> is what Go would print, without its prefix.</summary>
    public static bool TryParse(string list, out ImmutableArray<GoProxyEntry> entries, [NotNullWhen(false)] out string? problem)
    {
        entries = [];
        var found = ImmutableArray.CreateBuilder<GoProxyEntry>();
        for (var rest = list.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOfAny(',', '|');
            var separator = end < 0 ? ',' : rest[end];
            var value = GoSpace.Trim(end < 0 ? rest : rest[..end]).ToString();
            rest = end < 0 ? default : rest[(end + 1)..];
            if (value.Length == 0)
            {
                continue;
            }

            if (value is "direct" or "off")
            {
                found.Add(new GoProxyEntry(value, null, separator));
                break;
            }

            if (!GoUrl.TryParse(Complete(value), out var url, out problem))
            {
                return false;
            }

            found.Add(new GoProxyEntry(value, url, separator));
        }

        problem = found.Count == 0 ? "GOPROXY list is not the empty string, but contains no entries" : null;
        entries = found.ToImmutable();
        return problem is null;
    }

    // A single word is reserved for keywords; what looks like a host or a relative path gets a scheme.
    private static string Complete(string value) =>
        value.AsSpan().IndexOfAny('.', ':', '/') >= 0 && !value.Contains(":/", StringComparison.Ordinal) && value[0] != '/'
            ? "https://" + value
            : value;
}
