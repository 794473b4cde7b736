using Weir.Gateway.Fetching;
using Weir.Modules.Dirhash;
using Weir.Modules.Proxy;
using Weir.Modules.Zip;

namespace Weir.Gateway.Verification;

/// <summary>Whether a 200 is what was asked for: everything that can be seen without a hash. A body that fails here is CORRUPT.</summary>
public static class Soundness
{
    /// <summary>Null when the body is a sound answer to the request, else what is wrong with it.</summary>
    public static string? Check(ModuleRequest request, StagedBody body, CancellationToken cancellation) => Check(request, body, out _, cancellation);

    /// <summary>The same, with the <c>h1:</c> of a sound <c>.mod</c> or <c>.zip</c> from the same pass over the bytes.</summary>
    public static string? Check(ModuleRequest request, StagedBody body, out string? h1, CancellationToken cancellation)
    {
        h1 = null;
        switch (request.Endpoint)
        {
            case Endpoint.List:
                return VersionList.TryParse(Bytes(body), request.Path, out _, out var listProblem) ? null : listProblem;
            case Endpoint.Latest:
            case Endpoint.Info:
                if (!ModuleInfo.TryParse(Bytes(body), out var info, out var infoProblem))
                    return infoProblem;
                return request is { Endpoint: Endpoint.Info, IsQuery: false } && !string.Equals(info.Version, request.Version, StringComparison.Ordinal)
                    ? $"info for version {Shorten(info.Version)} instead of {request.Version}"
                    : null;
            case Endpoint.Mod:
                h1 = Hash1.GoMod(Bytes(body));
                return GoModText.Check(Bytes(body));
            default:
                using (var stream = body.OpenRead())
                    return ModuleZip.Check(stream, request.Module, out h1, cancellation);
        }
    }

    /// <summary>The bytes of a body that its class keeps small.</summary>
    public static ReadOnlySpan<byte> Bytes(StagedBody body)
    {
        if (body.IsInMemory)
            return body.Memory.Span;
        using var stream = body.OpenRead();
        var bytes = new byte[body.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
