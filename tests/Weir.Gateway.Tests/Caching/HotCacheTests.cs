using System.Runtime.CompilerServices;
using Weir.Gateway.Caching;
using Weir.Gateway.Serving;

namespace Weir.Gateway.Tests.Caching;

public class HotCacheTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void It_holds_no_more_than_it_may_and_keeps_what_is_asked_for()
    {
        var cache = new HotCache(100_000, _time);
        cache.Put("asked", Of(1000), null);
        for (var i = 0; i < 500; i++)
        {
            cache.Put($"name {i}", Of(1000), null);
            Assert.InRange(cache.Bytes, 0, 100_000);
            Assert.True(cache.TryGetFresh("asked", out _));
        }

        Assert.False(cache.TryGetFresh("name 0", out _));
        Assert.True(cache.TryGetFresh("name 499", out _));
    }

    [Fact]
    public void An_answer_is_fresh_for_as_long_as_was_said()
    {
        var cache = new HotCache(100_000, _time);
        cache.Put("minute", Of(1), TimeSpan.FromSeconds(60));
        cache.Put("ever", Of(1), null);
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.True(cache.TryGetFresh("minute", out _));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(cache.TryGetFresh("minute", out _));
        Assert.True(cache.TryGetFresh("ever", out _));
    }

    [Fact]
    public void Names_that_are_removed_give_their_bytes_back()
    {
        var cache = new HotCache(100_000, _time);
        cache.Put("a/1", Of(1000), null);
        cache.Put("a/2", Of(1000), null);
        cache.Put("b/1", Of(1000), null);
        cache.RemoveWhere(name => name.StartsWith("a/", StringComparison.Ordinal));
        Assert.False(cache.TryGetFresh("a/1", out _));
        Assert.True(cache.TryGetFresh("b/1", out _));
        cache.Remove("b/1");
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void Answers_that_were_replaced_over_and_over_do_not_pile_up()
    {
        var cache = new HotCache(1_000_000, _time);
        cache.Put("other", Of(1), null);
        var first = PutWeakly(cache);
        for (var i = 0; i < 10_000; i++)
            cache.Put("list", Of(100), TimeSpan.FromSeconds(60));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(first.IsAlive);
        Assert.True(cache.TryGetFresh("other", out _));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PutWeakly(HotCache cache)
    {
        var answer = Of(100);
        cache.Put("list", answer, TimeSpan.FromSeconds(60));
        return new WeakReference(answer);
    }

    private static Answer Of(int bytes) => new()
    {
        Status = 200,
        ContentType = "text/plain",
        CacheControl = "no-store",
        Body = new byte[bytes],
        Length = bytes,
    };
}
