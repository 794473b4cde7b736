using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Weir.Gateway.Caching;
using Weir.Gateway.Configuration;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Incidents;
using Weir.Gateway.Mounts;
using Weir.Gateway.Routing;
using Weir.Gateway.Serving;
using Weir.Gateway.Sources;
using Weir.Gateway.Storage;
using Weir.Gateway.Sumdb;
using Weir.Gateway.Telemetry;
using Weir.Gateway.Verification;

namespace Weir.Gateway;

/// <summary>The whole gateway, put together from a plan and a data folder. The server and the commands hold one each.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly StagingFolder _staging;
    private readonly UpstreamHttp _http;
    private readonly Flights<Answer> _flights;
    private readonly HotCache _hot;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Task _loading;

    /// <summary>Opens the data folder and builds the rooms.</summary>
    /// <exception cref="IOException">The data folder cannot be used; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">The data folder may not be written.</exception>
    public GatewayHost(GatewayPlan plan, string dataFolder, CachePolicy policy, TimeProvider time, ILogger log)
    {
        Plan = plan;
        DataFolder = dataFolder;
        _log = log;
        _time = time;
        Directory.CreateDirectory(dataFolder);
        _staging = StagingFolder.Open(dataFolder);
        var store = DiskStore.Open(dataFolder, _staging);
        Store = store;
        DownloadFolder = store.DownloadFolder;

        _http = new UpstreamHttp([.. plan.Urls, .. plan.Mounts.Select(mount => mount.Url), .. SumdbUrls(plan)], time);
        _flights = new Flights<Answer>((key, bug) => GatewayLog.FlightFailed(log, bug, key), _stopping.Token);
        _hot = new HotCache(policy.HotBytes, time);
        Health = new HealthBoard(time);
        Health.Changed += OnHealthChanged;
        Router = new Router([.. plan.Tiers.Select(tier => new Tier([.. tier.Sources.Select(SourceOf)]))], plan.Private);

        var fetcher = new Fetcher(Health, time);
        Incidents = new IncidentLog(dataFolder, _staging, time, log);
        Databases = [.. plan.Sumdbs.Select(db => DatabaseOf(db, fetcher))];
        Verifier = new ChecksumVerifier(plan.Verify, plan.Private, plan.NoSumdb, Databases, plan.TrustedSums);
        var quarantine = new Quarantine(Incidents, Health, Metrics, time);
        var parts = new GatewayParts(Router, fetcher, store, _hot, policy, _flights, Metrics, Verifier, quarantine, _staging, time, log);
        Modules = new ModuleGateway(parts);
        Scrub = new StoreScrub(parts);
        Sumdb = new SumdbRelay(parts, plan.Private, plan.NoSumdb, Databases);
        _loading = Task.WhenAll(Databases.Select(db => db.Proofs.LoadAsync(_stopping.Token)));
        Mounts = new MountRelay(parts, [.. plan.Mounts.Select(mount => new Mount(mount.Prefix, new ProxySource(mount.Prefix, mount.Url, Scope.Private, _http, _staging, time)))]);
    }

    /// <summary>What was configured.</summary>
    public GatewayPlan Plan { get; }

    /// <summary>Files of the module proxy protocol.</summary>
    public ModuleGateway Modules { get; }

    /// <summary>Checksum databases.</summary>
    public SumdbRelay Sumdb { get; }

    /// <summary>Mounts.</summary>
    public MountRelay Mounts { get; }

    /// <summary>The checksum databases.</summary>
    public ImmutableArray<ChecksumDatabase> Databases { get; }

    /// <summary>What hash a file must have.</summary>
    public ChecksumVerifier Verifier { get; }

    /// <summary>Proves what is stored.</summary>
    public StoreScrub Scrub { get; }

    /// <summary>What must not be forgotten.</summary>
    public IncidentLog Incidents { get; }

    /// <summary>The sources.</summary>
    public Router Router { get; }

    /// <summary>The state of the sources.</summary>
    public HealthBoard Health { get; }

    /// <summary>The store.</summary>
    public IModuleStore Store { get; }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The folder that serves as <c>GOPROXY=file://…</c>.</summary>
    public string DownloadFolder { get; }

    /// <summary>The staging folder, for those who bring files of their own.</summary>
    public StagingFolder Staging => _staging;

    /// <summary>The counters.</summary>
    public GatewayMetrics Metrics { get; } = new();

    /// <summary>Bytes of memory in use for hot answers.</summary>
    public long HotBytes => _hot.Bytes;

    /// <summary>Fetches under way.</summary>
    public int FlightCount => _flights.Count;

    /// <summary>Forgets what is in memory about a module, after its files were removed from the store.</summary>
    public void Forget(string escapedPath) => _hot.RemoveWhere(name => name.StartsWith(escapedPath + "/@", StringComparison.Ordinal));

    /// <summary>Lets the fetches under way end and keep what they got, until the deadline.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await _flights.DrainAsync(deadline);
        foreach (var database in Databases)
            try
            {
                await database.Proofs.PinAsync(deadline);
            }
            catch (OperationCanceledException)
            {
                // The pin stays where it was.
            }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _flights.DrainAsync(CancellationToken.None);
        _http.Dispose();
        _staging.Dispose();
        _stopping.Dispose();
    }

    private static IEnumerable<Uri> SumdbUrls(GatewayPlan plan) => plan.Sumdbs.Select(db => new Uri(db.Url ?? $"https://{db.Name}"));

    private ISource SourceOf(SourcePlan source) => source.Url.IsFile
        ? new FileSource(source.Name, source.Url.LocalPath, source.Scope, _staging, _time)
        : new ProxySource(source.Name, source.Url, source.Scope, _http, _staging, _time);

    private ChecksumDatabase DatabaseOf(Weir.Modules.Sumdb.SumdbSetting db, Fetcher fetcher)
    {
        var folder = Path.Combine([DataFolder, "heads", .. db.Name.Split('/')]);
        return new ChecksumDatabase(db, SumdbRoute(db), fetcher, Health, Store, new HeadFile(folder, _staging, _time), Incidents, _time, _log);
    }

    // As the go command: an explicit URL is the only way; else the database itself and every proxy that relays it, as alternatives.
    private Route SumdbRoute(Weir.Modules.Sumdb.SumdbSetting db)
    {
        var direct = new ProxySource(db.Name, new Uri(db.Url ?? $"https://{db.Name}"), Scope.Public, _http, _staging, _time);
        var relays = db.Url is not null
            ? []
            : Router.Sources.Select(source => (ISource)new SumdbSource($"{db.Name} through {source.Name}", source, $"sumdb/{db.Name}/", _time));
        return new Route(db.Name, [new Tier([direct, .. relays])], IsPrivate: false);
    }

    private void OnHealthChanged(string source, RequestClass requestClass, Breaker breaker)
    {
        if (breaker.State == BreakerState.Open)
        {
            Metrics.Ejections.With(source, breaker.LastOutcome.Word()).Add();
            GatewayLog.BreakerOpened(_log, source, requestClass.Word(), breaker.Until, breaker.Reason);
        }
        else if (breaker.State == BreakerState.Closed)
        {
            GatewayLog.BreakerClosed(_log, source, requestClass.Word());
        }
    }
}
