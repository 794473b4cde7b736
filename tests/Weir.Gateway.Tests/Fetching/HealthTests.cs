using Weir.Gateway.Configuration;
using Weir.Gateway.Health;

namespace Weir.Gateway.Tests.Fetching;

/// <summary>Who is asked while some sources are out of health, and how they come back.</summary>
public class HealthTests
{
    [Fact]
    public async Task A_half_open_trial_brings_a_source_back_off_the_path_of_the_caller()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        pair.A.Fault = null;
        pair.A.Requests.Clear();
        await pair.InfoAsync(1);
        Assert.Equal(0, pair.A.Requests.Count);

        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(30));
        var told = await pair.InfoAsync(2);
        Assert.Equal(pair.B.Url, "http://" + told.Answer.Trace!.Winner);
        await pair.WhenAsync(pair.A, BreakerState.Closed);
        Assert.Equal(1, pair.A.Requests.Count);
        Assert.Equal(pair.A.Url, "http://" + (await pair.InfoAsync(3)).Answer.Trace!.Winner);
    }

    [Fact]
    public async Task A_trial_that_fails_keeps_the_source_out_for_twice_as_long()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(30));
        await pair.InfoAsync(1);
        await pair.A.Requests.WaitForAsync(request => request.Target.Contains("v1.1.0"));
        await pair.WhenAsync(pair.A, BreakerState.Open);
        pair.A.Requests.Clear();
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(59));
        await pair.InfoAsync(2);
        Assert.Equal(0, pair.A.Requests.Count);
    }

    [Fact]
    public async Task When_all_are_out_of_health_all_are_asked()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = pair.B.Fault = _ => new Fault.Html200();
        Assert.Equal(502, (await pair.InfoAsync(0)).Status);
        pair.B.Fault = null;
        Assert.Equal(200, (await pair.InfoAsync(1)).Status);
    }

    [Fact]
    public async Task When_the_healthy_ones_fail_the_others_are_asked_as_a_last_resort()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        (pair.A.Fault, pair.B.Fault) = (null, _ => new Fault.Status(500));
        Assert.Equal(200, (await pair.InfoAsync(1)).Status);
    }

    [Theory]
    [InlineData("example.com", "v1.9.0.info")]
    [InlineData("", "v1.9.0.info")]
    [InlineData("", "v1.9.0.zip")]
    public async Task A_404_of_the_healthy_ones_is_not_the_last_word_on_a_private_or_a_known_module(string goPrivate, string file)
    {
        await using var pair = await Pair.StartAsync(areBothPublic: false, options: new GatewayOptions { GoPrivate = goPrivate });
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        await pair.Gateway.AskAsync($"{Pair.Module}/@v/v1.0.0.zip");
        (pair.A.Fault, pair.B.Fault) = (null, _ => new Fault.Status(404));
        Assert.Equal(200, (await pair.Gateway.AskAsync($"{Pair.Module}/@v/{file}")).Status);
    }

    [Fact]
    public async Task A_404_of_the_healthy_ones_is_enough_for_a_module_nobody_knows()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        pair.A.Requests.Clear();
        Assert.Equal(404, (await pair.Gateway.AskAsync("example.com/@latest")).Status);
        Assert.Equal(0, pair.A.Requests.Count);
    }
}
