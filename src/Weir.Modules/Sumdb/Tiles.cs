using System.Runtime.InteropServices;

namespace Weir.Modules.Sumdb;

/// <summary>
/// Which hashes lie in which tile (golang.org/x/mod/sumdb/tlog, Tile). Tile N of level L lists the roots of the complete subtrees of 256^L leaves from the
/// (256·N)-th on; the seven levels of nodes above them are recomputed.
/// </summary>
public static class Tiles
{
    /// <summary>The logarithm of a full tile's width.</summary>
    public const int Height = 8;

    /// <summary>The narrowest tile that holds the hash with a stored index.</summary>
    public static TilePath ForIndex(long index) => Find(index).Tile;

    /// <summary>The hash with a stored index, from the tile <see cref="ForIndex"/> names or a wider version of it.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="data">Its hashes, of the length <see cref="Length"/> says.</param>
    /// <param name="index">The stored index; an exception when the hash is in another tile.</param>
    public static TreeHash HashAt(TilePath tile, ReadOnlySpan<byte> data, long index)
    {
        var (least, start) = Find(index);
        if (least.Level != tile.Level || least.Number != tile.Number || least.Width > tile.Width || data.Length < Length(tile))
        {
            throw new ArgumentException($"index {index} is in {least}, not in {tile} of {data.Length} bytes", nameof(index));
        }

        return Root(data[(start * TreeHash.Size)..(least.Width * TreeHash.Size)]);
    }

    /// <summary>The length of a tile's data in bytes.</summary>
    public static int Length(TilePath tile) => tile.Width * TreeHash.Size;

    /// <summary>The widest version of a tile in a log of <paramref name="size"/> records; null when the log does not reach into it.</summary>
    public static TilePath? Widest(int level, long number, long size)
    {
        // Beyond the seventh level there is nothing to divide.
        var entries = level * Height < 63 ? size >> (level * Height) : 0;
        var width = Math.Min(entries - (number << Height), TilePath.FullWidth);
        return width > 0 ? new TilePath(level, number, (int)width) : null;
    }

    /// <summary>A tile's data, read from stored hashes.</summary>
    public static byte[] Read(TilePath tile, Func<long, TreeHash> hashAt)
    {
        var data = new byte[Length(tile)];
        for (var i = 0; i < tile.Width; i++)
        {
            hashAt(Tlog.StoredIndex(tile.Level * Height, (tile.Number << Height) + i)).CopyTo(data.AsSpan(i * TreeHash.Size));
        }

        return data;
    }

    /// <summary>The root of the complete subtree over hashes, a power of two of them.</summary>
    internal static TreeHash Root(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == TreeHash.Size)
        {
            return new TreeHash(hashes);
        }

        var half = hashes.Length / 2;
        return Tlog.NodeHash(Root(hashes[..half]), Root(hashes[half..]));
    }

    // The narrowest tile, and where in it the hashes below this one begin; they go on to its end.
    private static Place Find(long index)
    {
        var (level, n) = Tlog.SplitStoredIndex(index);
        var within = level % Height;
        var number = n << within >> Height;
        var start = (n << within) - (number << Height);
        return new Place(new TilePath(level / Height, number, (int)(start + (1L << within))), (int)start);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(TilePath Tile, int Start);
}
