using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Security.Authentication;
using System.Text;
using Weir.Gateway.Fetching;

namespace Weir.Gateway.Sources;

/// <summary>
/// The HTTP client of all upstreams: one connection pool, HTTP/2 where TLS offers it, redirects followed here (at most
/// <see cref="MaxRedirects"/>, never from https to http), credentials sent only to the host they were written for.
/// </summary>
internal sealed class UpstreamHttp : IDisposable
{
    public const int MaxRedirects = 10;

    /// <summary>The <c>User-Agent</c> of all requests.</summary>
    public static readonly string UserAgent =
        $"Weir/{typeof(UpstreamHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly HttpMessageInvoker _client;

    /// <param name="configured">URLs the operator configured: their hosts may be private.</param>
    /// <param name="time">For connect time-outs.</param>
    public UpstreamHttp(IEnumerable<Uri> configured, TimeProvider time)
    {
        var policy = new ConnectPolicy(configured, time);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = policy.ConnectAsync,
            ConnectTimeout = FetchLimits.Connect + FetchLimits.Tls,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            MaxConnectionsPerServer = 64,
            MaxResponseHeadersLength = 64,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.None },
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>
    /// Sends a GET and follows redirects; returns when the headers of the last answer are there.
    /// Throws what the transport throws, and <see cref="RedirectException"/> for a redirect that must not be followed.
    /// </summary>
    public async Task<HttpResponseMessage> GetAsync(Uri url, UpstreamCall call, CancellationToken cancellation)
    {
        var target = url;
        for (var hops = 0; ; hops++)
        {
            var response = await _client.SendAsync(Request(target, url, call), cancellation);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            if (hops == MaxRedirects)
                throw new RedirectException($"stopped after {MaxRedirects} redirects");
            target = Next(target, location);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The URL of a relative name below a base URL, sent byte for byte as given; <c>!</c> travels as <c>%21</c> as the go command sends it.</summary>
    public static Uri Below(Uri baseUrl, string name)
    {
        var path = new StringBuilder(name.Length + 16);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value == '!' || rune.Value is < 0x21 or >= 0x7f || rune.Value is '%' or '?' or '#' or '"' or '<' or '>' or '[' or ']' or '{' or '}' or '^' or '`' or '|')
                foreach (var octet in Encoding.UTF8.GetBytes(rune.ToString()))
                    path.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            else
                path.Append((char)rune.Value);
        }

        return Raw($"{baseUrl.Scheme}://{baseUrl.Authority}{baseUrl.AbsolutePath.TrimEnd('/')}/{path}{baseUrl.Query}");
    }

    internal static Uri Raw(string url) => new(url, AsWritten);

    private static HttpRequestMessage Request(Uri target, Uri first, UpstreamCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", call.AcceptsGzip ? "gzip" : "identity");
        request.Headers.TryAddWithoutValidation("Via", string.Join(", ", Enumerable.Repeat("1.1 weir", call.ViaCount + 1)));
        if (call.Credential is { } credential && string.Equals(target.Authority, first.Authority, StringComparison.OrdinalIgnoreCase)
            && target.Scheme == first.Scheme)
            request.Headers.Authorization = credential;
        return request;
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    internal static Uri Next(Uri from, Uri location)
    {
        var next = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (next.Scheme is not ("http" or "https"))
            throw new RedirectException($"redirected to a {next.Scheme} URL");
        if (from.Scheme == "https" && next.Scheme == "http")
            throw new RedirectException($"redirected from secure URL to insecure URL {Access.Secrets.Mask(next)}");
        return next;
    }
}

/// <summary>How a request to an upstream differs from the plain one.</summary>
/// <param name="AcceptsGzip">True where the body may travel compressed; false asks for the bytes as they are.</param>
/// <param name="ViaCount">How many Weirs the request has passed already.</param>
/// <param name="Credential">Sent to the first URL's host only.</param>
internal readonly record struct UpstreamCall(bool AcceptsGzip, int ViaCount, AuthenticationHeaderValue? Credential);

/// <summary>A redirect that must not be followed.</summary>
internal sealed class RedirectException(string message) : IOException(message);
