namespace Weir.TestKit.Corpus;

/// <summary>One public module whose hashes the public checksum database records and whose release tarball Debian keeps.</summary>
/// <param name="Path">The module path.</param>
/// <param name="Version">The canonical version.</param>
/// <param name="Sum">The public <c>h1:</c> of the zip.</param>
/// <param name="GoModSum">The public <c>h1:</c> of the go.mod.</param>
/// <param name="Tarball">The file name of Debian's copy of the release.</param>
/// <param name="TarballSum">The <c>h1:</c> of a zip built from the tarball: for honest modules, <paramref name="Sum"/>.</param>
public sealed record CorpusModule(string Path, string Version, string Sum, string GoModSum, string Tarball, string TarballSum)
{
    /// <summary>The module as the go command's arguments name it.</summary>
    public string Name => $"{Path}@{Version}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
