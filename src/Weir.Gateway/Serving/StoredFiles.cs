using Weir.Gateway.Caching;
using Weir.Gateway.Fetching;
using Weir.Gateway.Routing;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Serving;

/// <summary>
/// Files of versions that the store has. Those that came unproved (an import, a day on which the checksum database was away) are proved when they are first
/// asked for; one that fails goes to the quarantine and is fetched again.
/// </summary>
internal sealed class StoredFiles(GatewayParts parts)
{
    /// <summary>The stored file when it may be served as it is; null when there is none or it must be proved first.</summary>
    public async Task<Answer?> ReadAsync(ModuleRequest request, Route route, CancellationToken cancellation)
    {
        try
        {
            using var stored = await parts.Store.OpenAsync(StoreKey.Of(request), cancellation);
            return stored is null || (parts.Verifier.Covers(request) && !stored.Provenance.Verified) ? null : await AnswerAsync(request, route, stored, null, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(request, e);
            return null;
        }
    }

    /// <summary>Proves a stored file: the answer, a failure when it cannot be proved and must be; null when there is none, or none any more.</summary>
    public async Task<Answer?> ProveAsync(ModuleRequest request, Route route, CancellationToken cancellation)
    {
        try
        {
            using var stored = await parts.Store.OpenAsync(StoreKey.Of(request), cancellation);
            if (stored is null)
                return null;
            if (!parts.Verifier.Covers(request) || stored.Provenance.Verified)
                return await AnswerAsync(request, route, stored, null, cancellation);
            var expectation = await parts.Verifier.ExpectAsync(request, cancellation);
            if (FixedFiles.Unproved(request, expectation, parts.Verifier.Mode, null) is { } failure)
                return failure;
            if (expectation is not Expectation.Known known)
                return await AnswerAsync(request, route, stored, parts.Policy.Fresh, cancellation);
            return await IsTrueAsync(request, stored, known, cancellation) ? await AnswerAsync(request, route, stored, null, cancellation) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(request, e);
            return null;
        }
    }

    /// <summary>The answer for bytes at hand or in the store.</summary>
    public static Answer Found(
        ModuleRequest request, Route route, ReadOnlyMemory<byte> bytes, long length, string sha256, CacheState cache, Trace? trace) => new()
        {
            Status = 200,
            ContentType = GatewayParts.ContentType(request.Endpoint),
            CacheControl = CachePolicy.Header(request, route.UsesCredential),
            Body = bytes,
            File = length > StagedBody.SpillAt ? StoreKey.Of(request) : null,
            Length = length,
            ETag = $"\"{sha256}\"",
            Cache = cache,
            Trace = trace,
        };

    /// <summary>Compares a stored file with its hash and notes the result; a false one is taken out of the store.</summary>
    public async Task<bool> IsTrueAsync(ModuleRequest request, StoredContent stored, Expectation.Known known, CancellationToken cancellation)
    {
        using var body = await StageAsync(stored, cancellation);
        var problem = Soundness.Check(request, body, out var h1, cancellation);
        if (problem is null && string.Equals(h1, known.H1, StringComparison.Ordinal))
        {
            await parts.Store.NoteAsync(StoreKey.Of(request), stored.Provenance with { Verified = true }, cancellation);
            return true;
        }

        parts.Quarantine.Report(stored.Provenance.Source, request, body, h1 ?? problem ?? "unreadable", known, null, null);
        await parts.Store.RemoveAsync(StoreKey.Of(request), cancellation);
        parts.Hot.Remove(request.Name);
        return false;
    }

    private async Task<Answer> AnswerAsync(ModuleRequest request, Route route, StoredContent stored, TimeSpan? freshFor, CancellationToken cancellation)
    {
        var bytes = stored.Length <= StagedBody.SpillAt ? await stored.ReadAllAsync(cancellation) : default;
        var answer = Found(request, route, bytes, stored.Length, stored.Sha256, CacheState.Hit, null);
        parts.Hot.Put(request.Name, answer, freshFor);
        return answer;
    }

    private async Task<StagedBody> StageAsync(StoredContent stored, CancellationToken cancellation)
    {
        using var writer = new StagedBodyWriter(parts.Staging);
        var buffer = new byte[StagedBody.SpillAt];
        long at = 0;
        for (int read; (read = await stored.ReadAsync(buffer, at, cancellation)) > 0; at += read)
            writer.Append(buffer.AsSpan(0, read));
        return writer.Complete();
    }

    // Unreadable is as good as not there: the sources may still have it.
    private void Unreadable(ModuleRequest request, Exception e)
    {
        GatewayLog.StoreFailed(parts.Log, request.Name, e.Message);
        parts.Metrics.StoreFailures.Add();
    }
}
