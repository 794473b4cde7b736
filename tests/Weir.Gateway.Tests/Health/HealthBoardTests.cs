using System.Collections.Immutable;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;
using Weir.Gateway.Sources;

namespace Weir.Gateway.Tests.Health;

public class HealthBoardTests
{
    private static readonly ISource A = new Named("a");
    private static readonly ISource B = new Named("b");
    private static readonly ImmutableArray<ISource> Tier = [A, B];
    private readonly ManualTime _time = new();
    private readonly HealthBoard _board;

    public HealthBoardTests() => _board = new HealthBoard(_time);

    [Fact]
    public void Healthy_sources_are_asked_in_the_order_in_which_they_were_written()
    {
        Report(A, Outcome.Ok);
        Assert.Equal("a b; ; ", Order());
    }

    [Fact]
    public void A_source_out_of_health_is_a_last_resort_and_on_trial_when_its_time_has_come()
    {
        Report(A, Outcome.Corrupt);
        Assert.Equal("b; a; ", Order());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("b; a; a", Order());
    }

    [Fact]
    public void Only_one_request_goes_on_trial()
    {
        Report(A, Outcome.Corrupt);
        Assert.False(_board.TryBeginTrial(A, RequestClass.Meta));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([true, false, false], new[] { 1, 2, 3 }.Select(_ => _board.TryBeginTrial(A, RequestClass.Meta)));
        Assert.Equal("b; a; ", Order());
        Report(A, Outcome.Ok);
        Assert.Equal("a b; ; ", Order());
    }

    [Fact]
    public void Of_many_threads_one_gets_the_trial()
    {
        Report(A, Outcome.Corrupt);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Enumerable.Range(0, 64).AsParallel().WithDegreeOfParallelism(8).Count(_ => _board.TryBeginTrial(A, RequestClass.Meta)));
    }

    [Fact]
    public void The_order_is_never_empty_and_the_one_due_first_is_asked_first()
    {
        Report(A, Outcome.Corrupt);
        _time.Advance(TimeSpan.FromSeconds(1));
        Report(B, Outcome.Corrupt);
        Assert.Equal("a b; ; ", Order());
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(_board.TryBeginTrial(A, RequestClass.Meta));
        Report(A, Outcome.Corrupt);
        Assert.Equal("b a; ; ", Order());
    }

    [Theory]
    [InlineData(Outcome.Unreachable, RequestClass.Blob, "b", "b", "b")]
    [InlineData(Outcome.Unreachable, RequestClass.Sumdb, "b", "b", "b")]
    [InlineData(Outcome.Silent, RequestClass.Meta, "b", "b", "b")]
    [InlineData(Outcome.Silent, RequestClass.Blob, "a b", "b", "a b")]
    [InlineData(Outcome.Corrupt, RequestClass.Blob, "a b", "b", "a b")]
    [InlineData(Outcome.Corrupt, RequestClass.Meta, "b", "a b", "a b")]
    public void What_concerns_the_whole_source_opens_all_classes_and_the_rest_its_own(Outcome outcome, RequestClass seen, string meta, string blob, string sumdb)
    {
        Report(A, outcome, requestClass: seen);
        Assert.Equal([meta, blob, sumdb], Enum.GetValues<RequestClass>().Select(one => Order(one).Split(';')[0]));
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(9999, 300)]
    [InlineData(null, 30)]
    public void A_throttling_source_is_left_alone_as_long_as_it_says_but_five_minutes_at_most(int? retryAfter, int seconds)
    {
        Report(A, Outcome.Throttle, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null);
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal("b; a; ", Order());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("b; a; a", Order());
    }

    [Fact]
    public void Every_change_of_state_is_told_once()
    {
        var told = new List<string>();
        _board.Changed += (source, requestClass, breaker) => told.Add($"{source} {requestClass} {breaker.State}");
        Report(A, Outcome.Corrupt);
        Report(A, Outcome.Corrupt);
        _time.Advance(TimeSpan.FromSeconds(30));
        _board.TryBeginTrial(A, RequestClass.Meta);
        Report(A, Outcome.Ok);
        Report(A, Outcome.Ok);
        Assert.Equal(["a Meta Open", "a Meta HalfOpen", "a Meta Closed"], told);
    }

    private void Report(ISource source, Outcome outcome, TimeSpan? retryAfter = null, RequestClass requestClass = RequestClass.Meta) =>
        _board.Report(source, requestClass, SourceReply.Failure(outcome, "it") with { RetryAfter = retryAfter });

    private string Order(RequestClass requestClass = RequestClass.Meta)
    {
        static string Names(ImmutableArray<ISource> sources) => string.Join(' ', sources.Select(source => source.Name));
        var order = _board.Order(Tier, requestClass);
        return $"{Names(order.Ask)}; {Names(order.LastResort)}; {Names(order.Trials)}";
    }

    private sealed record Named(string Name) : ISource
    {
        public Scope Scope => Scope.Public;

        public bool UsesCredential => false;

        public Task<SourceReply> FetchAsync(SourceRequest request, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
