namespace Weir.TestKit.Upstreams;

/// <summary>Holds answers back until a test releases them.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets through what waits and what comes.</summary>
    public void Open() => opened.TrySetResult();

    internal Task PassAsync(CancellationToken cancel) => opened.Task.WaitAsync(cancel);
}
