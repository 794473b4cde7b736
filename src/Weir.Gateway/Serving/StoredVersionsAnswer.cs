using System.Text;
using Weir.Gateway.Storage;
using Weir.Modules.Module;
using Weir.Modules.Proxy;
using Weir.Modules.Semver;

namespace Weir.Gateway.Serving;

/// <summary>What the store alone can say about a list or @latest, for days on which nobody else can: the versions it holds whole.</summary>
internal sealed class StoredVersionsAnswer(IModuleStore store)
{
    public async Task<string?> MakeAsync(ModuleRequest request, CancellationToken cancellation)
    {
        if (request.Endpoint is not (Endpoint.List or Endpoint.Latest))
            return null;
        var versions = new List<string>();
        await foreach (var name in store.NamesAsync(StoreArea.Modules, $"{request.EscapedPath}/@v", cancellation))
            if (name.EndsWith(".info", StringComparison.Ordinal) && EscapedText.TryUnescape(name.AsSpan(0, name.Length - 5), out var version))
                versions.Add(version);
        versions.Sort(SemVer.ListOrder);
        if (versions.Count == 0)
            return null;
        if (request.Endpoint == Endpoint.List)
            return string.Concat(versions.Select(version => version + "\n"));

        // As the go command chooses: the highest release, else the highest pre-release.
        var latest = versions.FindLast(version => SemVer.Prerelease(version).Length == 0) ?? versions[^1];
        var info = StoreKey.Of(ModuleRequest.ForFile(new ModuleVersion(request.Path, latest), Endpoint.Info));
        using var stored = await store.OpenAsync(info, cancellation);
        return stored is null ? null : Encoding.UTF8.GetString(await stored.ReadAllAsync(cancellation));
    }
}
