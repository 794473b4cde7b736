using Weir.TestKit.Corpus;
using Weir.TestKit.Go;
using Xunit;

namespace Weir.EndToEnd.Tests;

internal static class CorpusCheck
{
    /// <summary>A download of the whole corpus printed exactly the public hashes.</summary>
    public static void Equal(GoDownloads downloads)
    {
        Assert.True(downloads.Run.Ok, downloads.Run.ToString());
        var expected = CorpusFacts.Modules.Select(m => $"{m.Name} {m.Sum} {m.GoModSum}").Order(StringComparer.Ordinal);
        var actual = downloads.Modules.Select(m => $"{m.Path}@{m.Version} {m.Sum} {m.GoModSum}{m.Error}").Order(StringComparer.Ordinal);
        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
    }
}
