using Weir.Gateway.Storage;

namespace Weir.Gateway.Serving;

/// <summary>How the cache took part in an answer; the value of <c>X-Weir-Cache</c>.</summary>
public enum CacheState
{
    /// <summary>The cache was not asked.</summary>
    None,

    /// <summary>From the cache, fresh.</summary>
    Hit,

    /// <summary>Fetched now.</summary>
    Miss,

    /// <summary>From the cache although its time is over: a refresh is under way or failed.</summary>
    Stale,

    /// <summary>An absence remembered for a short while.</summary>
    Negative,
}

/// <summary>What the gateway says to one request: a body, or a failure that names its reason. Immutable; may be shared.</summary>
public sealed class Answer
{
    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The row of the catalogue, for failures.</summary>
    public ErrorRow? Error { get; init; }

    /// <summary>Content-Type.</summary>
    public required string ContentType { get; init; }

    /// <summary>Cache-Control.</summary>
    public required string CacheControl { get; init; }

    /// <summary>The body when it is in memory.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The stored file that is the body when it is not in memory.</summary>
    public StoreKey? File { get; init; }

    /// <summary>Length of the body in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Strong entity tag with its quotes, or null.</summary>
    public string? ETag { get; init; }

    /// <summary>How the cache took part.</summary>
    public CacheState Cache { get; init; }

    /// <summary>When the body was fetched, for <c>Age</c>; null where age means nothing.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>How long the client should wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The decisions behind it.</summary>
    public Trace? Trace { get; init; }

    /// <summary>The same answer, said to have come from the cache in another way.</summary>
    public Answer As(CacheState cache) => new()
    {
        Status = Status,
        Error = Error,
        ContentType = ContentType,
        CacheControl = CacheControl,
        Body = Body,
        File = File,
        Length = Length,
        ETag = ETag,
        Cache = cache,
        FetchedAt = FetchedAt,
        RetryAfter = RetryAfter,
        Trace = cache == CacheState.Miss ? Trace : null,
    };
}
