using System.Collections.Immutable;

namespace Weir.Gateway.Configuration;

/// <summary>What the operator wrote, as text, before anything is made of it. Each value names the flag it came from in problems.</summary>
public sealed record GatewayOptions
{
    /// <summary><c>--goproxy</c>: a list in Go's syntax; null takes the default.</summary>
    public string? GoProxy { get; init; }

    /// <summary><c>--gosumdb</c>: checksum databases in Go's syntax, separated by commas; null takes sum.golang.org; <c>off</c> for none.</summary>
    public string? GoSumdb { get; init; }

    /// <summary><c>--goprivate</c>: globs of private module paths.</summary>
    public string? GoPrivate { get; init; }

    /// <summary><c>--gonosumdb</c>: globs of module paths that are not looked up; null takes the private ones.</summary>
    public string? GoNoSumdb { get; init; }

    /// <summary><c>--verify</c>: <c>require</c>, <c>prefer</c> or <c>off</c>; null takes require.</summary>
    public string? Verify { get; init; }

    /// <summary><c>--trust-gosum</c>: texts of go.sum files whose hashes are believed, by file name.</summary>
    public ImmutableArray<(string File, string Text)> TrustedSums { get; init; } = [];

    /// <summary><c>--public</c>: URLs of further sources that are public.</summary>
    public ImmutableArray<string> Public { get; init; } = [];

    /// <summary><c>--mount</c>: <c>/PREFIX=URL</c> each.</summary>
    public ImmutableArray<string> Mounts { get; init; } = [];
}

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="Where">The flag or key.</param>
/// <param name="What">What is wrong with it, in one sentence; secrets masked.</param>
public sealed record PlanProblem(string Where, string What);
