using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Weir.Modules.Zip;

namespace Weir.Modules.Dirhash;

/// <summary>
/// The hashes of go.sum and the checksum database, <c>h1:</c> and the base64 of a SHA-256 over a list of names and content hashes
/// (https://go.dev/ref/mod#go-sum-files). How a zip is packed does not matter, only the names and contents in it.
/// </summary>
public static class Hash1
{
    /// <summary>The hash of a go.mod file's bytes, as they are.</summary>
    public static string GoMod(ReadOnlySpan<byte> goMod)
    {
        var lines = new HashLines(1);
        SHA256.HashData(goMod, lines.Add("go.mod"));
        lines.Finish(out var h1);
        return h1!;
    }

    /// <summary>
    /// The hash of a zip's contents; directory entries count. False with Go's reason when it cannot be read to the end; contents of more than 500 MiB in
    /// all are not read. Whether it is a module's zip is <see cref="ModuleZip"/>'s question.
    /// </summary>
    public static bool TryZip(Stream seekable, [NotNullWhen(true)] out string? h1, [NotNullWhen(false)] out string? problem) =>
        TryZip(seekable, out h1, out problem, CancellationToken.None);

    /// <inheritdoc cref="TryZip(Stream, out string?, out string?)"/>
    public static bool TryZip(
        Stream seekable, [NotNullWhen(true)] out string? h1, [NotNullWhen(false)] out string? problem, CancellationToken cancellation)
    {
        h1 = null;
        using var source = new ZipSource(seekable);
        if (!ZipDirectory.TryRead(source, out var directory, out problem))
        {
            return false;
        }

        problem = ModuleZip.CheckTotal(directory) ?? ZipHasher.Hash(source, directory, out h1, cancellation);
        return problem is null;
    }
}
