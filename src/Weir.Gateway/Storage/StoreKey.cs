using Weir.Modules.Proxy;

namespace Weir.Gateway.Storage;

/// <summary>The parts of a store. Each is a folder of the data folder.</summary>
public enum StoreArea
{
    /// <summary>Files of module versions, in Go's download-cache layout: <c>github.com/!burnt!sushi/toml/@v/v1.4.0.zip</c>.</summary>
    Modules,

    /// <summary>What upstreams said last of things that change: lists, @latest, queries.</summary>
    Lists,

    /// <summary>Answers of checksum databases.</summary>
    Sumdb,

    /// <summary>What mounts relayed.</summary>
    Mounts,
}

/// <summary>The name of a stored file: an area and a relative path with forward slashes.</summary>
public readonly record struct StoreKey
{
    /// <summary>A key. Names come from parsed requests; one that could leave its area is a bug and throws.</summary>
    /// <exception cref="ArgumentException">The name is empty, absolute, or has an element that is empty, dots or control characters.</exception>
    public StoreKey(StoreArea area, string name)
    {
        if (!IsSafe(name))
            throw new ArgumentException($"not a store name: {name}", nameof(name));
        Area = area;
        Name = name;
    }

    /// <summary>The area.</summary>
    public StoreArea Area { get; }

    /// <summary>The relative path.</summary>
    public string Name { get; }

    /// <summary>The key of a file of a module version.</summary>
    public static StoreKey Of(ModuleRequest file) => new(StoreArea.Modules, file.Name);

    /// <summary>True when a name stays inside its area on every file system.</summary>
    public static bool IsSafe(string name)
    {
        foreach (var range in name.AsSpan().Split('/'))
        {
            var element = name.AsSpan()[range];
            if (element.IsEmpty || element is "." or ".." || element.IndexOfAnyInRange('\0', '\x1f') >= 0 || element.Contains('\\'))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Area}:{Name}";
}
