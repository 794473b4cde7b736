using Weir.Gateway.Telemetry;

namespace Weir.Gateway.Tests.Telemetry;

public class PrometheusTextTests
{
    [Fact]
    public void A_family_says_what_it_is_once_and_labels_are_escaped()
    {
        var family = new CounterFamily("weir_x_total", "Things.", "a", "b");
        family.With("1", "back\\slash \"quoted\"\nline").Add(3);
        family.With("0", "").Add();
        var text = new PrometheusText();
        family.WriteTo(text);
        Assert.Equal(
            "# HELP weir_x_total Things.\n# TYPE weir_x_total counter\n"
            + "weir_x_total{a=\"0\",b=\"\"} 1\nweir_x_total{a=\"1\",b=\"back\\\\slash \\\"quoted\\\"\\nline\"} 3\n",
            text.ToString());
    }

    [Fact]
    public void A_histogram_counts_upwards_and_a_bound_belongs_to_its_bucket()
    {
        var histogram = new Histogram([0.1, 1]);
        foreach (var seconds in new[] { 0.05, 0.1, 0.5, 30 })
            histogram.Observe(TimeSpan.FromSeconds(seconds));
        var text = new PrometheusText();
        text.Histogram("d", histogram, "class", "meta");
        Assert.Equal(
            "d_bucket{class=\"meta\",le=\"0.1\"} 2\nd_bucket{class=\"meta\",le=\"1\"} 3\nd_bucket{class=\"meta\",le=\"+Inf\"} 4\n"
            + "d_sum{class=\"meta\"} 30.65\nd_count{class=\"meta\"} 4\n",
            text.ToString());
    }

    [Fact]
    public async Task Attempts_failovers_and_ejections_are_counted()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        await pair.InfoAsync(1);
        var text = new PrometheusText();
        pair.Gateway.Host.Metrics.WriteTo(text);
        var (a, b) = (pair.A.Url[7..], pair.B.Url[7..]);
        foreach (var line in new[]
        {
            $"weir_upstream_attempts_total{{upstream=\"{a}\",class=\"meta\",outcome=\"corrupt\"}} 1",
            $"weir_upstream_attempts_total{{upstream=\"{b}\",class=\"meta\",outcome=\"ok\"}} 2",
            $"weir_upstream_ejections_total{{upstream=\"{a}\",reason=\"corrupt\"}} 1",
            "weir_failovers_total{reason=\"corrupt\"} 1",
        })
            Assert.Contains(line + "\n", text.ToString());
        Assert.DoesNotContain(Pair.Module, text.ToString());
    }
}
