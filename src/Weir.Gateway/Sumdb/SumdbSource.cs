using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// A module proxy as a way to a checksum database: asked only while its <c>supported</c> says 200, which is believed for ten minutes. A 404 below
/// a proxy that does not relay the database says nothing about the module.
/// </summary>
internal sealed class SumdbSource(string name, ISource proxy, string prefix, TimeProvider time) : ISource
{
    private static readonly TimeSpan Believe = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private Task<SourceReply>? _probe;
    private DateTimeOffset _until;

    public string Name { get; } = name;

    public Scope Scope => proxy.Scope;

    public bool UsesCredential => proxy.UsesCredential;

    public async Task<SourceReply> FetchAsync(SourceRequest request, CancellationToken cancellation)
    {
        var support = await ProbeAsync(request.ViaCount).WaitAsync(cancellation);
        return support.Outcome switch
        {
            Outcome.Ok => await proxy.FetchAsync(request with { Name = prefix + request.Name }, cancellation),
            Outcome.Neg or Outcome.Deny => SourceReply.Failure(Outcome.Soft404, "does not relay the database"),
            _ => support,
        };
    }

    // Shared by all who wait; one that failed is not believed.
    private Task<SourceReply> ProbeAsync(int viaCount)
    {
        lock (_gate)
        {
            var isOver = _probe is { IsCompletedSuccessfully: true } done
                && (time.GetUtcNow() >= _until || done.Result.Outcome is not (Outcome.Ok or Outcome.Neg or Outcome.Deny));
            if (_probe is null || _probe.IsFaulted || isOver)
            {
                _until = time.GetUtcNow() + Believe;
                _probe = AskAsync(viaCount);
            }

            return _probe;
        }
    }

    private async Task<SourceReply> AskAsync(int viaCount)
    {
        var ask = new SourceRequest(prefix + "supported", RequestClass.Sumdb, FetchLimits.Sumdb, viaCount);
        var reply = await proxy.FetchAsync(ask, CancellationToken.None);
        reply.Body?.Dispose();
        return reply with { Body = null };
    }
}
