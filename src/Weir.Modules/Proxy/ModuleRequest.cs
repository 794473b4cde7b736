using System.Diagnostics.CodeAnalysis;
using Weir.Modules.Module;
using Weir.Modules.Semver;
using Weir.Modules.Text;

namespace Weir.Modules.Proxy;

/// <summary>
/// A request for one file of the GOPROXY protocol, parsed and checked (https://go.dev/ref/mod#goproxy-protocol):
/// <code>
/// /ESCAPED-PATH/@v/list
/// /ESCAPED-PATH/@latest
/// /ESCAPED-PATH/@v/ESCAPED-VERSION.info      canonical version, or any query: a branch, a hash, v1
/// /ESCAPED-PATH/@v/ESCAPED-VERSION.mod|zip   canonical version that fits the path
/// </code>
/// A module path holds no <c>@</c>, so the last <c>/@v/</c> or the final <c>/@latest</c> divides path and endpoint.
/// </summary>
public sealed record ModuleRequest
{
    private ModuleRequest(Endpoint endpoint, string path, string version, string name, bool isQuery)
    {
        Endpoint = endpoint;
        Path = path;
        Version = version;
        Name = name;
        IsQuery = isQuery;
    }

    /// <summary>Which file of the module is meant.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>The module path, unescaped and valid.</summary>
    public string Path { get; }

    /// <summary>The version or query, unescaped; empty for <see cref="Endpoint.List"/> and <see cref="Endpoint.Latest"/>.</summary>
    public string Version { get; }

    /// <summary>Whether an <see cref="Endpoint.Info"/> asks for something else than a canonical version that fits the path.</summary>
    public bool IsQuery { get; }

    /// <summary>
    /// The file's name in a proxy, in a store and below an upstream, always in the one canonical spelling:
    /// <c>github.com/!burnt!sushi/toml/@v/v1.4.0.zip</c>.
    /// </summary>
    public string Name { get; }

    /// <summary>Path and version together.</summary>
    public ModuleVersion Module => new(Path, Version);

    /// <summary>The module path with <c>!</c> escapes.</summary>
    public string EscapedPath => EscapedText.Escape(Path);

    /// <summary>A request made of values that were checked before.</summary>
    public static ModuleRequest For(Endpoint endpoint, string path, string version)
    {
        var escaped = EscapedText.Escape(path);
        var file = EscapedText.Escape(version);
        return endpoint switch
        {
            Endpoint.List => new(endpoint, path, "", $"{escaped}/@v/list", isQuery: false),
            Endpoint.Latest => new(endpoint, path, "", $"{escaped}/@latest", isQuery: false),
            Endpoint.Info => new(endpoint, path, version, $"{escaped}/@v/{file}.info", !Fits(path, version)),
            Endpoint.Mod => new(endpoint, path, version, $"{escaped}/@v/{file}.mod", isQuery: false),
            _ => new(endpoint, path, version, $"{escaped}/@v/{file}.zip", isQuery: false),
        };
    }

    /// <summary>The request for a file of a version that was checked before.</summary>
    public static ModuleRequest ForFile(ModuleVersion module, Endpoint endpoint) => For(endpoint, module.Path, module.Version);

    /// <summary>
    /// Parses a raw, percent-encoded request target that begins with the slash below the proxy's base path; a query is ignored.
    /// On failure <paramref name="problem"/> is one short printable sentence, fit for the body of a 404.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<char> rawTarget, [NotNullWhen(true)] out ModuleRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        if (!RequestTarget.TryDecode(rawTarget, out var name, out problem))
        {
            return false;
        }

        const string Latest = "/@latest";
        const string Files = "/@v/";
        var isLatest = name.EndsWith(Latest, StringComparison.Ordinal);
        var at = isLatest ? name.Length - Latest.Length : name.LastIndexOf(Files, StringComparison.Ordinal);
        if (at < 0)
        {
            problem = $"not a module proxy path: {GoQuote.Text(name)} has neither /@v/ nor /@latest";
            return false;
        }

        if (!TryPath(name.AsSpan(0, at), out var path, out problem))
        {
            return false;
        }

        if (isLatest)
        {
            request = new(Endpoint.Latest, path, "", name, isQuery: false);
            return true;
        }

        return TryFile(name, path, name.AsSpan(at + Files.Length), out request, out problem);
    }

    private static bool TryPath(ReadOnlySpan<char> escaped, out string path, [NotNullWhen(false)] out string? problem)
    {
        if (!EscapedText.TryUnescape(escaped, out path))
        {
            problem = $"invalid escaped module path {GoQuote.Text(escaped)}";
            return false;
        }

        problem = ModulePath.Check(path) is { } reason ? $"malformed module path {GoQuote.Text(path)}: {reason}" : null;
        return problem is null;
    }

    private static bool TryFile(
        string name, string path, ReadOnlySpan<char> file, [NotNullWhen(true)] out ModuleRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        if (file is "list")
        {
            request = new(Endpoint.List, path, "", name, isQuery: false);
            problem = null;
            return true;
        }

        var dot = file.LastIndexOf('.');
        Endpoint? endpoint = dot < 0 ? null : file[dot..] switch
        {
            ".info" => Endpoint.Info,
            ".mod" => Endpoint.Mod,
            ".zip" => Endpoint.Zip,
            _ => null,
        };
        if (endpoint is null)
        {
            problem = $"no such file of a module: {GoQuote.Text(file)} (want list, VERSION.info, VERSION.mod or VERSION.zip)";
            return false;
        }

        if (!EscapedText.TryUnescape(file[..dot], out var version))
        {
            problem = $"invalid escaped version {GoQuote.Text(file[..dot])}";
            return false;
        }

        problem = CheckVersion(endpoint.Value, path, version);
        if (problem is not null)
        {
            return false;
        }

        request = new(endpoint.Value, path, version, name, endpoint is Endpoint.Info && !Fits(path, version));
        return true;
    }

    private static string? CheckVersion(Endpoint endpoint, string path, string version)
    {
        var reason = ModulePath.CheckQuery(version);
        if (reason is null && endpoint is not Endpoint.Info)
        {
            reason = SemVer.IsCanonical(version) ? ModulePath.CheckVersion(path, version) : "not a canonical version";
        }

        return reason is null ? null : $"version {GoQuote.Text(version)} invalid: {reason}";
    }

    private static bool Fits(string path, string version) => SemVer.IsCanonical(version) && ModulePath.CheckVersion(path, version) is null;
}
