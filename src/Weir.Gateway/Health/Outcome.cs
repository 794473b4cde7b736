namespace Weir.Gateway.Health;

/// <summary>What one attempt at one source came to. Everything downstream (breaker, order, status, metrics) uses only this.</summary>
public enum Outcome
{
    /// <summary>200 and the body is sound.</summary>
    Ok,

    /// <summary>404 or 410: authoritatively absent at this source. Healthy.</summary>
    Neg,

    /// <summary>404 whose text says the source itself timed out ("fetch timed out"): no statement about the module.</summary>
    Soft404,

    /// <summary>429, or 503 with Retry-After: the source asks for patience.</summary>
    Throttle,

    /// <summary>Another 5xx or unexpected status, a reset, a broken or stalled body.</summary>
    Fail,

    /// <summary>No connection at all: DNS, refused, connect or TLS time-out, bad certificate.</summary>
    Unreachable,

    /// <summary>Connected, but no first byte within the class's time-out.</summary>
    Silent,

    /// <summary>401 or 407: our credentials are missing or wrong.</summary>
    Reject,

    /// <summary>403 or 451 for this path: no fault of the source.</summary>
    Deny,

    /// <summary>200 whose body is not what was asked for: HTML, not a zip, another version, truncated.</summary>
    Corrupt,

    /// <summary>A sound body whose hash contradicts the checksum database or a trusted go.sum.</summary>
    Integrity,

    /// <summary>508: the request came round in a circle.</summary>
    Loop,

    /// <summary>This machine failed (disk, memory), not the source.</summary>
    Local,

    /// <summary>Given up because another source answered first or Weir is stopping.</summary>
    Cancel,
}

/// <summary>Outcomes are judged per class: a source may serve metadata well and blobs badly.</summary>
public enum RequestClass
{
    /// <summary>list, @latest, .info, .mod.</summary>
    Meta,

    /// <summary>.zip.</summary>
    Blob,

    /// <summary>Checksum database lookups and tiles.</summary>
    Sumdb,
}

/// <summary>What an <see cref="Outcome"/> says about the source's health.</summary>
public static class OutcomeFacts
{
    /// <summary>True when the attempt shows that the source works (a 404 is a working source).</summary>
    public static bool IsHealthy(this Outcome outcome) => outcome is Outcome.Ok or Outcome.Neg;

    /// <summary>True when the attempt says nothing about the source's health.</summary>
    public static bool IsNeutral(this Outcome outcome) =>
        outcome is Outcome.Integrity or Outcome.Soft404 or Outcome.Deny or Outcome.Loop or Outcome.Local or Outcome.Cancel;

    /// <summary>True when one such attempt is enough to stop asking the source for a while.</summary>
    public static bool OpensAtOnce(this Outcome outcome) =>
        outcome is Outcome.Unreachable or Outcome.Silent or Outcome.Corrupt;

    /// <summary>True when the source refused us by name or by path.</summary>
    public static bool IsRefusal(this Outcome outcome) => outcome is Outcome.Reject or Outcome.Deny;

    /// <summary>The word in logs, metrics and the API.</summary>
    public static string Word(this Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.Neg => "neg",
        Outcome.Soft404 => "soft404",
        Outcome.Throttle => "throttle",
        Outcome.Fail => "fail",
        Outcome.Unreachable => "unreachable",
        Outcome.Silent => "timeout",
        Outcome.Reject => "reject",
        Outcome.Deny => "deny",
        Outcome.Corrupt => "corrupt",
        Outcome.Integrity => "integrity",
        Outcome.Loop => "loop",
        Outcome.Local => "local",
        _ => "cancel",
    };

    /// <summary>The word in logs, metrics and the API.</summary>
    public static string Word(this RequestClass requestClass) => requestClass switch
    {
        RequestClass.Meta => "meta",
        RequestClass.Blob => "blob",
        _ => "sumdb",
    };
}
