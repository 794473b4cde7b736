using System.Collections.Immutable;
using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.Gateway;
using Weir.Gateway.Caching;
using Weir.Gateway.Configuration;
using Weir.Gateway.Routing;
using Weir.Gateway.Verification;
using Weir.Messages;
using Weir.Server;
using Weir.Terminal;

namespace Weir.Commands;

/// <summary><c>weir serve</c>: run the gateway until SIGTERM or Ctrl-C.</summary>
internal sealed class ServeCommand
{
    private const string DefaultListen = "127.0.0.1:8080";
    private static readonly TimeSpan DefaultShutdown = TimeSpan.FromSeconds(30);

    private readonly Language _language;
    private readonly TextWriter _out;
    private readonly TextWriter _people;
    private readonly GatewayFlags _flags;
    private readonly Option<string?> _basePath;
    private readonly Option<string[]> _listen;
    private readonly Option<string?> _logFormat;
    private readonly Option<string?> _logLevel;
    private readonly Option<string?> _shutdown;

    public ServeCommand(Language language, TextWriter stdout, TextWriter people)
    {
        _language = language;
        _out = stdout;
        _people = people;
        _flags = new GatewayFlags(language);
        _basePath = Options.Text("--base-path", Catalog.BasePath, language, "/PATH");
        _listen = Options.Many("--listen", Catalog.Listen, language, "ADDRESS");
        _logFormat = Options.Text("--log-format", Catalog.LogFormat, language, "FORMAT");
        _logLevel = Options.Text("--log-level", Catalog.LogLevel, language, "LEVEL");
        _shutdown = Options.Text("--shutdown-timeout", Catalog.ShutdownTimeout, language, "TIME");
    }

    public Command Build()
    {
        var command = new Command("serve", Catalog.Serve.In(_language));
        _flags.AddTo(command);
        Option[] own = [_basePath, _listen, _logFormat, _logLevel, _shutdown];
        foreach (var option in own)
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (Settings(parsed, out var problems) is not { } settings)
        {
            ProblemWriter.Write(_people, _language, problems);
            return ExitCode.Usage;
        }

        using var provider = new LineLoggerProvider(Console.OpenStandardError(), settings.LogFormat, settings.LogLevel, TimeProvider.System);
        using var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(settings.LogLevel).AddProvider(provider));
        var data = _flags.DataFolder(parsed);
        GatewayHost gateway;
        try
        {
            gateway = new GatewayHost(settings.Plan, data, CachePolicy.Default, TimeProvider.System, logs.CreateLogger("Weir"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await _people.WriteLineAsync(Catalog.CannotOpenData.In(_language, data, e.Message));
            return ExitCode.Usage;
        }

        await using (gateway)
        {
            var listen = AdminSocket.Address(data) is { } admin ? settings.Listen.Add(admin) : settings.Listen;
            await using var server = new WeirServer(gateway, settings.BasePath, listen, logs, TimeProvider.System);
            return await ServeAsync(gateway, server, settings, data, cancellation);
        }
    }

    private async Task<int> ServeAsync(GatewayHost gateway, WeirServer server, ServeSettings settings, string data, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        try
        {
            await server.StartAsync(stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await _people.WriteLineAsync(Catalog.CannotListen.In(_language, string.Join(", ", settings.Listen.Select(one => one.Text)), e.Message));
            return ExitCode.Usage;
        }

        await GreetAsync(gateway, server, settings, data);
        var scrub = new BackgroundScrub(gateway.Scrub, TimeProvider.System).RunAsync(stop.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _people.WriteLineAsync(Catalog.Stopping.In(_language, gateway.FlightCount, settings.Shutdown));
        using var deadline = new CancellationTokenSource(settings.Shutdown, TimeProvider.System);
        await server.StopAsync(deadline.Token);
        await scrub;
        return ExitCode.Ok;
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        // A second signal is obeyed at once: the default action ends the process.
        if (stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        stop.Cancel();
    }

    private async Task GreetAsync(GatewayHost gateway, WeirServer server, ServeSettings settings, string data)
    {
        var addresses = server.Addresses.Where(address => !address.EndsWith(AdminSocket.FileName, StringComparison.Ordinal)).ToList();
        await _people.WriteLineAsync(Catalog.Ready.In(_language, string.Join(", ", addresses), data));
        if (settings.Plan.HasDirect)
            await _people.WriteLineAsync(Catalog.DirectSkipped.In(_language));
        if (gateway.Router.Sources.IsEmpty)
            await _people.WriteLineAsync(Catalog.NoSources.In(_language));
        else if (!settings.Plan.Private.IsEmpty && gateway.Router.Sources.All(source => source.Scope == Scope.Public))
            await _people.WriteLineAsync(Catalog.PrivateOnlyPublic.In(_language, settings.Plan.Private));
        foreach (var open in settings.Listen.Where(address => !address.IsLocal))
            await _people.WriteLineAsync(Catalog.NotLoopback.In(_language, open.Text));
        if (addresses.FirstOrDefault(address => address.StartsWith("http://", StringComparison.Ordinal) && !address.Contains("unix", StringComparison.Ordinal)) is not { } url)
            return;

        await _people.WriteLineAsync(Catalog.CopyThis.In(_language));
        await _people.FlushAsync();
        await _out.WriteLineAsync($"export GOPROXY={Reachable(url)}{settings.BasePath}");
        if (!settings.Plan.Private.IsEmpty)
        {
            // A client whose GOPRIVATE matches never asks Weir; so say who may be asked, and what may not be looked up.
            await _out.WriteLineAsync("export GONOPROXY=none");
            await _out.WriteLineAsync($"export GONOSUMDB={settings.Plan.NoSumdb}");
        }

        await _out.FlushAsync();
    }

    // 0.0.0.0 and [::] are addresses to listen on, not to connect to.
    private static string Reachable(string url) =>
        url.Replace("//[::]:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal);

    private ServeSettings? Settings(ParseResult parsed, out ImmutableArray<PlanProblem> problems)
    {
        var plan = PlanBuilder.Build(_flags.Read(parsed), out var planProblems);
        var found = planProblems.ToBuilder();
        var listen = ImmutableArray.CreateBuilder<ListenAddress>();
        foreach (var text in Options.Read(parsed, _listen) is { Length: > 0 } some ? some : [DefaultListen])
            if (ListenAddress.Parse(text, out var problem) is { } address)
                listen.Add(address);
            else
                found.Add(new PlanProblem("--listen", $"{text}: {problem}"));

        var basePath = (Options.Read(parsed, _basePath) ?? "").TrimEnd('/');
        if (basePath.Length > 0 && (basePath[0] != '/' || !Weir.Gateway.Storage.StoreKey.IsSafe(basePath[1..])))
            found.Add(new PlanProblem("--base-path", $"{basePath}: want a path such as /go"));
        var format = Choose("--log-format", Options.Read(parsed, _logFormat) ?? "text", found, ("text", LogFormat.Text), ("json", LogFormat.Json));
        var level = Choose(
            "--log-level", Options.Read(parsed, _logLevel) ?? "info", found,
            ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error));
        var shutdown = Options.Read(parsed, _shutdown) is { } time ? Options.Duration(time) : DefaultShutdown;
        if (shutdown is null)
            found.Add(new PlanProblem("--shutdown-timeout", $"{Options.Read(parsed, _shutdown)}: want a time such as 30s or 2m"));
        problems = found.ToImmutable();
        return problems.IsEmpty ? new ServeSettings(plan!, basePath, listen.ToImmutable(), format, level, shutdown!.Value) : null;
    }

    private static T Choose<T>(string flag, string text, ImmutableArray<PlanProblem>.Builder problems, params (string Word, T Value)[] choices)
    {
        foreach (var (word, value) in choices)
            if (text == word)
                return value;
        problems.Add(new PlanProblem(flag, $"{text}: want {string.Join(" or ", choices.Select(choice => choice.Word))}"));
        return choices[0].Value;
    }

    private sealed record ServeSettings(
        GatewayPlan Plan, string BasePath, ImmutableArray<ListenAddress> Listen, LogFormat LogFormat, LogLevel LogLevel, TimeSpan Shutdown);
}
