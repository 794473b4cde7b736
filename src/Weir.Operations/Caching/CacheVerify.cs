using Weir.Gateway;
using Weir.Gateway.Verification;

namespace Weir.Operations.Caching;

/// <summary>What proving the store came to.</summary>
/// <param name="Proved">Files whose hash is the published one.</param>
/// <param name="Unknown">Files nobody knows the hash of.</param>
/// <param name="Unavailable">Files the database could not be asked about.</param>
/// <param name="Quarantined">Files whose bytes were wrong.</param>
/// <param name="Unreadable">Files that cannot be read.</param>
/// <param name="Last">The last file looked at: where to go on.</param>
/// <param name="Problems">Every file that is not proved or unknown.</param>
public sealed record VerifyResult(
    int Proved, int Unknown, int Unavailable, int Quarantined, int Unreadable, string? Last, IReadOnlyList<Refusal> Problems);

/// <summary>Proves the whole store, file by file, and can go on where it was interrupted.</summary>
public sealed class CacheVerify(GatewayHost gateway)
{
    /// <summary>Runs until the end or the cancellation; what was done by then is the result either way.</summary>
    public async Task<VerifyResult> RunAsync(string? after, Action<Scrubbed> onFile, CancellationToken cancellation)
    {
        var counts = new int[Enum.GetValues<ScrubOutcome>().Length];
        var problems = new List<Refusal>();
        string? last = null;
        try
        {
            await foreach (var one in gateway.Scrub.RunAsync(after, cancellation))
            {
                onFile(one);
                counts[(int)one.Outcome]++;
                last = one.Name;
                if (one.Outcome is ScrubOutcome.Unavailable or ScrubOutcome.Quarantined or ScrubOutcome.Unreadable)
                    problems.Add(new Refusal(one.Name, one.Detail ?? ""));
            }
        }
        catch (OperationCanceledException)
        {
            // Resumable: the caller sees it by its own token.
        }

        return new VerifyResult(
            counts[(int)ScrubOutcome.Proved], counts[(int)ScrubOutcome.Unknown], counts[(int)ScrubOutcome.Unavailable],
            counts[(int)ScrubOutcome.Quarantined], counts[(int)ScrubOutcome.Unreadable], last, problems);
    }
}
