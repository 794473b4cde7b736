namespace Weir.Modules.Sumdb;

/// <summary>Tiles that were proven to be in the tree of a head, and the hashes in them.</summary>
public sealed class ProvenTiles
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _data;
    private readonly Dictionary<(int Level, long Number), int> _places;

    internal ProvenTiles(IReadOnlyList<TilePath> tiles, IReadOnlyList<ReadOnlyMemory<byte>> data, Dictionary<(int Level, long Number), int> places) =>
        (Tiles, _data, _places) = (tiles, data, places);

    /// <summary>The tiles.</summary>
    public IReadOnlyList<TilePath> Tiles { get; }

    /// <summary>The first hashes of a tile, as many as this version of it is wide; an exception when there is no such tile or it is narrower.</summary>
    public ReadOnlyMemory<byte> DataOf(TilePath tile) => _data[_places[(tile.Level, tile.Number)]][..Sumdb.Tiles.Length(tile)];

    /// <summary>The hash with a stored index; an exception when no tile holds it.</summary>
    public TreeHash HashAt(long index)
    {
        var least = Sumdb.Tiles.ForIndex(index);
        var place = _places[(least.Level, least.Number)];
        return Sumdb.Tiles.HashAt(Tiles[place], _data[place].Span, index);
    }
}
