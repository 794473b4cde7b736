namespace Weir.TestKit.Upstreams;

/// <summary>One way for an upstream to be broken. How each behaves on the wire is in <see cref="FaultyAnswers"/>.</summary>
public abstract record Fault
{
    /// <summary>Another status.</summary>
    public sealed record Status(int Code, string Body = "", string ContentType = "text/plain; charset=utf-8", params (string Name, string Value)[] Headers) : Fault;

    /// <summary>Takes the request and never answers.</summary>
    public sealed record Hang : Fault;

    /// <summary>Sends the head and so many bytes, then nothing more, and keeps the connection.</summary>
    public sealed record StallAfter(int Bytes) : Fault;

    /// <summary>The sound answer, slowly.</summary>
    public sealed record Drip(int BytesPerSecond) : Fault;

    /// <summary>Closes the connection instead of answering.</summary>
    public sealed record ResetBeforeHeaders : Fault;

    /// <summary>Promises the whole length, sends so many bytes, resets the connection.</summary>
    public sealed record ResetAfter(int Bytes) : Fault;

    /// <summary>Promises the whole length, sends so many bytes and ends.</summary>
    public sealed record Truncate(int Bytes) : Fault;

    /// <summary>So many bytes of the sound body with a length that says just that: nothing on the wire is wrong.</summary>
    public sealed record TruncateConsistent(int Bytes) : Fault;

    /// <summary>A captive portal: 200 and a page.</summary>
    public sealed record Html200 : Fault;

    /// <summary>200 and nothing.</summary>
    public sealed record Empty200 : Fault;

    /// <summary>200 and JSON that ends in the middle.</summary>
    public sealed record BadJson : Fault;

    /// <summary>An <c>.info</c> for another version than the one asked for.</summary>
    public sealed record WrongVersionInfo(string Version = "v9.9.9") : Fault;

    /// <summary>The sound body with one bit turned; an offset below zero counts from the end, none is the middle.</summary>
    public sealed record BitFlip(int? Offset = null) : Fault;

    /// <summary>Says <c>Content-Encoding: gzip</c> of bytes that are not.</summary>
    public sealed record GzipLie : Fault;

    /// <summary>Sends gzip and does not say so.</summary>
    public sealed record GzipUndeclared : Fault;

    /// <summary>Sends gzip and says so: no fault, but not what most proxies do.</summary>
    public sealed record GzipDeclared : Fault;

    /// <summary>Redirects to itself.</summary>
    public sealed record RedirectLoop : Fault;

    /// <summary>Redirects to a URL; one that ends in a slash gets the request's path.</summary>
    public sealed record RedirectTo(string Url, int Code = 302) : Fault;

    /// <summary>The sound answer, late.</summary>
    public sealed record Latency(TimeSpan By) : Fault;

    /// <summary>The sound answer, once a gate is open.</summary>
    public sealed record Held(Gate Until) : Fault;

    /// <summary>The sound head once a gate is open, and then nothing.</summary>
    public sealed record HeldAfterHead(Gate Until) : Fault;
}
