namespace Weir.Gateway.Serving;

/// <summary>
/// One row for each way in which Weir can fail to serve: the code never changes, the status is what <c>go</c> sees.
/// The text that <c>go</c> prints, the JSON API, the exit codes and docs/errors.md come from here.
/// </summary>
/// <param name="Code">Stable name, in the header <c>X-Weir-Error</c> and in logs.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Meaning">What happened, in one sentence.</param>
/// <param name="Fix">What to do next, in one sentence.</param>
public sealed record ErrorRow(string Code, int Status, string Meaning, string Fix);

/// <summary>All rows. An outage is never a 404: 404 and 410 send <c>go</c> on to its next source.</summary>
public static class ErrorCatalog
{
    /// <summary>Not a request of the module proxy protocol.</summary>
    public static readonly ErrorRow BadRequest = new(
        "bad-request", 404, "The path is no request of the module proxy protocol.", "Check the module path and version for typing errors.");

    /// <summary>Authoritatively absent.</summary>
    public static readonly ErrorRow NotFound = new(
        "not-found", 404, "The sources were asked and do not have it.", "Check the path and the version; a new tag can take a minute to appear.");

    /// <summary>Authoritatively gone.</summary>
    public static readonly ErrorRow Gone = new(
        "gone", 410, "The sources had it once and removed it.", "Use another version.");

    /// <summary>Only the cache was allowed to answer.</summary>
    public static readonly ErrorRow NotCached = new(
        "not-cached", 404, "Only cached files were asked for and this one is not cached.", "Ask without /cached-only and Disable-Module-Fetch.");

    /// <summary>A private path with no private source.</summary>
    public static readonly ErrorRow NoPrivateSource = new(
        "no-private-source", 404, "The path is private and no private source is configured; public ones are never asked.",
        "Add a private source to --goproxy, or let the client fetch it directly.");

    /// <summary>A lookup of a private path in a checksum database.</summary>
    public static readonly ErrorRow PrivateLookup = new(
        "private-lookup", 404, "The path is private: it is not looked up in a public checksum database.", "Set GONOSUMDB for it on the client.");

    /// <summary>A checksum database that is not configured.</summary>
    public static readonly ErrorRow UnknownSumdb = new(
        "unknown-sumdb", 404, "This checksum database is not configured here.", "Add it with --gosumdb, or let the client ask it directly.");

    /// <summary>Every source refused.</summary>
    public static readonly ErrorRow Refused = new(
        "refused", 403, "Every source refused.", "Check the credentials and the rules of the sources named.");

    /// <summary>Upstreams ask for patience.</summary>
    public static readonly ErrorRow Throttled = new(
        "throttled", 429, "The sources ask to slow down.", "Try again after the time in Retry-After, or add a source.");

    /// <summary>Every source failed.</summary>
    public static readonly ErrorRow UpstreamFailed = new(
        "upstream-failed", 502, "No source could give it: an outage, not a missing module.", "See what each source did; add a source, or try again.");

    /// <summary>Every source timed out.</summary>
    public static readonly ErrorRow UpstreamTimeout = new(
        "upstream-timeout", 504, "No source answered in time: an outage, not a missing module.", "Check the network; add a source, or try again.");

    /// <summary>Every source's bytes contradict the hash.</summary>
    public static readonly ErrorRow Integrity = new(
        "integrity", 502, "The bytes of every source contradict the checksum database or a trusted go.sum.",
        "Do not delete go.sum. See /-/api/incidents for both hashes; add a source that has the original bytes.");

    /// <summary>A checksum database showed two logs.</summary>
    public static readonly ErrorRow SumdbFork = new(
        "sumdb-fork", 502, "The checksum database showed two logs that do not fit: nothing new of it is trusted.",
        "See weir sumdb show; when a person has found out why, weir sumdb accept.");

    /// <summary>A checksum database that is required cannot be asked.</summary>
    public static readonly ErrorRow SumdbUnreachable = new(
        "sumdb-unreachable", 503, "The checksum database cannot be asked, and proof is required.",
        "Try again later; --verify prefer serves unproved bytes meanwhile, --trust-gosum takes hashes from a go.sum.");

    /// <summary>A public path the checksum database does not know.</summary>
    public static readonly ErrorRow NotInSumdb = new(
        "not-in-sumdb", 404, "The checksum database does not know this module version.",
        "For a private module set --goprivate or --gonosumdb; for a new version try again in a minute.");

    /// <summary>The request went round in a circle.</summary>
    public static readonly ErrorRow Loop = new(
        "loop", 508, "The request came back to a Weir it had passed: two of them name each other as a source.", "Take the circle out of --goproxy.");

    /// <summary>No room or no right to write.</summary>
    public static readonly ErrorRow StoreFailed = new(
        "store-failed", 503, "Weir's own disk failed.", "Free space in the data folder or mend its permissions; see Weir's log.");

    /// <summary>Going down.</summary>
    public static readonly ErrorRow Stopping = new(
        "stopping", 503, "Weir is stopping.", "Try again when it is back.");

    /// <summary>A method other than GET and HEAD.</summary>
    public static readonly ErrorRow Method = new(
        "method", 405, "Only GET and HEAD are answered here.", "Use GET.");

    /// <summary>A bug.</summary>
    public static readonly ErrorRow Internal = new(
        "internal", 500, "A bug in Weir.", "Report it with the log lines of this request.");

    /// <summary>All rows, for docs and tests.</summary>
    public static IReadOnlyList<ErrorRow> All { get; } =
    [
        BadRequest, NotFound, Gone, NotCached, NoPrivateSource, PrivateLookup, UnknownSumdb, Refused, Throttled,
        UpstreamFailed, UpstreamTimeout, Integrity, SumdbFork, SumdbUnreachable, NotInSumdb, Loop, StoreFailed, Stopping, Method, Internal,
    ];
}
