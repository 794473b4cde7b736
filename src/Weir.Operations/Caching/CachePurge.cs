using Weir.Gateway;
using Weir.Gateway.Storage;
using Weir.Modules.Module;
using Weir.Modules.Proxy;
using Weir.Modules.Semver;

namespace Weir.Operations.Caching;

/// <summary>What a purge did.</summary>
/// <param name="Module">Module, or module@version.</param>
/// <param name="Files">Files removed.</param>
/// <param name="Problem">Why nothing was tried, or null.</param>
public sealed record PurgeResult(string Module, int Files, string? Problem = null);

/// <summary>
/// Removes a module, or one version of it, from the store and from memory. What was remembered of its list and queries goes too, so that the next
/// request asks the sources.
/// </summary>
public sealed class CachePurge(GatewayHost gateway)
{
    /// <summary>Purges <c>MODULE</c> or <c>MODULE@VERSION</c>.</summary>
    public async Task<PurgeResult> RunAsync(string target, CancellationToken cancellation)
    {
        var at = target.IndexOf('@', StringComparison.Ordinal);
        var path = at < 0 ? target : target[..at];
        var version = at < 0 ? null : target[(at + 1)..];
        if (ModulePath.Check(path) is { } pathProblem)
            return new PurgeResult(target, 0, $"malformed module path \"{path}\": {pathProblem}");
        if (version is not null && !SemVer.IsCanonical(version))
            return new PurgeResult(target, 0, $"\"{version}\" is not a canonical version");

        var folder = $"{EscapedText.Escape(path)}/@v";
        var removed = 0;
        foreach (var name in await NamesAsync(StoreArea.Modules, folder, cancellation))
            if (name != "list" && (version is null || name.StartsWith(EscapedText.Escape(version) + ".", StringComparison.Ordinal)))
                removed += await RemoveAsync(new StoreKey(StoreArea.Modules, $"{folder}/{name}"), cancellation);
        foreach (var name in await NamesAsync(StoreArea.Lists, folder, cancellation))
            removed += await RemoveAsync(new StoreKey(StoreArea.Lists, $"{folder}/{name}"), cancellation);
        var latest = ModuleRequest.For(Endpoint.Latest, path, "");
        removed += await RemoveAsync(new StoreKey(StoreArea.Lists, latest.Name + ".json"), cancellation);
        gateway.Forget(EscapedText.Escape(path));
        return new PurgeResult(target, removed);
    }

    private async Task<List<string>> NamesAsync(StoreArea area, string folder, CancellationToken cancellation)
    {
        var names = new List<string>();
        await foreach (var name in gateway.Store.NamesAsync(area, folder, cancellation))
            names.Add(name);
        return names;
    }

    private async Task<int> RemoveAsync(StoreKey key, CancellationToken cancellation) =>
        await gateway.Store.RemoveAsync(key, cancellation) ? 1 : 0;
}
