namespace Weir.Modules.Zip;

/// <summary>One entry of a zip's central directory, which alone is believed; of the local header only the signature and lengths count, as in Go.</summary>
public sealed class ZipEntry
{
    internal ZipEntry(string name)
    {
        Name = name;
    }

    /// <summary>The name with its prefix, slash-separated; a trailing slash makes it a directory.</summary>
    public string Name { get; }

    /// <summary>Whether the entry stands for a directory, which has no content.</summary>
    public bool IsDirectory => Name.EndsWith('/');

    /// <summary>The declared size of the content, in bytes; reading stops with an error where the content is longer or shorter.</summary>
    public ulong Size { get; internal set; }

    internal ulong CompressedSize { get; set; }

    internal long HeaderOffset { get; set; }

    internal uint Crc32 { get; init; }

    internal ushort Flags { get; init; }

    internal ushort Method { get; init; }

    internal bool HasDescriptor => (Flags & 0x8) != 0;
}
