namespace Weir.Gateway.Verification;

/// <summary>
/// Scrubs the store while the server runs, one file at a time and slowly: a disk that forgets is found before a build is. What it finds is quarantined, with an
/// incident, and fetched again by the next request.
/// </summary>
public sealed class BackgroundScrub(StoreScrub scrub, TimeProvider time)
{
    /// <summary>Between two files: 8,640 a day.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>Before the first pass and between two of them.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>Runs until the cancellation, and ends quietly with it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Rest, time, cancellation);
                await foreach (var _ in scrub.RunAsync(null, cancellation))
                    await Task.Delay(Beat, time, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
