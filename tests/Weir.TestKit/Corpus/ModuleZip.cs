using System.Globalization;
using System.IO.Compression;

namespace Weir.TestKit.Corpus;

/// <summary>Builds the zip that the go command would build from a module's files.</summary>
public static class ModuleZip
{
    // Zips must be the same bytes on every run: the oldest time the format can say.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The zip of <paramref name="files"/>, without what Go leaves out: vendored packages, nested modules, Mercurial's archive note.</summary>
    public static byte[] Create(string path, string version, IReadOnlyCollection<ModuleFile> files)
    {
        var omit = Omissions(files);
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files.Where(f => !omit(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                var entry = zip.CreateEntry($"{path}@{version}/{file.Name}", CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                using var stream = entry.Open();
                stream.Write(file.Content);
            }
        }
        return buffer.ToArray();
    }

    private static Func<string, bool> Omissions(IReadOnlyCollection<ModuleFile> files)
    {
        var modern = GoLine(files) >= new Version(1, 24);
        var nested = files.Select(f => f.Name)
            .Where(n => n.EndsWith("/go.mod", StringComparison.OrdinalIgnoreCase))
            .Select(n => n[..^"go.mod".Length])
            .ToList();
        return name => Vendored(name, modern)
            || name == ".hg_archival.txt"
            || nested.Exists(folder => name.StartsWith(folder, StringComparison.Ordinal));
    }

    private static bool Vendored(string name, bool modern)
    {
        if (modern && name == "vendor/modules.txt")
            return true;
        if (name.StartsWith("vendor/", StringComparison.Ordinal))
            return name.AsSpan("vendor/".Length).Contains('/');
        var at = name.IndexOf("/vendor/", StringComparison.Ordinal);
        if (at < 0)
            return false;
        // Until Go 1.24 the remainder was cut at a constant instead of behind the folder found. Public hashes hold that mistake for ever.
        return name.AsSpan(modern ? at + "/vendor/".Length : "/vendor/".Length).Contains('/');
    }

    private static Version GoLine(IReadOnlyCollection<ModuleFile> files)
    {
        var mod = files.FirstOrDefault(f => f.Name == "go.mod").Content;
        if (mod is not null)
        {
            foreach (var line in System.Text.Encoding.UTF8.GetString(mod).Split('\n'))
            {
                var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words is ["go", var number, ..] && number.Split('.') is [var major, var minor, ..]
                    && int.TryParse(major, CultureInfo.InvariantCulture, out var x) && int.TryParse(minor, CultureInfo.InvariantCulture, out var y))
                    return new Version(x, y);
            }
        }
        return new Version(1, 0);
    }
}
