using System.Collections.Immutable;
using Weir.Gateway.Configuration;
using Weir.Gateway.Health;

namespace Weir.Gateway.Tests;

/// <summary>Two sources with the same modules and a gateway over both: the usual set for a test of failover.</summary>
public sealed class Pair : IAsyncDisposable
{
    public const string Module = "example.com/m";

    private Pair(FakeModules modules, FakeUpstream a, FakeUpstream b, TestGateway gateway) =>
        (Modules, A, B, Gateway) = (modules, a, b, gateway);

    public FakeModules Modules { get; }

    public FakeUpstream A { get; }

    public FakeUpstream B { get; }

    public TestGateway Gateway { get; }

    /// <summary>Starts them with ten versions of <see cref="Module"/>, joined by <paramref name="joint"/>.</summary>
    public static async Task<Pair> StartAsync(char joint = '|', bool areBothPublic = true, ImmutableArray<string> marked = default, GatewayOptions? options = null)
    {
        var modules = new FakeModules();
        for (var i = 0; i < 10; i++)
            modules.Add(Module, $"v1.{i}.0");
        var a = await FakeUpstream.StartAsync(modules);
        var b = await FakeUpstream.StartAsync(modules);
        ImmutableArray<string> known = marked.IsDefault ? areBothPublic ? [a.Url, b.Url] : [] : [.. marked.Select(name => name == "a" ? a.Url : b.Url)];
        return new Pair(modules, a, b, TestGateway.Over($"{a.Url}{joint}{b.Url}", (options ?? new GatewayOptions()) with { Public = known }));
    }

    /// <summary>Asks for the .info of v1.<paramref name="minor"/>.0: a small file that no other call has cached.</summary>
    public Task<Told> InfoAsync(int minor) => Gateway.AskAsync($"{Module}/@v/v1.{minor}.0.info");

    public Task WhenAsync(FakeUpstream source, BreakerState state, RequestClass requestClass = RequestClass.Meta) =>
        Gateway.WhenAsync(source.Url, requestClass, state);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await A.DisposeAsync();
        await B.DisposeAsync();
    }
}
