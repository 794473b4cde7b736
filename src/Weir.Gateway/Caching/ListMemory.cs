using System.Collections.Immutable;
using System.Text;
using Weir.Modules.Proxy;

namespace Weir.Gateway.Caching;

/// <summary>
/// A list never shrinks because the source changed: a version that a refresh does not name stays, until two refreshes in a row by a source
/// whose word counts agree that it is gone. The word of the source that listed it counts; when that one is no longer configured, anybody's.
/// </summary>
internal static class ListMemory
{
    /// <summary>Agreeing refreshes after which a version, or a whole module, is believed to be gone.</summary>
    public const int Agreeing = 2;

    /// <summary>The memory after a refresh.</summary>
    public static Remembered Merge(
        Remembered? before, VersionList fresh, string source, Func<string, bool> isConfigured, DateTimeOffset now)
    {
        var named = fresh.Versions.Select(line => line.Version).ToHashSet(StringComparer.Ordinal);
        var kept = (before?.Versions ?? [])
            .Where(old => !named.Contains(old.Version))
            .Select(old => old with { Missing = old.Missing + (Counts(old, source, isConfigured) ? 1 : 0) })
            .Where(old => old.Missing < Agreeing);
        var versions = fresh.Versions
            .Select(line => new RememberedVersion(line.Version, line.Time, source, 0))
            .Concat(kept)
            .ToImmutableArray();
        var body = VersionList.Of(versions.Select(version => new ListedVersion(version.Version, version.Time)));
        return new Remembered(source, now, 0, Encoding.UTF8.GetString(body.ToBytes()), versions);
    }

    private static bool Counts(RememberedVersion old, string source, Func<string, bool> isConfigured) =>
        string.Equals(old.Source, source, StringComparison.Ordinal) || !isConfigured(old.Source);
}
