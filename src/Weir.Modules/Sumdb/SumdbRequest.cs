using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Weir.Modules.Module;
using Weir.Modules.Proxy;
using Weir.Modules.Semver;
using Weir.Modules.Text;

namespace Weir.Modules.Sumdb;

/// <summary>What a checksum database is asked for.</summary>
public enum SumdbEndpoint
{
    /// <summary><c>supported</c>: does this proxy relay the database?</summary>
    Supported,

    /// <summary><c>latest</c>: the signed tree head.</summary>
    Latest,

    /// <summary><c>lookup/MODULE@VERSION</c>: a record and a signed tree head that covers it.</summary>
    Lookup,

    /// <summary><c>tile/8/…</c>: hashes or records of the log.</summary>
    Tile,
}

/// <summary>
/// A request for a checksum database relayed by a proxy (https://go.dev/ref/mod#checksum-database):
/// <c>/sumdb/NAME/supported</c>, <c>latest</c>, <c>lookup/ESCAPED-PATH@ESCAPED-VERSION</c>, <c>tile/8/…</c>. The name may hold slashes.
/// </summary>
/// <param name="Name">The database's name.</param>
/// <param name="Endpoint">What is asked for.</param>
/// <param name="Rest">The path below the name in its canonical spelling, as the database itself is asked: <c>lookup/example.com/!m@v1.0.0</c>.</param>
/// <param name="Module">The module looked up, unescaped; empty but for <see cref="SumdbEndpoint.Lookup"/>.</param>
/// <param name="Tile">The tile; default but for <see cref="SumdbEndpoint.Tile"/>.</param>
public sealed record SumdbRequest(string Name, SumdbEndpoint Endpoint, string Rest, ModuleVersion Module, TilePath Tile)
{
    /// <summary>Whether the tile is one that was cut off at the end of the log.</summary>
    public bool IsPartial => Endpoint == SumdbEndpoint.Tile && Tile.IsPartial;

    /// <summary>Name and path as a relative file name of letters, digits and <c>-._~!@+/%</c>, without dot elements.</summary>
    public string CacheName => $"{SafeName(Name)}/{Rest}";

    /// <summary>
    /// Parses a raw, percent-encoded request target that begins with <c>/sumdb/</c>; a query is ignored. Of the known names the longest that fits is taken.
    /// On failure <paramref name="problem"/> is one short printable sentence.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<char> rawTarget,
        IReadOnlyCollection<string> knownNames,
        [NotNullWhen(true)] out SumdbRequest? request,
        [NotNullWhen(false)] out string? problem)
    {
        request = null;
        const string Prefix = "sumdb/";
        if (!RequestTarget.TryDecode(rawTarget, out var target, out problem))
        {
            return false;
        }

        if (!target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            problem = $"not a checksum database path: {GoQuote.Text(target)}";
            return false;
        }

        target = target[Prefix.Length..];
        if (FindName(target, knownNames) is not { } name)
        {
            problem = $"no such checksum database: {GoQuote.Text(target)}";
            return false;
        }

        problem = Read(name, target[(name.Length + 1)..], out request);
        return problem is null;
    }

    private static string? FindName(string target, IReadOnlyCollection<string> knownNames)
    {
        string? found = null;
        foreach (var name in knownNames)
        {
            if (name.Length > (found?.Length ?? 0) && target.Length > name.Length
                && target.StartsWith(name, StringComparison.Ordinal) && target[name.Length] == '/')
            {
                found = name;
            }
        }

        return found;
    }

    private static string? Read(string name, string rest, out SumdbRequest? request)
    {
        const string Lookup = "lookup/";
        request = null;
        switch (rest)
        {
            case "supported":
                request = new SumdbRequest(name, SumdbEndpoint.Supported, rest, default, default);
                return null;
            case "latest":
                request = new SumdbRequest(name, SumdbEndpoint.Latest, rest, default, default);
                return null;
        }

        if (rest.StartsWith(Lookup, StringComparison.Ordinal))
        {
            var problem = ReadModule(rest.AsSpan(Lookup.Length), out var module);
            request = problem is null ? new SumdbRequest(name, SumdbEndpoint.Lookup, rest, module, default) : null;
            return problem;
        }

        if (TilePath.TryParse(rest, out var tile))
        {
            request = new SumdbRequest(name, SumdbEndpoint.Tile, rest, default, tile);
            return null;
        }

        return rest.StartsWith("tile/", StringComparison.Ordinal)
            ? $"malformed tile path {GoQuote.Text(rest)}"
            : $"no such file of a checksum database: {GoQuote.Text(rest)} (want supported, latest, lookup/ or tile/)";
    }

    private static string? ReadModule(ReadOnlySpan<char> escaped, out ModuleVersion module)
    {
        module = default;
        var at = escaped.IndexOf('@');
        if (at < 0 || !EscapedText.TryUnescape(escaped[..at], out var path) || !EscapedText.TryUnescape(escaped[(at + 1)..], out var version))
        {
            return $"invalid module@version syntax {GoQuote.Text(escaped)}";
        }

        if (ModulePath.Check(path) is { } malformed)
        {
            return $"malformed module path {GoQuote.Text(path)}: {malformed}";
        }

        var reason = !SemVer.IsCanonical(version) ? "not a canonical version" : ModulePath.CheckVersion(path, version);
        module = new ModuleVersion(path, version);
        return reason is null ? null : $"version {GoQuote.Text(version)} invalid: {reason}";
    }

    private static string SafeName(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            var c = (char)b;
            _ = char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/'
                ? safe.Append(c)
                : safe.Append('%').Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }

        return safe.ToString();
    }
}
