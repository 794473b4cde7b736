using System.Collections.Concurrent;
using System.Collections.Immutable;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Incidents;
using Weir.Gateway.Sources;
using Weir.Gateway.Telemetry;
using Weir.Modules.Module;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Verification;

/// <summary>
/// Remembers who lied about what. A source that gave bytes with a wrong hash is not asked for that module version for a day; one that did so for two modules
/// within a day is left out for a day. Survives a restart: it is read back from the incidents.
/// </summary>
public sealed class Quarantine
{
    /// <summary>Modules lied about within <see cref="Lasts"/> that leave a source out altogether.</summary>
    public const int ModulesThatEject = 2;

    /// <summary>How long a lie is held against a source.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<(string Source, string Module), DateTimeOffset> _lies = new();
    private readonly IncidentLog _incidents;
    private readonly HealthBoard _health;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;

    /// <summary>Reads back the lies of the last day.</summary>
    public Quarantine(IncidentLog incidents, HealthBoard health, GatewayMetrics metrics, TimeProvider time)
    {
        _incidents = incidents;
        _health = health;
        _metrics = metrics;
        _time = time;
        foreach (var incident in incidents.Read())
            if (incident is { Kind: IncidentKind.Integrity, Source: { } source, Module: { } module } && incident.At + Lasts > time.GetUtcNow())
                Remember(source, module, incident.At);
    }

    /// <summary>True while a source is not asked for a module version because it lied about it.</summary>
    public bool Holds(ISource source, ModuleVersion module) =>
        _lies.TryGetValue((source.Name, module.ToString()), out var at) && at + Lasts > _time.GetUtcNow();

    /// <summary>Takes down a lie: evidence, incident, metric. The body is the quarantine's afterwards.</summary>
    internal void Report(string source, ModuleRequest file, StagedBody body, string actual, Expectation.Known expected, string? url, ImmutableDictionary<string, string>? headers)
    {
        var id = _incidents.NewId();
        var name = file.Endpoint == Endpoint.Mod ? ".mod" : ".zip";
        _incidents.Append(new Incident(
            id,
            IncidentKind.Integrity,
            _time.GetUtcNow(),
            $"{source} gave {file.Module}{name} with {actual}; {expected.By} says {expected.H1}")
        {
            Module = file.Module.ToString(),
            File = name,
            Source = source,
            Url = url,
            Expected = expected.H1,
            ExpectedBy = expected.By,
            Actual = actual,
            Headers = headers,
            Evidence = _incidents.Keep(id, "body" + name, body),
            SignedNotes = expected.Evidence is { } signed ? [signed] : null,
        });
        _metrics.IntegrityMismatches.With(source).Add();
        Remember(source, file.Module.ToString(), _time.GetUtcNow());
    }

    private void Remember(string source, string module, DateTimeOffset at)
    {
        _lies[(source, module)] = at;
        var since = _time.GetUtcNow() - Lasts;
        var modules = _lies.Where(lie => lie.Key.Source == source && lie.Value > since).ToList();
        if (modules.Count >= ModulesThatEject)
            _health.Eject(source, modules.Max(lie => lie.Value) + Lasts, $"gave wrong bytes for {modules.Count} modules within a day");
    }
}
