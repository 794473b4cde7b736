using System.Text;
using Weir.Gateway.Fetching;
using Weir.Modules.Module;
using Weir.Modules.Semver;

namespace Weir.Gateway.Storage;

/// <summary>
/// The <c>@v/list</c> file of a module in the disk store: the versions whose <c>.mod</c> is stored, as the go command keeps it in its own cache.
/// Only readers of <c>file://</c> need it; Weir itself looks at the folder.
/// </summary>
internal static class StoredVersions
{
    private static readonly Lock Gate = new();

    /// <summary>True when storing or removing this file changes the list.</summary>
    public static bool Changes(StoreKey key) =>
        key.Area == StoreArea.Modules && key.Name.EndsWith(".mod", StringComparison.Ordinal);

    /// <summary>Writes the list of one <c>@v</c> folder anew.</summary>
    public static void Rewrite(string folder, StagingFolder staging)
    {
        lock (Gate)
        {
            // Another process may commit between our look and our write: look again until nothing moved.
            var versions = Render(folder);
            string written;
            do
            {
                written = versions;
                DurableFile.Replace(staging.NewFile(), Path.Combine(folder, "list"), Encoding.UTF8.GetBytes(written));
                versions = Render(folder);
            }
            while (!string.Equals(versions, written, StringComparison.Ordinal));
        }
    }

    private static string Render(string folder)
    {
        var versions = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.mod"))
            if (EscapedText.TryUnescape(Path.GetFileNameWithoutExtension(file), out var version))
                versions.Add(version);
        versions.Sort(SemVer.ListOrder);
        return string.Concat(versions.Select(version => version + "\n"));
    }
}
