using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Weir.Gateway.Access;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;

namespace Weir.Gateway.Sources;

/// <summary>A module proxy (or checksum database, or mount) spoken to over HTTP.</summary>
internal sealed class ProxySource(string name, Uri url, Scope scope, UpstreamHttp http, StagingFolder staging, TimeProvider time) : ISource
{
    private const int MaxTextBytes = 4096;
    private readonly Uri _base = WithoutUser(url);
    private readonly AuthenticationHeaderValue? _credential = CredentialOf(url);

    public string Name { get; } = name;

    public Scope Scope { get; } = scope;

    public bool UsesCredential => _credential is not null;

    public async Task<SourceReply> FetchAsync(SourceRequest request, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        using var timer = new CancellationTokenSource(request.Limits.FirstByte, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        var answered = false;
        SourceReply reply;
        try
        {
            var call = new UpstreamCall(request.Class != RequestClass.Blob, request.ViaCount, _credential);
            using var response = await http.GetAsync(UpstreamHttp.Below(_base, request.Name), call, deadline.Token);
            answered = true;
            request.OnBytes?.Invoke();
            timer.CancelAfter(Timeout.InfiniteTimeSpan);
            reply = await ReadAsync(response, request, timer, deadline.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            reply = Explain(e, answered, request.Limits);
        }

        return reply with { Took = time.GetElapsedTime(start) };
    }

    private async Task<SourceReply> ReadAsync(HttpResponseMessage response, SourceRequest request, CancellationTokenSource timer, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var type = response.Content.Headers.ContentType?.ToString();
        if (response.StatusCode == HttpStatusCode.OK)
        {
            if (request.IsTrial && request.Class == RequestClass.Blob)
                return await TrialAsync(response, timer, request.Limits, cancellation);
            var body = await BodyReader.ReadAsync(response.Content, request, staging, time, timer, cancellation);
            return new SourceReply(Outcome.Ok, status, null)
            {
                Body = body,
                ContentType = type,
                Url = response.RequestMessage?.RequestUri is { } from ? Secrets.Mask(from) : null,
                Headers = response.Headers.NonValidated.ToImmutableDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            };
        }

        if (request.RelaysAll)
            return new SourceReply(Judge(response.StatusCode, null, null), status, null)
            {
                Body = await BodyReader.ReadAsync(response.Content, request, staging, time, timer, cancellation),
                ContentType = type,
            };

        var text = await TextAsync(response, request.Limits, timer, cancellation);
        var retryAfter = RetryAfterOf(response);
        return new SourceReply(Judge(response.StatusCode, text, retryAfter), status, $"{status} {ReasonOf(response)}")
        {
            Text = text,
            ContentType = type,
            RetryAfter = retryAfter,
        };
    }

    private static Outcome Judge(HttpStatusCode status, string? text, TimeSpan? retryAfter) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone =>
            text is not null && text.Contains("timed out", StringComparison.OrdinalIgnoreCase) ? Outcome.Soft404 : Outcome.Neg,
        HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired => Outcome.Reject,
        HttpStatusCode.Forbidden or HttpStatusCode.UnavailableForLegalReasons => Outcome.Deny,
        HttpStatusCode.TooManyRequests => Outcome.Throttle,
        HttpStatusCode.ServiceUnavailable when retryAfter is not null => Outcome.Throttle,
        HttpStatusCode.LoopDetected => Outcome.Loop,
        _ => Outcome.Fail,
    };

    // A blob on trial is not fetched whole: does it begin like a zip?
    private static async Task<SourceReply> TrialAsync(
        HttpResponseMessage response, CancellationTokenSource timer, FetchLimits limits, CancellationToken cancellation)
    {
        timer.CancelAfter(limits.Idle);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var head = new byte[2];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        return read == head.Length && head[0] == 'P' && head[1] == 'K'
            ? new SourceReply(Outcome.Ok, 200, null)
            : new SourceReply(Outcome.Corrupt, 200, "200 with a body that is not a zip");
    }

    private static async Task<string?> TextAsync(
        HttpResponseMessage response, FetchLimits limits, CancellationTokenSource timer, CancellationToken cancellation)
    {
        try
        {
            timer.CancelAfter(limits.Idle);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[MaxTextBytes];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            return response.Content.Headers.ContentType?.MediaType is null or "text/plain" ? Encoding.UTF8.GetString(buffer, 0, read) : null;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static SourceReply Explain(Exception e, bool answered, FetchLimits limits)
    {
        if (Find<ConnectException>(e) is { } connect)
            return SourceReply.Failure(Outcome.Unreachable, connect.Message) with { TimedOut = connect.TimedOut };
        if (Find<AuthenticationException>(e) is { } tls)
            return SourceReply.Failure(Outcome.Unreachable, $"TLS: {tls.Message}");
        if (Find<RedirectException>(e) is { } redirect)
            return SourceReply.Failure(Outcome.Fail, redirect.Message);
        if (Find<BodyException>(e) is { } body)
            return SourceReply.Failure(Outcome.Corrupt, $"200 with {body.Message}");
        if (!answered && Find<TimeoutException>(e) is not null)
            return SourceReply.Failure(Outcome.Unreachable, "connected, but no TLS session in time") with { TimedOut = true };
        if (e is OperationCanceledException)
            return answered
                ? SourceReply.Failure(Outcome.Fail, $"the body stalled for {limits.Idle.TotalSeconds:0.#} s") with { TimedOut = true }
                : SourceReply.Failure(Outcome.Silent, $"no answer within {limits.FirstByte.TotalSeconds:0.#} s") with { TimedOut = true };
        if (IsDisk(e))
            return SourceReply.Failure(Outcome.Local, $"cannot keep the body: {e.Message}");
        if (e is HttpRequestException or IOException)
            return answered
                ? SourceReply.Failure(Outcome.Corrupt, "200 with a body that broke off")
                : SourceReply.Failure(Outcome.Fail, "closed the connection without an answer");
        return SourceReply.Failure(Outcome.Fail, e.Message);
    }

    private static bool IsDisk(Exception e) =>
        e is UnauthorizedAccessException || (e is IOException and not HttpIOException && Find<SocketException>(e) is null && e.InnerException is null);

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
            if (e is T found)
                return found;
        return null;
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - time.GetUtcNow() is var wait => wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static string ReasonOf(HttpResponseMessage response) =>
        response.ReasonPhrase is { Length: > 0 and < 60 } reason ? reason : response.StatusCode.ToString();

    private static Uri WithoutUser(Uri url) =>
        url.UserInfo.Length == 0 ? url : UpstreamHttp.Raw($"{url.Scheme}://{url.Authority}{url.AbsolutePath}{url.Query}");

    private static AuthenticationHeaderValue? CredentialOf(Uri url) => url.UserInfo.Length == 0
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
}
