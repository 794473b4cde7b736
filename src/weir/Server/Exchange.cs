using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Weir.Server;

/// <summary>One request and its answer, straight on the server's features: no middleware, no routing of its own, the raw target as it came.</summary>
internal sealed class Exchange(IFeatureCollection features, long started)
{
    private readonly IHttpRequestFeature _request = features.GetRequiredFeature<IHttpRequestFeature>();

    public IFeatureCollection Features { get; } = features;

    /// <summary>Timestamp of the beginning.</summary>
    public long Started { get; } = started;

    /// <summary>The sort of request, as far as the dispatcher could tell.</summary>
    public RequestKind Kind { get; set; } = RequestKind.Other;

    public string Method => _request.Method;

    public bool IsHead => HttpMethods.IsHead(Method);

    /// <summary>The target as on the wire; an absolute one (RFC 9112 §3.2.2) without its scheme and host.</summary>
    public string Target => _request.RawTarget is ['/', ..] path ? path : StripAuthority(_request.RawTarget);

    public IHeaderDictionary RequestHeaders => _request.Headers;

    public IHttpResponseFeature Response { get; } = features.GetRequiredFeature<IHttpResponseFeature>();

    public IHttpResponseBodyFeature ResponseBody { get; } = features.GetRequiredFeature<IHttpResponseBodyFeature>();

    public CancellationToken Aborted => Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;

    /// <summary>The caller's address; null on a unix socket.</summary>
    public IPAddress? RemoteAddress => Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;

    /// <summary>Bytes of body sent, for the log.</summary>
    public long Sent { get; set; }

    /// <summary>True once the exchange was begun anew.</summary>
    public bool IsSecondTry { get; private set; }

    /// <summary>Takes back the head of an answer of which nothing was sent.</summary>
    public void StartOver()
    {
        IsSecondTry = true;
        Response.Headers.Clear();
        Response.StatusCode = StatusCodes.Status200OK;
    }

    private static string StripAuthority(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : target.IndexOf('/', scheme + 3);
        return slash < 0 ? target : target[slash..];
    }
}
