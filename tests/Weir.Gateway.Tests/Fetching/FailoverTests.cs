using System.Diagnostics;
using Weir.Gateway.Configuration;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Tests.Fetching;

public class FailoverTests
{
    private static readonly TimeSpan Patience = FetchLimits.Sumdb.Patience;

    [Fact]
    public async Task A_source_that_refuses_costs_one_attempt_and_is_not_touched_again()
    {
        using var dead = DeadPort.Refused();
        await AvoidsAsync(dead.Url);
    }

    [Fact]
    public async Task A_source_whose_packets_vanish_costs_the_first_request_two_seconds_and_is_not_touched_again()
    {
        using var dead = await DeadPort.BlackHoleAsync();
        await AvoidsAsync(dead.Url, gateway => Overtake(gateway.Time, timers: 2));
    }

    [Fact]
    public async Task A_source_that_takes_connections_and_never_answers_costs_the_first_request_two_seconds_and_is_not_touched_again()
    {
        await using var a = await SourceAsync();
        a.Fault = _ => new Fault.Hang();
        await AvoidsAsync(a.Url, async gateway =>
        {
            await a.Requests.WaitForAsync(_ => true);
            await Overtake(gateway.Time, timers: 1);
        });
        Assert.Equal(1, a.Requests.Count);
    }

    [Fact]
    public async Task By_a_real_clock_a_silent_source_costs_the_first_request_less_than_four_seconds_and_the_next_nothing()
    {
        using var dead = DeadPort.Silent();
        await using var b = await SourceAsync();
        await using var gateway = TestGateway.Over($"{dead.Url}|{b.Url}", time: TimeProvider.System);
        var clock = Stopwatch.StartNew();
        Assert.Equal(200, (await gateway.AskAsync("example.com/m/@v/v1.0.0.zip")).Status);
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.9, 4);
        clock.Restart();
        Assert.Equal(200, (await gateway.AskAsync("example.com/m/@v/v1.1.0.zip")).Status);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public async Task A_source_that_is_only_slow_still_wins_when_the_others_do_not_have_it()
    {
        await using var pair = await Pair.StartAsync();
        var gate = new Gate();
        pair.A.Fault = _ => new Fault.Held(gate);
        pair.B.Fault = _ => new Fault.Status(500);
        var asked = pair.InfoAsync(0);
        await pair.A.Requests.WaitForAsync(_ => true);
        await Overtake(pair.Gateway.Time, timers: 1);
        await pair.B.Requests.WaitForAsync(_ => true);
        gate.Open();
        Assert.Equal(200, (await asked).Status);
    }

    [Fact]
    public async Task A_slow_source_whose_body_had_begun_is_not_taken_for_a_silent_one()
    {
        await using var pair = await Pair.StartAsync();
        var (first, second) = (new Gate(), new Gate());
        pair.A.Fault = _ => new Fault.HeldAfterHead(first);
        pair.B.Fault = _ => new Fault.Held(second);
        var asked = pair.Gateway.AskAsync($"{Pair.Module}/@v/v1.0.0.zip");
        await pair.A.Requests.WaitForAsync(_ => true);
        await Overtake(pair.Gateway.Time, timers: 1);
        await pair.B.Requests.WaitForAsync(_ => true);
        first.Open();
        await pair.Gateway.Time.WaitForTimersAsync(FetchLimits.For(Endpoint.Zip).Idle);
        second.Open();
        Assert.Equal(200, (await asked).Status);
        Assert.DoesNotContain(pair.Gateway.Health.Snapshot.Breakers.Values, breaker => breaker.State == BreakerState.Open);
    }

    [Fact]
    public async Task A_body_that_stalls_is_given_up_and_the_next_source_asked()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.StallAfter(10);
        var asked = pair.Gateway.AskAsync($"{Pair.Module}/@v/v1.0.0.zip");
        var idle = FetchLimits.For(Endpoint.Zip).Idle;
        await pair.Gateway.Time.WaitForTimersAsync(idle);
        pair.Gateway.Time.Advance(idle);
        var told = await asked;
        Assert.Equal((200, pair.B.Url), (told.Status, "http://" + told.Answer.Trace!.Winner));
        Assert.Contains(told.Answer.Trace!.Attempts, attempt => attempt.Detail?.Contains("stalled", StringComparison.Ordinal) == true);
    }

    private static async Task AvoidsAsync(string dead, Func<TestGateway, Task>? wait = null)
    {
        await using var b = await SourceAsync();
        await using var gateway = TestGateway.Over($"{dead}|{b.Url}", new GatewayOptions { Public = [dead, b.Url] });
        var before = gateway.Time.GetUtcNow();
        var first = gateway.AskAsync("example.com/m/@v/v1.0.0.info");
        await (wait?.Invoke(gateway) ?? Task.CompletedTask);
        Assert.Equal(200, (await first).Status);
        Assert.InRange((gateway.Time.GetUtcNow() - before).TotalSeconds, 0, 2.5);

        // Nobody moves the clock any more: touching the dead one would hang.
        foreach (var name in new[] { "@v/v1.1.0.info", "@v/v1.1.0.mod", "@v/v1.1.0.zip", "@v/list", "@latest" })
        {
            var next = await gateway.AskAsync($"example.com/m/{name}").WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(200, next.Status);
            Assert.Equal([b.Url], next.Answer.Trace!.Attempts.Select(attempt => "http://" + attempt.Source));
        }
    }

    private static async Task<FakeUpstream> SourceAsync()
    {
        var source = await FakeUpstream.StartAsync();
        source.Modules.Add("example.com/m", "v1.0.0");
        source.Modules.Add("example.com/m", "v1.1.0");
        return source;
    }

    private static async Task Overtake(ManualTime time, int timers)
    {
        await time.WaitForTimersAsync(Patience, timers).WaitAsync(TimeSpan.FromSeconds(20));
        time.Advance(Patience);
    }
}
