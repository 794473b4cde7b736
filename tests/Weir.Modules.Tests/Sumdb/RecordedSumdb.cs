using System.Text;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.Modules.Tests.Sumdb;

/// <summary>What sum.golang.org answered to real lookups, byte for byte; partial tiles that it dropped since are missing as they are there.</summary>
internal static class RecordedSumdb
{
    private const string Prefix = "sum.golang.org/";

    public static Dictionary<string, byte[]> Files { get; } = Load();

    public static NoteVerifier Verifier { get; } =
        NoteVerifier.TryParse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", out var key, out _) ? key : throw new FormatException();

    public static List<ModuleVersion> Modules { get; } =
        [.. Files.Keys.Where(f => f.StartsWith("lookup/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Module)];

    /// <summary>The heads of all lookups and the latest, each once, smallest first.</summary>
    public static List<SignedTreeHead> Heads { get; } = [.. ReadHeads().DistinctBy(h => h.Head).OrderBy(h => h.Head.Size)];

    public static SoundAnswer Answer(string path) => Files.TryGetValue(path, out var body) ? new SoundAnswer(200, "", body) : SoundAnswer.NotFound;

    private static IEnumerable<SignedTreeHead> ReadHeads()
    {
        foreach (var (path, body) in Files.Where(f => !f.Key.StartsWith("tile/", StringComparison.Ordinal)))
        {
            ReadOnlyMemory<byte> note = path == "latest" ? body : LookupRecord.TryParse(body, out var record) ? record.Note : default;
            yield return SignedTreeHead.TryOpen(note, Verifier, out var head, out var problem) ? head : throw new FormatException($"{path}: {problem}");
        }
    }

    private static ModuleVersion Module(string lookup)
    {
        var parts = lookup["lookup/".Length..].Split('@');
        return EscapedText.TryUnescape(parts[0], out var path) && EscapedText.TryUnescape(parts[1], out var version)
            ? new ModuleVersion(path, version)
            : throw new FormatException(lookup);
    }

    private static Dictionary<string, byte[]> Load()
    {
        var assembly = typeof(RecordedSumdb).Assembly;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var body = new byte[stream.Length];
            stream.ReadExactly(body);
            files[name[Prefix.Length..]] = body;
        }

        return files;
    }
}
