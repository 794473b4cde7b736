using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Weir.TestKit.Corpus;

/// <summary>The regular files of a release tarball, without its one top folder.</summary>
public static class Tarball
{
    /// <summary>Reads a <c>.tar.gz</c>, or a <c>.tar.xz</c> through the <c>xz</c> program. Symbolic links are left out, as Go leaves them out.</summary>
    public static IReadOnlyList<ModuleFile> Read(string file)
    {
        if (file.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var gz = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            return Files(gz);
        }
        var start = new ProcessStartInfo("xz", ["--decompress", "--stdout", "--", file]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var xz = Process.Start(start) ?? throw new InvalidOperationException("xz did not start");
        var files = Files(xz.StandardOutput.BaseStream);
        xz.StandardOutput.BaseStream.CopyTo(Stream.Null);
        xz.WaitForExit();
        return xz.ExitCode == 0 ? files : throw new InvalidDataException($"xz: {file} is damaged");
    }

    private static List<ModuleFile> Files(Stream tar)
    {
        var files = new List<ModuleFile>();
        using var reader = new TarReader(tar, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                continue;
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files.Add(new ModuleFile(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..], content.ToArray()));
        }
        return files;
    }
}
