namespace Weir.TestKit.Upstreams;

/// <summary>Every request an upstream got, in order. A test may read it, and wait on it, while requests come in.</summary>
public sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<UpstreamRequest> requests = [];
    private readonly List<(Predicate<UpstreamRequest> Wanted, TaskCompletionSource<UpstreamRequest> Found)> waiting = [];

    /// <summary>How many so far.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return requests.Count;
        }
    }

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<UpstreamRequest> All
    {
        get
        {
            lock (gate)
                return [.. requests];
        }
    }

    /// <summary>The raw targets so far.</summary>
    public IReadOnlyList<string> Targets => [.. All.Select(r => r.Target)];

    /// <summary>The first request that matches, whether it has come or is still to come.</summary>
    public Task<UpstreamRequest> WaitForAsync(Predicate<UpstreamRequest> wanted, CancellationToken cancel = default)
    {
        lock (gate)
        {
            if (requests.Find(wanted) is { } come)
                return Task.FromResult(come);
            var found = new TaskCompletionSource<UpstreamRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((wanted, found));
            return found.Task.WaitAsync(cancel);
        }
    }

    /// <summary>Forgets what was.</summary>
    public void Clear()
    {
        lock (gate)
            requests.Clear();
    }

    internal void Add(UpstreamRequest request)
    {
        lock (gate)
        {
            requests.Add(request);
            foreach (var (_, found) in waiting.FindAll(w => w.Wanted(request)))
                found.TrySetResult(request);
            waiting.RemoveAll(w => w.Found.Task.IsCompleted);
        }
    }
}
