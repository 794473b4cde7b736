using System.Collections.Immutable;
using System.Security.Cryptography;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Mounts;

/// <summary>One upstream under a prefix.</summary>
/// <param name="Prefix">Begins with a slash, does not end with one.</param>
/// <param name="Source">The upstream.</param>
internal sealed record Mount(string Prefix, ISource Source);

/// <summary>
/// <c>--mount /PREFIX=URL</c>: a plain relay of one upstream, for what is no part of the chain. Status and body are the upstream's, unchecked. What was
/// a 200 is kept: files of canonical versions for ever, the rest for days on which the upstream does not answer.
/// </summary>
public sealed class MountRelay
{
    private readonly GatewayParts _parts;
    private readonly ImmutableArray<Mount> _mounts;

    internal MountRelay(GatewayParts parts, ImmutableArray<Mount> mounts)
    {
        _parts = parts;
        _mounts = mounts;
    }

    /// <summary>
    /// Finds the mount of a raw target. False when none has its prefix; then it is a request for the chain. <paramref name="problem"/> says what is wrong with
    /// a target below a mount.
    /// </summary>
    public bool TryFind(ReadOnlySpan<char> target, out MountRequest? request, out string? problem)
    {
        request = null;
        problem = null;
        foreach (var mount in _mounts)
        {
            if (!target.StartsWith(mount.Prefix, StringComparison.Ordinal) || (target.Length > mount.Prefix.Length && target[mount.Prefix.Length] != '/'))
                continue;
            var below = target[mount.Prefix.Length..];
            if (!RequestTarget.TryDecode(below.IsEmpty ? "/" : below, out var name, out problem))
                return true;
            request = new MountRequest(mount, name, ModuleRequest.TryParse(below, out var file, out _) && !file.IsQuery
                && file.Endpoint is Endpoint.Info or Endpoint.Mod or Endpoint.Zip);
            return true;
        }

        return false;
    }

    /// <summary>Answers one request.</summary>
    public async ValueTask<Answer> GetAsync(MountRequest request, AskOptions options, CancellationToken caller)
    {
        if ((request.IsFixed || options.CachedOnly) && await StoredAsync(request, CacheState.Hit, caller) is { } stored)
            return stored;
        if (options.CachedOnly)
            return Failures.Of(ErrorCatalog.NotCached, $"not cached: {request.Name}");
        return await _parts.Flights.JoinAsync($"{options.ViaCount}:{request.Key}", token => FetchAsync(request, options, token), caller);
    }

    private async Task<Answer> FetchAsync(MountRequest request, AskOptions options, CancellationToken cancellation)
    {
        var ask = new SourceRequest(request.Name, RequestClass.Blob, FetchLimits.For(Endpoint.Zip), options.ViaCount) { RelaysAll = true };
        var reply = await request.Mount.Source.FetchAsync(ask, cancellation);
        var trace = new Trace();
        trace.Add(Attempt.Of(request.Mount.Source, reply));
        _parts.Record(RequestClass.Blob, request.Key.Name, trace);
        if (reply.Body is not { } body)
            return await StoredAsync(request, CacheState.Stale, cancellation) ?? Failures.From(request.Name, trace, Absence.EverySaysSo, unasked: 0);

        using (body)
        {
            var bytes = body.IsInMemory || reply.Status != 200 ? Soundness.Bytes(body).ToArray() : null;
            if (reply.Status == 200)
                try
                {
                    var provenance = new Provenance(request.Mount.Source.Name, _parts.Time.GetUtcNow(), Verified: false);
                    await _parts.Store.CommitAsync(request.Key, body, provenance, cancellation);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    GatewayLog.StoreFailed(_parts.Log, request.Key.ToString(), e.Message);
                    if (bytes is null)
                        return Failures.Of(ErrorCatalog.StoreFailed, $"{request.Name} was fetched but cannot be kept: {e.Message}", trace: trace);
                }

            return Relayed(request, reply.Status, reply.ContentType, bytes, body.Length, body.Sha256, CacheState.Miss, null);
        }
    }

    private async Task<Answer?> StoredAsync(MountRequest request, CacheState cache, CancellationToken cancellation)
    {
        try
        {
            using var stored = await _parts.Store.OpenAsync(request.Key, cancellation);
            if (stored is null)
                return null;
            var bytes = stored.Length <= StagedBody.SpillAt ? await stored.ReadAllAsync(cancellation) : null;
            return Relayed(request, 200, null, bytes, stored.Length, stored.Sha256, cache, stored.Provenance.At);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(_parts.Log, request.Key.ToString(), e.Message);
            return null;
        }
    }

    private static Answer Relayed(
        MountRequest request, int status, string? type, byte[]? bytes, long length, string sha256, CacheState cache, DateTimeOffset? at) => new()
        {
            Status = status,
            ContentType = type ?? (request.Name.EndsWith(".zip", StringComparison.Ordinal) ? "application/zip" : "text/plain; charset=utf-8"),
            CacheControl = (status, request.IsFixed) switch
            {
                (200, true) => "public, max-age=31536000, immutable",
                (200, false) => "public, max-age=60",
                _ => "no-store",
            },
            Body = bytes ?? default(ReadOnlyMemory<byte>),
            File = bytes is null ? request.Key : null,
            Length = length,
            ETag = status == 200 ? $"\"{sha256}\"" : null,
            Cache = cache,
            FetchedAt = at,
        };
}

/// <summary>A request below a mount.</summary>
public sealed class MountRequest
{
    internal MountRequest(Mount mount, string name, bool isFixed)
    {
        Mount = mount;
        Name = name;
        IsFixed = isFixed;
        Key = new StoreKey(StoreArea.Mounts, $"{mount.Prefix[1..]}/{name}");
    }

    internal Mount Mount { get; }

    /// <summary>The decoded path below the prefix, without its leading slash.</summary>
    public string Name { get; }

    internal bool IsFixed { get; }

    internal StoreKey Key { get; }
}
