using Weir.Gateway.Health;

namespace Weir.Gateway.Tests.Health;

public class BreakerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Breaker Fresh = Breaker.New(Start);

    [Theory]
    [InlineData(Outcome.Unreachable)]
    [InlineData(Outcome.Silent)]
    [InlineData(Outcome.Corrupt)]
    public void One_failure_that_leaves_no_doubt_opens_it(Outcome outcome) =>
        Assert.Equal(BreakerState.Open, Fresh.After(outcome, "it", Start).State);

    [Theory]
    [InlineData(Outcome.Fail)]
    [InlineData(Outcome.Reject)]
    public void Other_failures_open_it_when_three_come_in_a_row(Outcome outcome)
    {
        var two = Fresh.After(outcome, "1", Start).After(outcome, "2", Start);
        Assert.True(two.IsClosed);
        Assert.Equal(BreakerState.Open, two.After(outcome, "3", Start).State);
    }

    [Theory]
    [InlineData(Outcome.Ok)]
    [InlineData(Outcome.Neg)]
    public void A_good_answer_or_a_404_between_failures_starts_the_count_anew(Outcome good)
    {
        var breaker = Fresh;
        foreach (var outcome in new[] { Outcome.Fail, Outcome.Fail, good, Outcome.Fail, Outcome.Fail })
            breaker = breaker.After(outcome, null, Start);
        Assert.True(breaker.IsClosed);
    }

    [Theory]
    [InlineData(Outcome.Ok)]
    [InlineData(Outcome.Neg)]
    [InlineData(Outcome.Soft404)]
    [InlineData(Outcome.Deny)]
    [InlineData(Outcome.Loop)]
    [InlineData(Outcome.Local)]
    [InlineData(Outcome.Cancel)]
    public void What_is_no_fault_of_the_source_never_opens_it(Outcome outcome)
    {
        var breaker = Fresh;
        for (var i = 0; i < 20; i++)
            breaker = breaker.After(outcome, "it", Start);
        Assert.True(breaker.IsClosed);
    }

    [Theory]
    [InlineData(Outcome.Soft404)]
    [InlineData(Outcome.Deny)]
    [InlineData(Outcome.Local)]
    public void What_says_nothing_of_the_source_does_not_break_a_row_of_failures(Outcome outcome)
    {
        var breaker = Fresh;
        foreach (var next in new[] { Outcome.Fail, outcome, Outcome.Fail, outcome, Outcome.Fail })
            breaker = breaker.After(next, null, Start);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void The_back_off_doubles_from_30_seconds_to_5_minutes()
    {
        var now = Start;
        var breaker = Fresh.After(Outcome.Corrupt, "it", now);
        var backOffs = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            backOffs.Add((breaker.Until - now).TotalSeconds);
            now = breaker.Until;
            breaker = (breaker with { State = BreakerState.HalfOpen }).After(Outcome.Fail, "still", now);
        }

        Assert.Equal([30, 60, 120, 240, 300, 300], backOffs);
    }

    [Fact]
    public void Failures_of_requests_sent_before_it_opened_do_not_lengthen_the_back_off()
    {
        var open = Fresh.After(Outcome.Unreachable, "first", Start);
        var late = open.After(Outcome.Unreachable, "second", Start.AddSeconds(2)).After(Outcome.Fail, "third", Start.AddSeconds(3));
        Assert.Equal((open.Until, open.Openings), (late.Until, late.Openings));
    }

    [Fact]
    public void A_trial_that_succeeds_closes_it_and_one_that_was_given_up_lets_the_next_try()
    {
        var half = Fresh.After(Outcome.Corrupt, "it", Start) with { State = BreakerState.HalfOpen };
        Assert.True(half.After(Outcome.Ok, null, Start).IsClosed);
        Assert.True(half.After(Outcome.Neg, null, Start).IsClosed);
        Assert.True(half.After(Outcome.Cancel, null, Start.AddSeconds(40)).IsTrialDue(Start.AddSeconds(40)));
    }

    [Fact]
    public void Ten_calm_minutes_forget_earlier_openings_and_nine_do_not()
    {
        var closed = Fresh.After(Outcome.Corrupt, "it", Start).After(Outcome.Ok, null, Start.AddSeconds(30));
        TimeSpan BackOffAfter(TimeSpan calm)
        {
            var now = Start.AddSeconds(30) + calm;
            return closed.After(Outcome.Ok, null, now).After(Outcome.Corrupt, "again", now).Until - now;
        }

        Assert.Equal(TimeSpan.FromSeconds(60), BackOffAfter(TimeSpan.FromMinutes(9)));
        Assert.Equal(TimeSpan.FromSeconds(30), BackOffAfter(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void A_parked_source_is_out_until_the_time_it_named_and_is_not_counted_as_failing()
    {
        var parked = Fresh.Parked(Start.AddSeconds(17), "429", Start);
        Assert.False(parked.IsClosed);
        Assert.False(parked.IsTrialDue(Start.AddSeconds(16)));
        Assert.True(parked.IsTrialDue(Start.AddSeconds(17)));
        Assert.Equal(0, parked.Openings);
    }
}
