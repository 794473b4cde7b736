using System.Diagnostics.CodeAnalysis;

namespace Weir.Modules.Sumdb;

/// <summary>
/// The tiles that prove hashes to be in the tree of a head (golang.org/x/mod/sumdb/tlog, TileHashReader). First come those at the right edge, from which the
/// root itself is recomputed; then, parents before children, the full tiles between them and each hash asked for. With the root right the edge is right; and
/// each further tile must hash to the entry its parent has for it. All tiles are proven, or none is used.
/// </summary>
/// <example>
/// With tiles of height 2 and 15 records, for leaf 1: 1/000.p/3 and 0/003.p/3 make the root, then 0/000 is checked against the first entry of 1/000.p/3.
/// <code>
///         ┌───────┴───────┐
///         ∘               ∘               ∘          1/000.p/3
///     ┌───┴───┐       ┌───┴───┐       ┌───┴───┐
///     ∘       ∘       ∘       ∘       ∘       ∘       ∘
///   ┌─┴─┐   ┌─┴─┐   ┌─┴─┐   ┌─┴─┐   ┌─┴─┐   ┌─┴─┐   ┌─┴─┐
///   0   1   2   3   4   5   6   7   8   9  10  11  12  13  14
///   └── 0/000 ──┘   └── 0/001 ──┘   └── 0/002 ──┘   └ 0/003.p/3 ┘
/// </code>
/// </example>
public sealed class TilePlan
{
    private readonly TreeHead _head;
    private readonly IReadOnlyList<long> _edge;
    private readonly List<TilePath> _tiles = [];
    private readonly Dictionary<(int Level, long Number), int> _places = [];
    private readonly int _edgeTiles;

    /// <summary>Plans for a head and the stored indexes of the hashes wanted, each of which must be inside its tree.</summary>
    public TilePlan(TreeHead head, IEnumerable<long> indexes)
    {
        ArgumentNullException.ThrowIfNull(indexes);
        _head = head;
        _edge = Tlog.RootIndexes(head.Size);
        foreach (var index in _edge)
        {
            var tile = Tiles.ForIndex(index);
            Add(tile.Level, tile.Number);
        }

        _edgeTiles = _tiles.Count;
        foreach (var index in indexes)
        {
            if (index < 0 || index >= Tlog.StoredCount(head.Size))
            {
                throw new ArgumentOutOfRangeException(nameof(indexes), index, "indexes not in tree");
            }

            var tile = Tiles.ForIndex(index);
            AddWithParents(tile.Level, tile.Number);
        }
    }

    /// <summary>The tiles, each once: as wide as the log makes them, parents before children.</summary>
    public IReadOnlyList<TilePath> Needed => _tiles;

    /// <summary>Checks the tiles' data, in the order of <see cref="Needed"/>. On failure <paramref name="problem"/> is Go's reason.</summary>
    public bool TryVerify(
        IReadOnlyList<ReadOnlyMemory<byte>> data, [NotNullWhen(true)] out ProvenTiles? proven, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(data);
        proven = null;
        problem = CheckLengths(data);
        if (problem is not null)
        {
            return false;
        }

        var hashes = new ProvenTiles(_tiles, data, _places);
        if (Tlog.RootHash(_head.Size, hashes.HashAt) != _head.Root || !ChildrenMatch(hashes, data))
        {
            problem = "downloaded inconsistent tile";
            return false;
        }

        proven = hashes;
        return true;
    }

    private string? CheckLengths(IReadOnlyList<ReadOnlyMemory<byte>> data)
    {
        if (data.Count != _tiles.Count)
        {
            return $"TileReader returned bad result slice (len={data.Count}, want {_tiles.Count})";
        }

        for (var i = 0; i < data.Count; i++)
        {
            if (data[i].Length != Tiles.Length(_tiles[i]))
            {
                return $"TileReader returned bad result slice ({_tiles[i]} len={data[i].Length}, want {Tiles.Length(_tiles[i])})";
            }
        }

        return null;
    }

    // Every tile behind those of the edge, however many the edge has.
    private bool ChildrenMatch(ProvenTiles hashes, IReadOnlyList<ReadOnlyMemory<byte>> data)
    {
        for (var i = _edgeTiles; i < _tiles.Count; i++)
        {
            var tile = _tiles[i];
            if (hashes.HashAt(Tlog.StoredIndex((tile.Level + 1) * Tiles.Height, tile.Number)) != Tiles.Root(data[i].Span))
            {
                return false;
            }
        }

        return true;
    }

    // Only a full tile has a parent, and what the edge lacks is full: the recursion ends at the edge at the latest.
    private void AddWithParents(int level, long number)
    {
        if (!_places.ContainsKey((level, number)))
        {
            AddWithParents(level + 1, number >> Tiles.Height);
            Add(level, number);
        }
    }

    private void Add(int level, long number)
    {
        if (_places.TryAdd((level, number), _tiles.Count))
        {
            _tiles.Add(Tiles.Widest(level, number, _head.Size) ?? throw new InvalidOperationException($"tile {level}/{number} is outside of {_head.Size}"));
        }
    }
}
