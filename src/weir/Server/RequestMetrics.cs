using Weir.Gateway.Health;
using Weir.Gateway.Serving;
using Weir.Gateway.Telemetry;

namespace Weir.Server;

/// <summary>Counts requests by sort and outcome. All combinations exist from the start, so that <c>increase()</c> sees the first event.</summary>
internal sealed class RequestMetrics
{
    private static readonly string[] Outcomes =
        ["ok", "cache", "stale_ok", "neg", "policy_denied", "throttle", "timeout", "fail", "local"];

    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly string[] Classes = [.. Enum.GetNames<RequestKind>().Select(name => name.ToLowerInvariant())];

    private readonly Counter[,] _requests = new Counter[Classes.Length, Outcomes.Length];
    private readonly Histogram[] _durations = [.. Classes.Select(_ => new Histogram(Bounds))];
    private readonly Counter[,] _bytes = new Counter[Classes.Length, 2];
    private readonly Counter[] _cache = [.. Enum.GetValues<CacheState>().Select(_ => new Counter())];

    public RequestMetrics()
    {
        for (var i = 0; i < Classes.Length; i++)
        {
            for (var j = 0; j < Outcomes.Length; j++)
                _requests[i, j] = new Counter();
            _bytes[i, 0] = new Counter();
            _bytes[i, 1] = new Counter();
        }
    }

    /// <summary>The word for how the cache took part, in the header, the log and the metrics.</summary>
    public static string Word(CacheState state) => state switch
    {
        CacheState.Hit => "hit",
        CacheState.Miss => "miss",
        CacheState.Stale => "stale",
        CacheState.Negative => "negative",
        _ => "none",
    };

    public void Count(RequestKind kind, Answer answer, long bytes, TimeSpan took)
    {
        var row = (int)kind;
        _requests[row, OutcomeOf(answer)].Add();
        _durations[row].Observe(took);
        _bytes[row, answer.Cache == CacheState.Miss ? 0 : 1].Add(bytes);
        _cache[(int)answer.Cache].Add();
    }

    public void WriteTo(PrometheusText text)
    {
        text.Family("weir_requests_total", "counter", "Requests by sort and what they came to.");
        for (var i = 0; i < Classes.Length; i++)
            for (var j = 0; j < Outcomes.Length; j++)
                text.Sample("weir_requests_total", _requests[i, j].Value, "class", Classes[i], "outcome", Outcomes[j]);
        text.Family("weir_request_duration_seconds", "histogram", "Time from the first byte of a request to the last of its answer.");
        for (var i = 0; i < Classes.Length; i++)
            text.Histogram("weir_request_duration_seconds", _durations[i], "class", Classes[i]);
        text.Family("weir_response_bytes_total", "counter", "Bytes of bodies sent, by where they came from.");
        for (var i = 0; i < Classes.Length; i++)
            text.Sample("weir_response_bytes_total", _bytes[i, 0].Value, "class", Classes[i], "source", "upstream")
                .Sample("weir_response_bytes_total", _bytes[i, 1].Value, "class", Classes[i], "source", "cache");
        text.Family("weir_cache_requests_total", "counter", "Answers by how the cache took part.");
        foreach (var state in Enum.GetValues<CacheState>())
            text.Sample("weir_cache_requests_total", _cache[(int)state].Value, "result", Word(state));
    }

    private static int OutcomeOf(Answer answer) => answer switch
    {
        { Status: < 400, Cache: CacheState.Hit } => 1,
        { Status: < 400, Cache: CacheState.Stale } => 2,
        { Status: < 400 } => 0,
        { Status: 404 or 410 or 405 } => 3,
        { Status: 401 or 403 or 451 } => 4,
        { Status: 429 } => 5,
        { Status: 504 } => 6,
        { Status: 500 or 503 } => 8,
        _ => 7,
    };
}
