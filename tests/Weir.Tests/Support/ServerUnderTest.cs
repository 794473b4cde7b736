using System.Text;
using Microsoft.Extensions.Logging;
using Weir.Gateway;
using Weir.Gateway.Caching;
using Weir.Gateway.Configuration;
using Weir.Server;
using Weir.TestKit;
using Weir.TestKit.Upstreams;

namespace Weir.Tests.Support;

/// <summary>What a test wants different from a server with one upstream and no checksum database.</summary>
internal sealed record ServerSetup
{
    /// <summary>Made from the upstream's URL; null is the upstream alone.</summary>
    public Func<string, string>? GoProxy { get; init; }

    public string? GoPrivate { get; init; }

    public string BasePath { get; init; } = "";

    public Func<string, string>? Mount { get; init; }

    public CachePolicy Policy { get; init; } = CachePolicy.Default;

    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>A unix socket to listen on as well, below the test's folder.</summary>
    public string? Socket { get; init; }
}

/// <summary>The whole server of the exe inside the test: the real listener on a free port of 127.0.0.1 before a fake upstream.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly TempFolder temp = new();
    private readonly MemoryStream log = new();
    private readonly LineLoggerProvider provider;
    private readonly ILoggerFactory logs;
    private readonly WeirServer server;
    private readonly GatewayHost gateway;
    private bool stopped;

    private ServerUnderTest(FakeUpstream upstream, ServerSetup setup)
    {
        Upstream = upstream;
        var options = new GatewayOptions
        {
            GoProxy = setup.GoProxy?.Invoke(upstream.Url) ?? upstream.Url,
            GoSumdb = "off",
            GoPrivate = setup.GoPrivate,
            Mounts = setup.Mount is { } mount ? [mount(upstream.Url)] : [],
        };
        var plan = PlanBuilder.Build(options, out var problems) ?? throw new InvalidOperationException(string.Join('\n', problems));
        provider = new LineLoggerProvider(log, setup.LogFormat, LogLevel.Information, TimeProvider.System);
        logs = LoggerFactory.Create(builder => builder.AddProvider(provider));
        gateway = new GatewayHost(plan, temp["data"], setup.Policy, TimeProvider.System, logs.CreateLogger("Weir"));
        string[] listen = setup.Socket is { } socket ? ["127.0.0.1:0", $"unix:{temp[socket]}"] : ["127.0.0.1:0"];
        server = new WeirServer(gateway, setup.BasePath, [.. listen.Select(text => ListenAddress.Parse(text, out _)!)], logs, TimeProvider.System);
    }

    public FakeUpstream Upstream { get; }

    /// <summary>Where it listens, for GOPROXY without the base path.</summary>
    public string Url { get; private set; } = "";

    public string Folder => temp.Path;

    public string DataFolder => temp["data"];

    public static async Task<ServerUnderTest> StartAsync(ServerSetup? setup = null)
    {
        var test = new ServerUnderTest(await FakeUpstream.StartAsync(), setup ?? new ServerSetup());
        await test.server.StartAsync(CancellationToken.None);
        test.Url = test.server.Addresses.Single(address => !address.Contains("unix", StringComparison.Ordinal));
        return test;
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Url);

    /// <summary>One request on a connection of its own.</summary>
    public async Task<RawAnswer> SendAsync(string method, string target, params IEnumerable<string> headers)
    {
        using var connection = await ConnectAsync();
        return await connection.SendAsync(method, target, headers);
    }

    /// <summary>One GET on a connection of its own.</summary>
    public Task<RawAnswer> GetAsync(string target, params IEnumerable<string> headers) => SendAsync("GET", target, headers);

    public async Task StopAsync(CancellationToken deadline = default)
    {
        if (stopped)
            return;
        stopped = true;
        await server.StopAsync(deadline);
    }

    /// <summary>Stops it and returns every line it logged.</summary>
    public async Task<IReadOnlyList<string>> LogAsync()
    {
        await StopAsync();
        provider.Dispose();
        return Encoding.UTF8.GetString(log.ToArray()).Split('\n')[..^1];
    }

    public async ValueTask DisposeAsync()
    {
        // What hangs at the upstream on purpose must not hold the stop.
        await Upstream.DisposeAsync();
        await StopAsync();
        await server.DisposeAsync();
        await gateway.DisposeAsync();
        logs.Dispose();
        provider.Dispose();
        temp.Dispose();
    }
}
