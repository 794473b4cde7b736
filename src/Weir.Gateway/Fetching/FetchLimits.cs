using Weir.Gateway.Health;
using Weir.Modules.Proxy;
using Weir.Modules.Zip;

namespace Weir.Gateway.Fetching;

/// <summary>Time-outs and the size cap of one class of requests.</summary>
/// <param name="Patience">No first byte after this: the next source is asked as well, the first one may still win.</param>
/// <param name="FirstByte">No first byte after this: given up.</param>
/// <param name="Idle">No byte for this long in the middle of a body: given up.</param>
/// <param name="Total">The whole attempt. For zips it grows with the length: see <see cref="TotalFor"/>.</param>
/// <param name="MaxBytes">A longer body is refused.</param>
public sealed record FetchLimits(TimeSpan Patience, TimeSpan FirstByte, TimeSpan Idle, TimeSpan Total, long MaxBytes)
{
    /// <summary>TCP connect, each address list.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(2);

    /// <summary>TLS handshake, after TCP connect.</summary>
    public static readonly TimeSpan Tls = TimeSpan.FromSeconds(3);

    /// <summary>A body that pauses for longer than this: the next source is asked as well, the first one may still win.</summary>
    public static readonly TimeSpan StallPatience = TimeSpan.FromSeconds(4);

    private const int SlowestBytesPerSecond = 50 * 1024;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MetaFirstByte = TimeSpan.FromSeconds(5);
    private static readonly FetchLimits List = new(Soon, MetaFirstByte, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), 8 << 20);
    private static readonly FetchLimits Info = new(Soon, MetaFirstByte, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8), 1 << 20);
    private static readonly FetchLimits Mod = new(Soon, MetaFirstByte, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), ModuleZip.MaxGoMod);
    private static readonly FetchLimits Zip =
        new(Soon, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), ModuleZip.MaxZipFile);

    /// <summary>Lookups and tiles of a checksum database.</summary>
    public static readonly FetchLimits Sumdb = new(Soon, MetaFirstByte, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8), 1 << 20);

    /// <summary>The limits for a file of the module proxy protocol.</summary>
    public static FetchLimits For(Endpoint endpoint) => endpoint switch
    {
        Endpoint.Zip => Zip,
        Endpoint.Mod => Mod,
        Endpoint.Info => Info,
        _ => List,
    };

    /// <summary>The class of a file of the module proxy protocol.</summary>
    public static RequestClass ClassOf(Endpoint endpoint) => endpoint == Endpoint.Zip ? RequestClass.Blob : RequestClass.Meta;

    /// <summary>The time for a body of known length: at least <see cref="Total"/>, and 1 s for each 50 KiB of a zip.</summary>
    public TimeSpan TotalFor(long? length)
    {
        if (MaxBytes < ModuleZip.MaxZipFile)
            return Total;
        var bySize = TimeSpan.FromSeconds((double)(length ?? MaxBytes) / SlowestBytesPerSecond);
        return bySize > Total ? bySize : Total;
    }
}
