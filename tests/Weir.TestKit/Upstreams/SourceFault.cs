namespace Weir.TestKit.Upstreams;

/// <summary>A way for a whole source to be broken, as a row of a fault matrix.</summary>
/// <param name="Name">What is wrong, in English: unique.</param>
/// <param name="Chinese">The same in Chinese.</param>
/// <param name="Hook">How it answers; null where nothing serves.</param>
/// <param name="Port">Where nothing serves: how not.</param>
/// <param name="Everywhere">Every answer is broken, the version list's too; otherwise only those in which the fault can be seen without knowing a hash.</param>
public sealed record SourceFault(string Name, string Chinese, Func<UpstreamRequest, Fault?>? Hook, Func<Task<DeadPort>>? Port, bool Everywhere)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
