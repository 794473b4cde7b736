using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Weir.Gateway.Caching;
using Weir.Gateway.Configuration;
using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Storage;
using Weir.Modules.Proxy;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Tests;

/// <summary>What the gateway told, with the body at hand wherever it lies.</summary>
public sealed record Told(Answer Answer, byte[] Bytes)
{
    public int Status => Answer.Status;

    public string Text => Encoding.UTF8.GetString(Bytes);

    public CacheState Cache => Answer.Cache;

    public string? Code => Answer.Error?.Code;

    public string[] Lines => Text.TrimEnd('\n').Split('\n');
}

/// <summary>A whole gateway over a folder of its own, a clock that the test moves, and sources that the test starts.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly TempFolder _temp = new();
    private readonly GatewayOptions _options;
    private readonly CachePolicy _policy;
    private readonly TimeProvider _time;

    private TestGateway(GatewayOptions options, CachePolicy policy, TimeProvider? time, string? folder)
    {
        (_options, _policy, _time) = (options, policy, time ?? Time);
        DataFolder = folder ?? _temp.Path;
        Host = Open(options);
    }

    public ManualTime Time { get; } = new();

    public LogLines Log { get; } = new();

    public GatewayHost Host { get; private set; }

    public string DataFolder { get; }

    public HealthBoard Health => Host.Health;

    /// <summary>A gateway in front of a chain; no checksum database unless the options name one.</summary>
    public static TestGateway Over(string? goproxy, GatewayOptions? options = null, CachePolicy? policy = null, TimeProvider? time = null, string? folder = null) =>
        new((options ?? new()) with { GoProxy = goproxy, GoSumdb = options?.GoSumdb ?? "off" }, policy ?? CachePolicy.Default, time, folder);

    /// <summary>Asks for a file of the module proxy protocol by its path without a leading slash.</summary>
    public Task<Told> AskAsync(string name, AskOptions options = default, CancellationToken caller = default) =>
        TellAsync(Host.Modules.GetAsync(Parse(name), options, caller));

    /// <summary>Asks for a file of a checksum database: <c>NAME/lookup/…</c>.</summary>
    public Task<Told> AskSumdbAsync(string name, AskOptions options = default)
    {
        Assert.True(SumdbRequest.TryParse("/sumdb/" + name, Host.Sumdb.Names, out var request, out var problem), problem);
        return TellAsync(Host.Sumdb.GetAsync(request, options, CancellationToken.None));
    }

    /// <summary>Asks below a mount.</summary>
    public Task<Told> AskMountAsync(string target, AskOptions options = default)
    {
        Assert.True(Host.Mounts.TryFind(target, out var request, out var problem), "no mount");
        Assert.Null(problem);
        return TellAsync(Host.Mounts.GetAsync(request!, options, CancellationToken.None));
    }

    /// <summary>Ends once a breaker of a source has come into a state.</summary>
    public async Task WhenAsync(string url, RequestClass requestClass, BreakerState state)
    {
        var source = url.Split("://")[1];
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if ((Health.Snapshot.Breakers.GetValueOrDefault(new SourceClass(source, requestClass))?.State ?? BreakerState.Closed) == state)
                met.TrySetResult();
        }

        Health.Changed += (_, _, _) => Look();
        Look();
        await met.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Ends the gateway and starts another one over the same folder, perhaps with another chain.</summary>
    public async Task RestartAsync(string? goproxy = null)
    {
        await Host.DisposeAsync();
        Host = Open(_options with { GoProxy = goproxy ?? _options.GoProxy });
    }

    /// <summary>Waits until what goes on behind the callers' backs has ended.</summary>
    public Task SettleAsync() => Host.DrainAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _temp.Dispose();
    }

    private static ModuleRequest Parse(string name)
    {
        Assert.True(ModuleRequest.TryParse("/" + name, out var request, out var problem), problem);
        return request;
    }

    private GatewayHost Open(GatewayOptions options)
    {
        var plan = PlanBuilder.Build(options, out ImmutableArray<PlanProblem> problems);
        Assert.True(plan is not null, string.Join('\n', problems));
        return new GatewayHost(plan, DataFolder, _policy, _time, Log);
    }

    private async Task<Told> TellAsync(ValueTask<Answer> asked)
    {
        var answer = await asked;
        if (answer.File is not { } file)
            return new Told(answer, answer.Body.ToArray());
        using var stored = await Host.Store.OpenAsync(file, CancellationToken.None);
        return new Told(answer, await stored!.ReadAllAsync(CancellationToken.None));
    }
}

/// <summary>A log that keeps its lines.</summary>
public sealed class LogLines : ILogger
{
    private ImmutableArray<string> _lines = [];

    public string Text => string.Join('\n', _lines);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        ImmutableInterlocked.Update(ref _lines, static (lines, line) => lines.Add(line), $"{logLevel} {formatter(state, exception)} {exception}");
}
