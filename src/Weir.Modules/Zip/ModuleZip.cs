using Weir.Modules.Dirhash;
using Weir.Modules.Module;
using Weir.Modules.Semver;
using Weir.Modules.Text;

namespace Weir.Modules.Zip;

/// <summary>
/// Whether a zip is one that Go accepts as the files of a module version (golang.org/x/mod/zip). Every entry lies below <c>PATH@VERSION/</c>, unescaped; the rest
/// of its name obeys rules that let it be unpacked on every system; sizes are limited. An empty zip and one without go.mod are fine.
/// </summary>
public static class ModuleZip
{
    /// <summary>The largest zip, and the largest sum of the files in it: 500 MiB.</summary>
    public const long MaxZipFile = 500L << 20;

    /// <summary>The largest go.mod: 16 MiB.</summary>
    public const long MaxGoMod = 16L << 20;

    /// <summary>The largest LICENSE in the root: 16 MiB.</summary>
    public const long MaxLicense = 16L << 20;

    /// <summary>The largest central directory: 64 MiB. Go has no such limit; no module comes near it.</summary>
    public const long MaxDirectory = 64L << 20;

    /// <summary>Null when the zip is sound to its last byte, else the reason in Go's words.</summary>
    public static string? Check(Stream seekable, ModuleVersion module, CancellationToken cancellation = default) =>
        Check(seekable, module, out _, cancellation);

    /// <summary>
    /// Null when the zip is sound to its last byte, else the reason in Go's words. One pass over the contents checks them and gives their
    /// <paramref name="h1"/> hash. Reads synchronously in bounded memory; cancellation and I/O errors of the stream are the only exceptions.
    /// </summary>
    public static string? Check(Stream seekable, ModuleVersion module, out string? h1, CancellationToken cancellation = default)
    {
        h1 = null;
        if (CheckModule(module) is { } malformed)
        {
            return malformed;
        }

        if (seekable.Length > MaxZipFile)
        {
            return $"module zip file is too large ({seekable.Length} bytes; limit is {MaxZipFile} bytes)";
        }

        using var source = new ZipSource(seekable);
        if (!ZipDirectory.TryRead(source, out var directory, out var problem))
        {
            return problem;
        }

        return CheckPrefix(directory, module) ?? CheckEntries(directory, module, cancellation) ?? CheckTotal(directory)
            ?? ZipHasher.Hash(source, directory, out h1, cancellation);
    }

    internal static string? CheckTotal(ZipDirectory directory)
    {
        ulong total = 0;
        foreach (var entry in directory.Entries)
        {
            if (entry.Size > (ulong)MaxZipFile - total)
            {
                return $"total uncompressed size of module contents too large (max size is {MaxZipFile} bytes)";
            }

            total += entry.Size;
        }

        return null;
    }

    private static string? CheckModule(ModuleVersion module)
    {
        if (ModulePath.Check(module.Path) is { } path)
        {
            return $"malformed module path {GoQuote.Text(module.Path)}: {path}";
        }

        var reason = SemVer.IsCanonical(module.Version) ? ModulePath.CheckVersion(module.Path, module.Version) : "not a canonical version";
        return reason is null ? null : $"version {GoQuote.Text(module.Version)} invalid: {reason}";
    }

    private static string? CheckPrefix(ZipDirectory directory, ModuleVersion module)
    {
        var prefix = $"{module}/";
        foreach (var entry in directory.Entries)
        {
            if (!entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return $"zip for {module} has unexpected file {GoQuote.Show(entry.Name)}";
            }
        }

        return null;
    }

    private static string? CheckEntries(ZipDirectory directory, ModuleVersion module, CancellationToken cancellation)
    {
        var prefix = module.ToString().Length + 1;
        var names = new ZipNames();
        foreach (var entry in directory.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = entry.Name[prefix..];
            if (name.Length > 0 && (names.Add(name) ?? CheckSize(name, entry.Size)) is { } problem)
            {
                return $"{GoQuote.Show(entry.Name)}: {problem}";
            }
        }

        return null;
    }

    private static string? CheckSize(string name, ulong size) => name switch
    {
        "go.mod" when size > (ulong)MaxGoMod => $"go.mod file too large (max size is {MaxGoMod} bytes)",
        "LICENSE" when size > (ulong)MaxLicense => $"LICENSE file too large (max size is {MaxLicense} bytes)",
        _ => null,
    };
}
