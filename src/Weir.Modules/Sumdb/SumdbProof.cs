namespace Weir.Modules.Sumdb;

/// <summary>Which tiles make a lookup provable for somebody who has nothing else.</summary>
public static class SumdbProof
{
    /// <summary>
    /// The tiles a client with an empty cache needs to verify a record in the tree of the head it came with and, when the client already trusts another head,
    /// to link the two, in whichever order. Exactly what <see cref="SumdbClient"/> and the go command ask for.
    /// </summary>
    /// <param name="id">The record's number, below <paramref name="head"/>'s size.</param>
    /// <param name="head">The head at the end of the lookup.</param>
    /// <param name="known">The head the client trusts; null or <see cref="TreeHead.Empty"/> when none.</param>
    public static IReadOnlyList<TilePath> Tiles(long id, TreeHead head, TreeHead? known = null)
    {
        var trusted = known ?? TreeHead.Empty;
        var (older, newer) = trusted.Size <= head.Size ? (trusted, head) : (head, trusted);
        return Plan(id, older, newer).Needed;
    }

    /// <summary>The tiles of the newer head's tree that link the two heads.</summary>
    public static IReadOnlyList<TilePath> Link(TreeHead older, TreeHead newer) => Plan(null, older, newer).Needed;

    internal static TilePlan Plan(long? id, TreeHead older, TreeHead newer)
    {
        // Heads of one size are equal or a fork, without any tile.
        var indexes = older.Size == newer.Size ? [] : new List<long>(Tlog.RootIndexes(older.Size));
        if (id is { } n)
        {
            indexes.Add(Tlog.StoredIndex(0, n));
        }

        return new TilePlan(newer, indexes);
    }
}
