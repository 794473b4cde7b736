namespace Weir.TestKit.Upstreams;

/// <summary>A source that is sound, or broken in one way from the start.</summary>
public sealed class BreakableSource : IAsyncDisposable
{
    private readonly FakeUpstream? upstream;
    private readonly DeadPort? port;

    private BreakableSource(FakeUpstream? upstream, DeadPort? port) => (this.upstream, this.port) = (upstream, port);

    /// <summary>For GOPROXY.</summary>
    public string Url => upstream?.Url ?? port!.Url;

    /// <summary>What it was asked; nothing where nothing serves.</summary>
    public RequestLog Requests => upstream?.Requests ?? new RequestLog();

    /// <summary>Starts one with these modules.</summary>
    public static async Task<BreakableSource> StartAsync(FakeModules modules, SourceFault? fault = null)
    {
        if (fault?.Port is { } dead)
            return new(null, await dead());
        var serving = await FakeUpstream.StartAsync(modules);
        serving.Fault = fault?.Hook;
        return new(serving, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        port?.Dispose();
        if (upstream is not null)
            await upstream.DisposeAsync();
    }
}
