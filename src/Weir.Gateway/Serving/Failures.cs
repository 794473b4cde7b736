using System.Collections.Immutable;
using System.Text;
using Weir.Gateway.Health;

namespace Weir.Gateway.Serving;

/// <summary>How much it takes to say that something does not exist. An outage is never a 404.</summary>
public enum Absence
{
    /// <summary>A module nobody here knows: the 404 of one healthy source is enough (go probes every prefix of a package path).</summary>
    OneSaysSo,

    /// <summary>A module the cache knows: no source may have failed.</summary>
    NobodyFailed,

    /// <summary>A private path: every source says so.</summary>
    EverySaysSo,
}

/// <summary>Turns what the sources did into one failure. The table is in docs/protocol.md; the body is what <c>go</c> prints: at most 8 lines.</summary>
public static class Failures
{
    private const int MaxLines = 8;
    private const int MaxBytes = 640;
    private const string NoStore = "no-store";

    /// <summary>A failure with a text of its own.</summary>
    public static Answer Of(ErrorRow row, string text, int? status = null, Trace? trace = null, TimeSpan? retryAfter = null)
    {
        var body = Plain(text);
        return new Answer
        {
            Status = status ?? row.Status,
            Error = row,
            ContentType = "text/plain; charset=utf-8",
            CacheControl = NoStore,
            Body = body,
            Length = body.Length,
            Trace = trace,
            RetryAfter = retryAfter,
        };
    }

    /// <summary>The failure that follows from all attempts of a request that no source could satisfy.</summary>
    /// <param name="what">What was asked for, for people.</param>
    /// <param name="trace">All attempts.</param>
    /// <param name="absence">When a 404 may be said.</param>
    /// <param name="unasked">Sources left out for their health.</param>
    public static Answer From(string what, Trace trace, Absence absence, int unasked)
    {
        var attempts = trace.Attempts.Where(attempt => attempt.Outcome != Outcome.Cancel).ToImmutableArray();
        var absent = attempts.Where(attempt => attempt.Outcome == Outcome.Neg).ToImmutableArray();
        var isAbsent = absence switch
        {
            Absence.OneSaysSo => true,
            Absence.NobodyFailed => unasked == 0 && attempts.All(attempt => attempt.Outcome is Outcome.Neg or Outcome.Deny),
            _ => unasked == 0 && absent.Length == attempts.Length,
        };
        if (!absent.IsEmpty && isAbsent)
            return Absent(what, trace, attempts, absent);
        if (attempts.Any(attempt => attempt.Outcome == Outcome.Integrity))
            return Of(ErrorCatalog.Integrity, Lines($"{what}: no source has the bytes that were published (SECURITY: do not delete go.sum)", attempts), trace: trace);
        if (attempts.IsEmpty)
            return Of(ErrorCatalog.UpstreamFailed, $"{what}: no source could be asked", trace: trace);
        if (attempts.All(attempt => attempt.Outcome.IsRefusal()))
            return Of(ErrorCatalog.Refused, Lines($"{what}: every source refused", attempts), attempts[0].Status, trace);
        if (attempts.All(attempt => attempt.Outcome == Outcome.Throttle))
            return Of(ErrorCatalog.Throttled, Lines($"{what}: the sources ask to slow down", attempts), trace: trace,
                retryAfter: attempts.Min(attempt => attempt.RetryAfter) ?? TimeSpan.FromSeconds(30));
        if (attempts.All(attempt => attempt.Outcome == Outcome.Loop))
            return Of(ErrorCatalog.Loop, Lines($"{what}: the request goes round in a circle", attempts), trace: trace);
        if (attempts.All(attempt => attempt.Outcome == Outcome.Local))
            return Of(ErrorCatalog.StoreFailed, Lines($"{what}: Weir cannot write to its data folder", attempts), trace: trace,
                retryAfter: TimeSpan.FromSeconds(30));
        if (attempts.All(attempt => attempt.TimedOut || attempt.Outcome is Outcome.Silent))
            return Of(ErrorCatalog.UpstreamTimeout, Lines($"{what}: no source answered in time (an outage, not a missing module)", attempts), trace: trace);
        return Of(ErrorCatalog.UpstreamFailed, Lines($"{what}: no source could give it (an outage, not a missing module)", attempts), trace: trace);
    }

    private static Answer Absent(string what, Trace trace, ImmutableArray<Attempt> attempts, ImmutableArray<Attempt> absent)
    {
        var row = absent.All(attempt => attempt.Status == 410) ? ErrorCatalog.Gone : ErrorCatalog.NotFound;
        // With one source its own text says it best.
        var text = attempts.Length == 1 && absent[0].Text is { } own && !string.IsNullOrWhiteSpace(own) ? own : Lines($"not found: {what}", attempts);
        return Of(row, text, trace: trace);
    }

    // The go command stops at a blank line, cuts long texts and shows nothing of one with characters that are not graphic; sources may say anything.
    private static byte[] Plain(string text)
    {
        var plain = new StringBuilder(text.Length + 1);
        var lines = 0;
        foreach (var line in text.EnumerateLines())
        {
            if (line.IsWhiteSpace())
                continue;
            foreach (var c in line.TrimEnd())
                if (plain.Length < MaxBytes)
                    plain.Append(c == '\t' ? ' ' : char.IsBetween(c, ' ', '~') ? c : '?');
            plain.Append('\n');
            if (++lines == MaxLines || plain.Length > MaxBytes)
                break;
        }

        return Encoding.ASCII.GetBytes(lines == 0 ? "no reason was given\n" : plain.ToString());
    }

    private static string Lines(string first, ImmutableArray<Attempt> attempts)
    {
        var text = new StringBuilder(first).Append('\n');
        foreach (var attempt in attempts.Take(attempts.Length > MaxLines - 1 ? MaxLines - 2 : MaxLines - 1))
        {
            var line = $"{attempt.Source}: {attempt.Detail ?? "sound answer"} ({attempt.Took.TotalSeconds:0.0} s)\n";
            if (text.Length + line.Length > MaxBytes)
                break;
            text.Append(line);
        }

        if (attempts.Length > MaxLines - 1)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"and {attempts.Length - MaxLines + 2} more sources\n");
        return text.ToString();
    }
}
