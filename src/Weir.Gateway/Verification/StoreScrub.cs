using System.Runtime.CompilerServices;
using Weir.Gateway.Serving;
using Weir.Gateway.Storage;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Verification;

/// <summary>What became of one stored file.</summary>
public enum ScrubOutcome
{
    /// <summary>Its hash is the published one.</summary>
    Proved,

    /// <summary>Nobody knows its hash: a private path, or not in the database.</summary>
    Unknown,

    /// <summary>The database could not be asked.</summary>
    Unavailable,

    /// <summary>Its bytes are wrong: it is in the quarantine now.</summary>
    Quarantined,

    /// <summary>It cannot be read.</summary>
    Unreadable,
}

/// <summary>One step of a scrub.</summary>
/// <param name="Name">The file.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">Why, for all but a success.</param>
public sealed record Scrubbed(string Name, ScrubOutcome Outcome, string? Detail);

/// <summary>Proves every <c>.mod</c> and <c>.zip</c> in the store against the oracles, whether it was proved before or not: disks forget too.</summary>
public sealed class StoreScrub
{
    private readonly GatewayParts _parts;
    private readonly StoredFiles _stored;

    internal StoreScrub(GatewayParts parts)
    {
        _parts = parts;
        _stored = new StoredFiles(parts);
    }

    /// <summary>Scrubs in the order of names, from the first one after <paramref name="after"/>.</summary>
    public async IAsyncEnumerable<Scrubbed> RunAsync(string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var names = new List<string>();
        await foreach (var name in _parts.Store.AllNamesAsync(StoreArea.Modules, "", cancellation))
            if (after is null || string.CompareOrdinal(name, after) > 0)
                names.Add(name);
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
            if (ModuleRequest.TryParse("/" + name, out var request, out _) && request.Endpoint is Endpoint.Mod or Endpoint.Zip)
                yield return await OneAsync(request, cancellation);
    }

    private async Task<Scrubbed> OneAsync(ModuleRequest request, CancellationToken cancellation)
    {
        try
        {
            using var stored = await _parts.Store.OpenAsync(StoreKey.Of(request), cancellation);
            if (stored is null)
                return new Scrubbed(request.Name, ScrubOutcome.Unreadable, "removed meanwhile");
            return await _parts.Verifier.ExpectAsync(request, cancellation) switch
            {
                Expectation.Known known => await _stored.IsTrueAsync(request, stored, known, cancellation)
                    ? new Scrubbed(request.Name, ScrubOutcome.Proved, null)
                    : new Scrubbed(request.Name, ScrubOutcome.Quarantined, $"its bytes contradict {known.By}"),
                Expectation.Unavailable gone => new Scrubbed(request.Name, ScrubOutcome.Unavailable, gone.Reason),
                Expectation.Forked fork => new Scrubbed(request.Name, ScrubOutcome.Unavailable, $"{fork.Database} showed two logs"),
                Expectation.NotListed missing => new Scrubbed(request.Name, ScrubOutcome.Unknown, missing.Reason),
                _ => new Scrubbed(request.Name, ScrubOutcome.Unknown, "no checksum database knows it"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Scrubbed(request.Name, ScrubOutcome.Unreadable, e.Message);
        }
    }
}
