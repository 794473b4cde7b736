using Microsoft.Extensions.Logging;
using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Caching;

/// <summary>Keeps <see cref="Remembered"/> values in the store's Lists area. A disk that fails costs freshness, never an answer.</summary>
internal sealed class RememberedAnswers(IModuleStore store, ILogger log)
{
    // Longest file name of common file systems, less the ending.
    private const int MaxName = 240;

    public async Task<Remembered?> ReadAsync(ModuleRequest request, CancellationToken cancellation)
    {
        if (KeyOf(request) is not { } key)
            return null;
        try
        {
            using var stored = await store.OpenAsync(key, cancellation);
            return stored is null ? null : Remembered.Parse(await stored.ReadAllAsync(cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, key.Name, e.Message);
            return null;
        }
    }

    public async Task WriteAsync(ModuleRequest request, Remembered remembered, CancellationToken cancellation)
    {
        if (KeyOf(request) is not { } key)
            return;
        try
        {
            using var body = StagedBody.FromBytes(remembered.ToJson());
            await store.CommitAsync(key, body, new Provenance(remembered.Source, remembered.At, Verified: false), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, key.Name, e.Message);
        }
    }

    public async Task ForgetAsync(ModuleRequest request, CancellationToken cancellation)
    {
        if (KeyOf(request) is not { } key)
            return;
        try
        {
            await store.RemoveAsync(key, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, key.Name, e.Message);
        }
    }

    // "list" and "@latest" cannot be query names' files: those keep their ".info".
    private static StoreKey? KeyOf(ModuleRequest request)
    {
        var name = request.Name + ".json";
        return name.Length - name.LastIndexOf('/') <= MaxName && StoreKey.IsSafe(name) ? new StoreKey(StoreArea.Lists, name) : null;
    }
}
