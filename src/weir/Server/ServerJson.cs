using System.Text.Json.Serialization;
using Weir.Gateway.Health;
using Weir.Operations.Caching;

namespace Weir.Server;

/// <summary>The answer of <c>/-/api/upstreams</c>: the chain, and in each tier the order in which sources are asked now.</summary>
internal sealed record UpstreamsReport(IReadOnlyList<TierReport> Tiers)
{
    public static string Word(BreakerState state) => state switch
    {
        BreakerState.Open => "open",
        BreakerState.HalfOpen => "half_open",
        _ => "closed",
    };
}

internal sealed record TierReport(int Tier, IReadOnlyList<UpstreamReport> Upstreams);

internal sealed record UpstreamReport(
    string Name, string Class, int Place, string Scope, string State, string Reason, DateTimeOffset? Until);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(UpstreamsReport))]
[JsonSerializable(typeof(PurgeResult))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(FetchSumResult))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(Commands.SumdbReport[]))]
internal sealed partial class ServerJson : JsonSerializerContext;
