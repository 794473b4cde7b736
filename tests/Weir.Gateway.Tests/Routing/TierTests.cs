using Weir.Gateway.Health;

namespace Weir.Gateway.Tests.Routing;

public class TierTests
{
    public static TheoryData<string> Failures =>
        [.. SourceFaults.Statuses.Concat(SourceFaults.Connections).Concat(SourceFaults.Lies).Where(fault => fault.Everywhere && fault.Port is null).Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_bar_asks_the_next_whatever_the_first_did(string fault)
    {
        await using var pair = await Pair.StartAsync('|', areBothPublic: false);
        pair.A.Fault = SourceFaults.Named(fault).Hook;
        var told = await pair.InfoAsync(0);
        Assert.Equal(200, told.Status);
        Assert.Equal([pair.A.Url, pair.B.Url], told.Answer.Trace!.Attempts.Select(attempt => "http://" + attempt.Source));
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("410 Gone")]
    public async Task A_comma_goes_on_after_an_absence_whoever_the_sources_are(string fault)
    {
        await using var pair = await Pair.StartAsync(',', areBothPublic: false);
        pair.A.Fault = SourceFaults.Named(fault).Hook;
        Assert.Equal(200, (await pair.InfoAsync(0)).Status);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("403 Forbidden")]
    [InlineData("429 Too Many Requests")]
    [InlineData("connection reset")]
    public async Task A_comma_goes_on_after_a_failure_only_from_public_to_public(string fault)
    {
        foreach (var marked in new[] { "", "a", "b", "ab" })
        {
            await using var pair = await Pair.StartAsync(',', marked: [.. marked.Select(c => c.ToString())]);
            pair.A.Fault = SourceFaults.Named(fault).Hook;
            var told = await pair.InfoAsync(0);
            Assert.Equal(marked == "ab", told.Status == 200);
            Assert.Equal(marked == "ab" ? 1 : 0, pair.B.Requests.Count);
        }
    }

    [Fact]
    public async Task Health_never_moves_a_source_across_a_comma()
    {
        await using var pair = await Pair.StartAsync(',', areBothPublic: false);
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        await pair.WhenAsync(pair.A, BreakerState.Open);
        pair.A.Fault = null;
        Assert.Equal("http://" + (await pair.InfoAsync(1)).Answer.Trace!.Winner, pair.A.Url);
        Assert.Equal(0, pair.B.Requests.Count);
    }

    [Fact]
    public async Task Healthy_alternatives_are_asked_in_the_order_written()
    {
        await using var pair = await Pair.StartAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(200, (await pair.InfoAsync(i)).Status);
        Assert.Equal((5, 0), (pair.A.Requests.Count, pair.B.Requests.Count));
    }

    [Fact]
    public async Task A_source_named_twice_is_asked_once()
    {
        await using var a = await FakeUpstream.StartAsync();
        await using var gateway = TestGateway.Over($"{a.Url}|{a.Url}/,{a.Url}");
        Assert.Equal(404, (await gateway.AskAsync("example.com/m/@v/v1.0.0.info")).Status);
        Assert.Equal(1, a.Requests.Count);
    }
}
