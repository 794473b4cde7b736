using Weir.Modules.Module;
using Weir.Modules.Text;

namespace Weir.Modules.Zip;

/// <summary>
/// The rules for the names in a module zip below their prefix (golang.org/x/mod/zip checkZip): clean, made of allowed letters, unique with all their parents
/// under case folding, none both file and directory, go.mod only at the root and only in lower case.
/// </summary>
internal sealed class ZipNames
{
    private readonly ZipNameTree _tree = new();

    /// <summary>Null when the name may join those before it, else Go's reason. A directory's name comes with its slash.</summary>
    public string? Add(string name)
    {
        var isDirectory = name.EndsWith('/');
        name = isDirectory ? name[..^1] : name;
        if (!IsClean(name))
        {
            return "file path is not clean";
        }

        if (ModulePath.CheckFilePath(name) is { } malformed)
        {
            return $"malformed file path {GoQuote.Text(name)}: {malformed}";
        }

        return _tree.Add(name, isDirectory) ?? (isDirectory ? null : CheckGoMod(name));
    }

    private static string? CheckGoMod(string name)
    {
        const string GoMod = "go.mod";
        var file = name[(name.LastIndexOf('/') + 1)..];
        if (file.Length != GoMod.Length || !CaseFolding.Equal(file, GoMod))
        {
            return null;
        }

        if (file.Length != name.Length)
        {
            return "go.mod file not in module root directory";
        }

        return name is GoMod ? null : "go.mod files must have lowercase names";
    }

    // Go's path.Clean leaves the name as it is: no empty and no dot elements, and ".." only at the front.
    private static bool IsClean(string name)
    {
        if (name is "." or "/")
        {
            return true;
        }

        var rooted = name.StartsWith('/');
        var climbing = !rooted;
        var rest = rooted ? name.AsSpan(1) : name;
        foreach (var range in rest.Split('/'))
        {
            var element = rest[range];
            climbing &= element is "..";
            if (element is "" or "." || (element is ".." && !climbing))
            {
                return false;
            }
        }

        return true;
    }
}
