using Microsoft.Extensions.Logging;

namespace Weir.Server;

/// <summary>The server's own log lines; event ids 1000 and up.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Method} {Target} {Status} {Bytes} B {Milliseconds:0.0} ms {Cache} {Source} {Client}")]
    public static partial void Request(
        ILogger log, string method, string target, int status, long bytes, double milliseconds, string cache, string source, string client);

    [LoggerMessage(1001, LogLevel.Error, "a bug in Weir: {Method} {Target} failed")]
    public static partial void Bug(ILogger log, Exception exception, string method, string target);

    [LoggerMessage(1002, LogLevel.Information, "purged {Module}: {Files} files")]
    public static partial void Purged(ILogger log, string module, int files);
}
