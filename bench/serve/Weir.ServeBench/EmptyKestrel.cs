using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Weir.ServeBench;

/// <summary>
/// What Kestrel costs before anybody does anything: bodies that lie ready, 200 bytes, or for a zip 280 kB. No server that stands on Kestrel can be faster.
/// </summary>
internal sealed class EmptyKestrel : IHttpApplication<IFeatureCollection>
{
    private static readonly byte[] Small = new byte[200];
    private static readonly byte[] Zip = new byte[280_000];

    public static async Task RunAsync()
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxResponseBufferSize = 1 << 20;
        options.Listen(IPAddress.Loopback, 0);
        using var kestrel = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        await kestrel.StartAsync(new EmptyKestrel(), CancellationToken.None);
        Console.WriteLine(kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        await Console.Out.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(IFeatureCollection context)
    {
        var body = context.GetRequiredFeature<IHttpRequestFeature>().RawTarget.EndsWith(".zip", StringComparison.Ordinal) ? Zip : Small;
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = 200;
        response.Headers.ContentType = "text/plain";
        response.Headers.ContentLength = body.Length;
        return context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body).AsTask();
    }
}
