using System.Runtime.CompilerServices;
using Weir.Gateway.Caching;
using Weir.Gateway.Serving;
using Xunit;

namespace Weir.Gateway.Tests.Caching;

public sealed class HotCacheMemoryTests
{
    private const int Kilobytes = 16;
    private const int MaxBytes = 1 << 20;

    // A list is replaced every minute for as long as the process lives.
    [Fact]
    public void Answers_that_were_replaced_do_not_stay_in_memory()
    {
        var cache = new HotCache(MaxBytes, TimeProvider.System);
        var answers = PutAgainAndAgain(cache, times: 1000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.InRange(answers.Count(answer => answer.IsAlive), 1, MaxBytes / (Kilobytes << 10));
        Assert.True(cache.TryGetFresh("example.com/m/@v/list", out _));
        Assert.InRange(cache.Bytes, Kilobytes << 10, 2 * Kilobytes << 10);
        GC.KeepAlive(cache);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> PutAgainAndAgain(HotCache cache, int times)
    {
        var answers = new List<WeakReference>();
        for (var i = 0; i < times; i++)
        {
            var answer = new Answer { Status = 200, ContentType = "text/plain", CacheControl = "", Body = new byte[Kilobytes << 10], Length = Kilobytes << 10 };
            cache.Put("example.com/m/@v/list", answer, TimeSpan.FromMinutes(1));
            answers.Add(new WeakReference(answer));
        }

        return answers;
    }
}
