using Weir.Modules.Proxy;

namespace Weir.Gateway.Caching;

/// <summary>How long what is believed, here and by clients.</summary>
public sealed record CachePolicy
{
    /// <summary>The defaults.</summary>
    public static readonly CachePolicy Default = new();

    /// <summary>A list, @latest or query this young is served without asking anybody.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One this much older is served at once and refreshed behind; an older one is refreshed first.</summary>
    public TimeSpan ServeStale { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an absence is remembered.</summary>
    public TimeSpan Absent { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After a failed refresh the stale answer is served this long before the sources are asked again.</summary>
    public TimeSpan RetryRefresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of memory for hot answers.</summary>
    public long HotBytes { get; init; } = 32 << 20;

    /// <summary><c>Cache-Control</c> of a served file.</summary>
    public static string Header(ModuleRequest request, bool isPrivate) =>
        (request.Endpoint is Endpoint.List or Endpoint.Latest || request.IsQuery, isPrivate) switch
        {
            (true, false) => "public, max-age=60",
            (true, true) => "private, max-age=60",
            (false, false) => "public, max-age=31536000, immutable",
            (false, true) => "private, max-age=31536000, immutable",
        };
}
