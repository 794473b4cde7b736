using System.Text;
using Weir.Modules.Sumdb;

namespace Weir.TestKit.Sumdb;

/// <summary>An append-only log of records in memory, with all its stored hashes.</summary>
public sealed class SumdbLog
{
    private readonly List<string> records = [];
    private readonly List<TreeHash> hashes = [];

    /// <summary>How many records it holds.</summary>
    public long Size => records.Count;

    /// <summary>The stored hash with an index.</summary>
    public TreeHash HashAt(long index) => hashes[(int)index];

    /// <summary>The text of a record.</summary>
    public string Record(long id) => records[(int)id];

    /// <summary>Appends a record and the hashes of the subtrees it completes.</summary>
    /// <returns>Its number.</returns>
    public long Add(string text)
    {
        var id = Size;
        records.Add(text);
        var hash = Tlog.LeafHash(Encoding.UTF8.GetBytes(text));
        hashes.Add(hash);
        var level = 0;
        for (var n = id; (n & 1) == 1; n >>= 1)
        {
            hash = Tlog.NodeHash(HashAt(Tlog.StoredIndex(level, n - 1)), hash);
            hashes.Add(hash);
            level++;
        }

        return id;
    }

    /// <summary>Size and root after so many records.</summary>
    public TreeHead Head(long size) => new(size, Tlog.RootHash(size, HashAt));

    /// <summary>A tile's data; null where the log does not reach so far.</summary>
    public byte[]? Tile(TilePath tile)
    {
        var widest = Tiles.Widest(tile.Level, tile.Number, Size);
        return tile.Level >= 0 && widest?.Width >= tile.Width ? Tiles.Read(tile, HashAt) : null;
    }

    /// <summary>Forgets all but the first records.</summary>
    public void Truncate(long size)
    {
        records.RemoveRange((int)size, (int)(Size - size));
        hashes.RemoveRange((int)Tlog.StoredCount(size), hashes.Count - (int)Tlog.StoredCount(size));
    }

    /// <summary>Another log with the same first records.</summary>
    public SumdbLog Copy(long size)
    {
        var copy = new SumdbLog();
        copy.records.AddRange(records.Take((int)size));
        copy.hashes.AddRange(hashes.Take((int)Tlog.StoredCount(size)));
        return copy;
    }
}
