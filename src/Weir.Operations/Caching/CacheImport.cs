using Weir.Gateway;
using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Weir.Gateway.Verification;
using Weir.Modules.Dirhash;
using Weir.Modules.Proxy;

namespace Weir.Operations.Caching;

/// <summary>A file that was not imported.</summary>
/// <param name="File">Its path below <c>cache/download</c>.</param>
/// <param name="Reason">Why not.</param>
public sealed record Refusal(string File, string Reason);

/// <summary>What an import did.</summary>
/// <param name="Files">Files taken.</param>
/// <param name="Versions">Versions they belong to.</param>
/// <param name="AlreadyThere">Files the store had with the same bytes.</param>
/// <param name="Refused">Files not taken.</param>
public sealed record ImportResult(int Files, int Versions, int AlreadyThere, IReadOnlyList<Refusal> Refused);

/// <summary>
/// Takes what a go command has downloaded (<c>GOMODCACHE/cache/download</c>) into the store. Each file passes the same checks as one from a source, and a
/// zip must have the hash its <c>.ziphash</c> says; it still counts as unverified, for nobody outside this machine has vouched for it.
/// </summary>
public sealed class CacheImport(GatewayHost gateway, TimeProvider time)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Imports a cache folder; null when it is none.</summary>
    public async Task<ImportResult?> RunAsync(string goModCache, Action<string> onFile, CancellationToken cancellation)
    {
        var root = Path.Combine(Path.GetFullPath(goModCache), "cache", "download");
        if (!Directory.Exists(root))
            return null;
        var refused = new List<Refusal>();
        var versions = new HashSet<string>(StringComparer.Ordinal);
        var (files, same) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (!name.Contains("/@v/", StringComparison.Ordinal)
                || !ModuleRequest.TryParse("/" + name, out var request, out _)
                || request.Endpoint == Endpoint.List || request.IsQuery)
                continue;
            onFile(name);
            switch (await ImportAsync(request, path, cancellation))
            {
                case (PutResult.Stored, _):
                    files++;
                    versions.Add(request.Module.ToString());
                    break;
                case (PutResult.AlreadySame, _):
                    same++;
                    break;
                case var (_, problem):
                    refused.Add(new Refusal(name, problem ?? "the store has other bytes under this name; they stay"));
                    break;
            }
        }

        return new ImportResult(files, versions.Count, same, refused);
    }

    private async Task<(PutResult? Result, string? Problem)> ImportAsync(ModuleRequest request, string path, CancellationToken cancellation)
    {
        try
        {
            using var body = Stage(path);
            if (Soundness.Check(request, body, cancellation) is { } unsound)
                return (null, unsound);
            if (request.Endpoint == Endpoint.Zip && CheckZipHash(path, body) is { } lie)
                return (null, lie);
            var provenance = new Provenance("import", time.GetUtcNow(), Verified: false);
            return (await gateway.Store.CommitAsync(StoreKey.Of(request), body, provenance, cancellation), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }

    private StagedBody Stage(string path)
    {
        using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        using var writer = new StagedBodyWriter(gateway.Staging);
        var buffer = new byte[BufferSize];
        for (int read; (read = from.Read(buffer)) > 0;)
            writer.Append(buffer.AsSpan(0, read));
        return writer.Complete();
    }

    // The go command itself takes a missing or torn .ziphash as absent (a crash leaves NULs) and computes it again.
    private static string? CheckZipHash(string zipPath, StagedBody body)
    {
        const int HashLength = 47;
        var hashFile = Path.ChangeExtension(zipPath, ".ziphash");
        if (!File.Exists(hashFile) || File.ReadAllText(hashFile).Trim() is not { Length: HashLength } expected
            || !expected.StartsWith("h1:", StringComparison.Ordinal))
            return null;
        using var stream = body.OpenRead();
        return !Hash1.TryZip(stream, out var actual, out var problem) ? problem
            : string.Equals(actual, expected, StringComparison.Ordinal) ? null
            : $"its hash is {actual}, its .ziphash says {expected}";
    }
}
