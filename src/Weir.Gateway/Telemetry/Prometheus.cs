using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Weir.Gateway.Telemetry;

/// <summary>A number that only grows.</summary>
public sealed class Counter
{
    private long _value;

    /// <summary>The present value.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds to it.</summary>
    public void Add(long amount = 1) => Interlocked.Add(ref _value, amount);
}

/// <summary>How many observations fell below each bound, and their sum.</summary>
public sealed class Histogram(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumMicros;

    /// <summary>Upper bounds in seconds, ascending.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Records a duration.</summary>
    public void Observe(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var bucket = 0;
        while (bucket < bounds.Length && seconds > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sumMicros, (long)duration.TotalMicroseconds);
    }

    internal (long[] Cumulative, double Sum) Read()
    {
        var cumulative = new long[_counts.Length];
        var total = 0L;
        for (var i = 0; i < cumulative.Length; i++)
            cumulative[i] = total += Interlocked.Read(ref _counts[i]);
        return (cumulative, Interlocked.Read(ref _sumMicros) / 1e6);
    }
}

/// <summary>
/// The text exposition format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/): HELP and TYPE once a family, labels escaped, base units.
/// </summary>
public sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Begins a family.</summary>
    public PrometheusText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    /// <summary>Writes one sample; labels in the form name, value, name, value.</summary>
    public PrometheusText Sample(string name, double value, params ReadOnlySpan<string> labels)
    {
        _text.Append(name);
        for (var i = 0; i + 1 < labels.Length; i += 2)
            _text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"").Append(Escape(labels[i + 1])).Append('"');
        if (labels.Length > 0)
            _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>Writes a histogram with one label.</summary>
    public void Histogram(string name, Histogram histogram, string label, string value)
    {
        var (cumulative, sum) = histogram.Read();
        for (var i = 0; i < cumulative.Length; i++)
        {
            var bound = i < histogram.Bounds.Count ? histogram.Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
            Sample(name + "_bucket", cumulative[i], label, value, "le", bound);
        }

        Sample(name + "_sum", sum, label, value);
        Sample(name + "_count", cumulative[^1], label, value);
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>Counters told apart by labels. The label sets are bounded: never a module path, a URL or an error text.</summary>
/// <param name="name">Metric name.</param>
/// <param name="help">One sentence.</param>
/// <param name="labels">Label names.</param>
public sealed class CounterFamily(string name, string help, params string[] labels)
{
    private readonly ConcurrentDictionary<string, (string[] Values, Counter Counter)> _counters = new(StringComparer.Ordinal);

    /// <summary>The counter of a set of label values, made at first use. Call it at start-up for sets known in advance.</summary>
    public Counter With(params string[] values) =>
        _counters.GetOrAdd(string.Join('\x1f', values), static (_, v) => (v, new Counter()), values).Counter;

    /// <summary>Writes the family.</summary>
    public void WriteTo(PrometheusText text)
    {
        text.Family(name, "counter", help);
        foreach (var (values, counter) in _counters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value))
            text.Sample(name, counter.Value, [.. labels.Zip(values).SelectMany(pair => new[] { pair.First, pair.Second })]);
    }
}
