namespace Weir.TestKit;

/// <summary>A clock that stands still until a test moves it. Timers fire inside <see cref="Advance"/>, in the order in which they are due.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Met)> waiting = [];
    private DateTimeOffset now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, firing what falls due on the way at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextUntil(end) is { } due)
            due.Fire();
    }

    /// <summary>Ends once so many timers are running that were set to exactly <paramref name="due"/>: then it is safe to move the clock over them.</summary>
    public Task WaitForTimersAsync(TimeSpan due, int count = 1)
    {
        lock (gate)
        {
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((due, count, met));
            Check();
            return met.Task;
        }
    }

    private ManualTimer? NextUntil(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.At <= end).MinBy(timer => timer.At);
            if (next is null)
            {
                now = end;
                return null;
            }

            now = next.At > now ? next.At : now;
            next.Rearm();
            return next;
        }
    }

    private void Check()
    {
        foreach (var (_, _, met) in waiting.FindAll(one => timers.Count(timer => timer.Span == one.Due) >= one.Count))
            met.TrySetResult();
        waiting.RemoveAll(one => one.Met.Task.IsCompleted);
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset At { get; private set; }

        public TimeSpan Span { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                period = every;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                (At, Span) = (time.now + dueTime, dueTime);
                time.timers.Add(this);
                time.Check();
                return true;
            }
        }

        public void Rearm()
        {
            if (period > TimeSpan.Zero)
                At += period;
            else
                time.timers.Remove(this);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
