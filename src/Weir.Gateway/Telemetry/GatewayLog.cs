using Microsoft.Extensions.Logging;

namespace Weir.Gateway.Telemetry;

internal static partial class GatewayLog
{
    [LoggerMessage(EventIds.StoreFailed, LogLevel.Error, "store: {Name}: {Problem}; serving goes on without it, free space or mend permissions")]
    public static partial void StoreFailed(ILogger log, string name, string problem);

    [LoggerMessage(EventIds.BreakerOpened, LogLevel.Warning, "upstream {Source} ({Class}) is left out until {Until:HH:mm:ss}: {Reason}")]
    public static partial void BreakerOpened(ILogger log, string source, string @class, DateTimeOffset until, string? reason);

    [LoggerMessage(EventIds.BreakerClosed, LogLevel.Information, "upstream {Source} ({Class}) is back")]
    public static partial void BreakerClosed(ILogger log, string source, string @class);

    [LoggerMessage(EventIds.FailedOver, LogLevel.Information, "rescued {Name}: {Failed} failed ({Reason}), {Winner} delivered")]
    public static partial void FailedOver(ILogger log, string name, string failed, string? reason, string winner);

    [LoggerMessage(EventIds.FlightFailed, LogLevel.Error, "a bug in Weir: fetching {Key} failed")]
    public static partial void FlightFailed(ILogger log, Exception bug, string key);

    [LoggerMessage(EventIds.Incident, LogLevel.Error, "incident {Kind}: {Summary} (incidents/{Id}.json)")]
    public static partial void Incident(ILogger log, string kind, string summary, string id);
}
