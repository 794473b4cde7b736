using System.Collections.Immutable;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Routing;

/// <summary>Sources joined by <c>|</c>: alternatives, ranked by health.</summary>
public sealed record Tier(ImmutableArray<ISource> Sources)
{
    /// <summary>True when every source is public.</summary>
    public bool IsPublic => Sources.All(source => source.Scope == Scope.Public);
}

/// <summary>Tiers joined by <c>,</c>, asked in this order. Health never moves a source across a <c>,</c>.</summary>
/// <param name="Name">For people: "public" or "private".</param>
/// <param name="Tiers">May be empty: then only the cache answers.</param>
/// <param name="IsPrivate">True for paths matched by the private patterns.</param>
public sealed record Route(string Name, ImmutableArray<Tier> Tiers, bool IsPrivate)
{
    /// <summary>True when a source of the route is asked with a credential: its answers are not for shared caches.</summary>
    public bool UsesCredential { get; } = Tiers.Any(tier => tier.Sources.Any(source => source.UsesCredential));

    /// <summary>
    /// Whether a tier that did not deliver hands on to the next: after 404/410 always, as in Go; after a failure only between public tiers,
    /// or a private source's outage would send its paths, and its clients' trust, to somebody else.
    /// </summary>
    public static bool HandsOn(Tier from, Tier to, bool failed) => !failed || (from.IsPublic && to.IsPublic);
}

/// <summary>Chooses the route of a module path. A private path gets the sources that are not public, whatever else is configured.</summary>
public sealed class Router(ImmutableArray<Tier> chain, Weir.Modules.Module.PathPatterns privatePaths)
{
    private readonly Route _public = new("public", chain, IsPrivate: false);
    private readonly Route _private = new("private", PrivatePart(chain), IsPrivate: true);

    /// <summary>All sources, in configured order.</summary>
    public ImmutableArray<ISource> Sources { get; } = [.. chain.SelectMany(tier => tier.Sources)];

    /// <summary>The tiers as configured.</summary>
    public ImmutableArray<Tier> Chain { get; } = chain;

    /// <summary>The route of a path.</summary>
    public Route For(string path) => privatePaths.Matches(path) ? _private : _public;

    private static ImmutableArray<Tier> PrivatePart(ImmutableArray<Tier> chain) =>
    [
        .. chain.Select(tier => new Tier([.. tier.Sources.Where(source => source.Scope == Scope.Private)]))
            .Where(tier => !tier.Sources.IsEmpty),
    ];
}
