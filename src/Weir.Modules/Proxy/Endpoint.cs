namespace Weir.Modules.Proxy;

/// <summary>The five things the GOPROXY protocol serves for a module.</summary>
public enum Endpoint
{
    /// <summary><c>@v/list</c>: the module's tagged versions.</summary>
    List,

    /// <summary><c>@latest</c>: the newest version, tagged or not.</summary>
    Latest,

    /// <summary><c>@v/VERSION.info</c>: what a version or query resolves to, and when it was made.</summary>
    Info,

    /// <summary><c>@v/VERSION.mod</c>: the version's go.mod.</summary>
    Mod,

    /// <summary><c>@v/VERSION.zip</c>: the version's files.</summary>
    Zip,
}
