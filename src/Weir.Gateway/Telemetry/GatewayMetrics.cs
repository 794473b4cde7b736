using Weir.Gateway.Health;

namespace Weir.Gateway.Telemetry;

/// <summary>What the gateway counts. Names and labels are part of the surface: docs/metrics.md.</summary>
public sealed class GatewayMetrics
{
    /// <summary>Attempts at upstreams.</summary>
    public CounterFamily Attempts { get; } =
        new("weir_upstream_attempts_total", "Requests to upstreams by what they came to.", "upstream", "class", "outcome");

    /// <summary>Breakers that opened.</summary>
    public CounterFamily Ejections { get; } =
        new("weir_upstream_ejections_total", "Times an upstream was taken out for its health.", "upstream", "reason");

    /// <summary>Requests that a later source saved.</summary>
    public CounterFamily Failovers { get; } =
        new("weir_failovers_total", "Requests answered by another upstream after one failed, by what the first one did.", "reason");

    /// <summary>Bytes that contradicted their hash.</summary>
    public CounterFamily IntegrityMismatches { get; } =
        new("weir_integrity_mismatches_total", "Files whose bytes contradicted the checksum database or a trusted go.sum.", "upstream");

    /// <summary>Failures of the store.</summary>
    public Counter StoreFailures { get; } = new();

    /// <summary>Counts the attempts of one fetch.</summary>
    internal void Count(RequestClass requestClass, Serving.Trace trace)
    {
        foreach (var attempt in trace.Attempts)
            Attempts.With(attempt.Source, requestClass.Word(), attempt.Outcome.Word()).Add();
    }

    /// <summary>Writes all families.</summary>
    public void WriteTo(PrometheusText text)
    {
        Attempts.WriteTo(text);
        Ejections.WriteTo(text);
        Failovers.WriteTo(text);
        IntegrityMismatches.WriteTo(text);
        text.Family("weir_store_failures_total", "counter", "Reads and writes of the store that failed.")
            .Sample("weir_store_failures_total", StoreFailures.Value);
    }
}
