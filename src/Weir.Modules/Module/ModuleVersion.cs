namespace Weir.Modules.Module;

/// <summary>A module at a version, both in their plain, unescaped form.</summary>
/// <param name="Path">The module path, such as <c>github.com/BurntSushi/toml</c>.</param>
/// <param name="Version">The version, such as <c>v1.4.0</c>.</param>
public readonly record struct ModuleVersion(string Path, string Version)
{
    /// <summary>Go's notation: <c>path@version</c>.</summary>
    public override string ToString() => $"{Path}@{Version}";
}
