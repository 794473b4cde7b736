using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Weir.TestKit.Sumdb;

namespace Weir.TestKit.Upstreams;

/// <summary>A module proxy on 127.0.0.1 that records what it is asked and can be broken at run time in every way real ones break.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeUpstream(FakeModules modules, X509Certificate2? certificate)
    {
        (Modules, Certificate) = (modules, certificate);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>What it has.</summary>
    public FakeModules Modules { get; }

    /// <summary>
    /// The checksum database behind it, if any: relayed at <c>/sumdb/NAME/</c> as module proxies do, and at the root, as if this were the database itself.
    /// </summary>
    public FakeSumdb? Sumdb { get; set; }

    /// <summary>The base address, for GOPROXY: no slash at its end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The self-signed certificate it shows, where it speaks HTTPS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Every request so far.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Says how a request is to be answered wrongly; null, or a hook that returns null, is the sound answer. May be set at any time.</summary>
    public Func<UpstreamRequest, Fault?>? Fault { get; set; }

    /// <summary>Starts one that serves <paramref name="modules"/>.</summary>
    public static Task<FakeUpstream> StartAsync(FakeModules? modules = null) => StartAsync(modules, certificate: null);

    /// <summary>Starts a checksum database that is nothing else.</summary>
    public static async Task<FakeUpstream> StartAsync(FakeSumdb sumdb)
    {
        var upstream = await StartAsync(modules: null, certificate: null);
        upstream.Sumdb = sumdb;
        return upstream;
    }

    /// <summary>Starts one that speaks HTTPS and HTTP/2 with a certificate of its own that nobody trusts.</summary>
    public static Task<FakeUpstream> StartHttpsAsync(FakeModules? modules = null) => StartAsync(modules, SelfSigned.Create());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Without grace: what hangs on purpose would hold the stop for ever.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        Certificate?.Dispose();
    }

    private static async Task<FakeUpstream> StartAsync(FakeModules? modules, X509Certificate2? certificate)
    {
        var upstream = new FakeUpstream(modules ?? new FakeModules(), certificate);
        await upstream.app.StartAsync();
        upstream.Url = upstream.app.Urls.Single();
        return upstream;
    }

    private SoundAnswer SoundAnswerTo(string target)
    {
        if (Sumdb is not { } database)
            return Modules.Answer(target);
        var relayed = $"/sumdb/{database.Name}/";
        if (target.StartsWith(relayed, StringComparison.Ordinal))
            return target == relayed + "supported" ? new SoundAnswer(200, "text/plain; charset=utf-8", []) : database.Answer(target[(relayed.Length - 1)..]);
        string[] own = ["/latest", "/lookup/", "/tile/"];
        return own.Any(o => target.StartsWith(o, StringComparison.Ordinal)) ? database.Answer(target) : Modules.Answer(target);
    }

    private void Listen(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (Certificate is not null)
                listen.UseHttps(Certificate);
        });
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new UpstreamRequest(http.Request.Method, target, headers, TimeProvider.System.GetUtcNow());
        var fault = Fault?.Invoke(request);
        Requests.Add(request);
        try
        {
            await http.SendAsync(SoundAnswerTo(target), fault);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away, or the test is over.
        }
    }
}
