using System.Diagnostics.CodeAnalysis;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Serving;

/// <summary>How a request wants to be answered.</summary>
/// <param name="CachedOnly">Only what is cached: ask no source.</param>
/// <param name="ViaCount">How many Weirs the request has passed already.</param>
public readonly record struct AskOptions(bool CachedOnly, int ViaCount)
{
    /// <summary>An ordinary request.</summary>
    public static readonly AskOptions Plain;
}

/// <summary>
/// The hall: the single entry for every file of the module proxy protocol, whoever asks (server, prefill, later guard and why).
/// <code>
///   GET /github.com/!burnt!sushi/toml/@v/v1.4.0.zip
///    │ 1 route    the server parsed the target once into a ModuleRequest; a bad one never gets here
///    ▼
///   2 hall ──► 4 cache, hot: the ready answer ─────────────────────────────────────────────► 9 respond
///    │
///    ├─ a file of a version (never changes) ── FixedFiles           ├─ list, @latest, query ── ChangingFiles
///    │    4 store: have it ──────────────────────────────────►      │    4 memory: fresh, or stale and refreshed behind ──►
///    │    5 choose   the route's tiers, by health   (Fetcher)       │    5–7 the same flight, fetch and checks
///    │    6 fetch    one flight a key, staged       (Flights, SourceRace)
///    │    7 verify   soundness; a corrupt body sends to the next source
///    │    8 store    commit, then answer                            │    8 merge into what was remembered; stale if all failed
///    ▼                                                              ▼
///   Answer: a body or a failure that names its reason, with the Trace of decisions
/// </code>
/// Admission (3) has no rules yet. Expected failures are answers; only bugs and the caller's own cancellation throw.
/// </summary>
public sealed class ModuleGateway
{
    private readonly GatewayParts _parts;
    private readonly FixedFiles _fixed;
    private readonly ChangingFiles _changing;

    internal ModuleGateway(GatewayParts parts)
    {
        _parts = parts;
        _fixed = new FixedFiles(parts);
        _changing = new ChangingFiles(parts);
    }

    /// <summary>The ready answer, when there is a fresh one in memory: no task, no token, no disk.</summary>
    public bool TryGetReady(ModuleRequest request, [NotNullWhen(true)] out Answer? ready) => _parts.Hot.TryGetFresh(request.Name, out ready);

    /// <summary>Answers one request. The caller's token ends the waiting, not the fetch.</summary>
    public async ValueTask<Answer> GetAsync(ModuleRequest request, AskOptions options, CancellationToken caller)
    {
        // :: Step 4, hot
        if (TryGetReady(request, out var ready))
            return ready;
        return IsFixed(request) ? await _fixed.GetAsync(request, options, caller) : await _changing.GetAsync(request, options, caller);
    }

    private static bool IsFixed(ModuleRequest request) =>
        request.Endpoint is Endpoint.Mod or Endpoint.Zip || request is { Endpoint: Endpoint.Info, IsQuery: false };
}
