namespace Weir.TestKit.Upstreams;

/// <summary>What an upstream says when nothing is wrong with it.</summary>
public sealed record SoundAnswer(int Status, string ContentType, byte[] Body)
{
    /// <summary>The answer for what is not there.</summary>
    public static SoundAnswer NotFound { get; } = new(404, "text/plain; charset=utf-8", "not found"u8.ToArray());
}
