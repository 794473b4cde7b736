using System.Collections.Immutable;
using Weir.Gateway.Routing;
using Weir.Gateway.Verification;
using Weir.Modules.Modfile;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Configuration;

/// <summary>The configuration compiled: immutable, swapped whole.</summary>
/// <param name="Tiers">The chain.</param>
/// <param name="Private">Private module paths.</param>
/// <param name="NoSumdb">Module paths that are not looked up.</param>
/// <param name="Sumdbs">Checksum databases that are relayed.</param>
/// <param name="Mounts">Relays under a prefix; longest prefix first.</param>
/// <param name="Verify">What happens when a checksum database cannot be asked.</param>
/// <param name="TrustedSums">Lines of go.sum files whose hashes are believed, with the file they stand in.</param>
/// <param name="HasDirect">True when the chain holds <c>direct</c>, which this version skips.</param>
public sealed record GatewayPlan(
    ImmutableArray<TierPlan> Tiers,
    PathPatterns Private,
    PathPatterns NoSumdb,
    ImmutableArray<SumdbSetting> Sumdbs,
    ImmutableArray<MountPlan> Mounts,
    VerifyMode Verify,
    ImmutableArray<(string File, GoSumLine Line)> TrustedSums,
    bool HasDirect)
{
    /// <summary>All source URLs.</summary>
    public IEnumerable<Uri> Urls => Tiers.SelectMany(tier => tier.Sources).Select(source => source.Url);
}

/// <summary>Sources joined by <c>|</c>.</summary>
public sealed record TierPlan(ImmutableArray<SourcePlan> Sources);

/// <summary>One source of the chain.</summary>
/// <param name="Name">Host, port and path: unique, without secrets.</param>
/// <param name="Url">Where it is; may hold user information.</param>
/// <param name="Scope">Who may hear which paths.</param>
public sealed record SourcePlan(string Name, Uri Url, Scope Scope);

/// <summary>A relay of one upstream under a prefix.</summary>
/// <param name="Prefix">Begins with a slash, does not end with one.</param>
/// <param name="Url">The upstream.</param>
public sealed record MountPlan(string Prefix, Uri Url);
