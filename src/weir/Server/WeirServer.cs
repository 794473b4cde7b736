using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Weir.Gateway;
using Weir.Operations.Caching;

namespace Weir.Server;

/// <summary>The listeners and what stands behind them, from start to graceful end.</summary>
internal sealed class WeirServer : IAsyncDisposable
{
    private const int MaxTargetBytes = 32 * 1024;
    private readonly KestrelServer _kestrel;
    private readonly WeirApplication _application;
    private readonly ServiceProvider _services;
    private readonly GatewayHost _gateway;
    private volatile bool _stopping;

    public WeirServer(GatewayHost gateway, string basePath, IReadOnlyList<ListenAddress> addresses, ILoggerFactory logs, TimeProvider time)
    {
        _gateway = gateway;
        _services = new ServiceCollection().AddSingleton(logs).AddLogging().BuildServiceProvider();
        var metrics = new RequestMetrics();
        var operations = new OperationsEndpoints(gateway, metrics, new CachePurge(gateway), () => _stopping);
        _application = new WeirApplication(
            new Dispatcher(gateway, operations, basePath), new AnswerWriter(gateway.Store, time), metrics, time, logs.CreateLogger("Weir"));

        var options = new KestrelServerOptions { ApplicationServices = _services, AddServerHeader = false };
        // A target that is too long is told so in words by us, not with a bare 414.
        options.Limits.MaxRequestLineSize = MaxTargetBytes;
        options.Limits.MaxRequestHeadersTotalSize = MaxTargetBytes;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxResponseBufferSize = 1 << 20;
        foreach (var address in addresses)
            address.AddTo(options);
        _kestrel = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logs), logs);
    }

    /// <summary>The addresses really listened on, as URLs; ports chosen by the system included.</summary>
    public IReadOnlyCollection<string> Addresses => [.. _kestrel.Features.Get<IServerAddressesFeature>()!.Addresses];

    public Task StartAsync(CancellationToken cancellation) => _kestrel.StartAsync(_application, cancellation);

    /// <summary>Stops listening, lets requests and fetches under way end until the deadline, then cuts them off.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        _stopping = true;
        await _kestrel.StopAsync(deadline);
        await _gateway.DrainAsync(deadline);
    }

    public async ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        await _services.DisposeAsync();
    }
}
