namespace Weir.Modules.Sumdb;

/// <summary>
/// Proofs about the tree of a log (RFC 6962, sections 2.1.1 and 2.1.2): that it holds a record, and that it begins with an older tree. A proof is a list of
/// hashes from the leaf's side up. The clients of a checksum database get by without: they compute both from tiles.
/// </summary>
public static class TlogProof
{
    /// <summary>The audit path of record <paramref name="n"/> in the tree of the first <paramref name="size"/> records.</summary>
    public static IReadOnlyList<TreeHash> ProveRecord(long size, long n, Func<long, TreeHash> hashAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, size);
        var proof = new List<TreeHash>();
        RecordPath(0, size, n, hashAt, proof);
        return proof;
    }

    /// <summary>Whether the proof shows that the tree with this size and root holds <paramref name="leaf"/> at <paramref name="n"/>.</summary>
    public static bool CheckRecord(IReadOnlyList<TreeHash> proof, TreeHead head, long n, TreeHash leaf) =>
        n >= 0 && n < head.Size && RunRecord(proof, proof.Count, 0, head.Size, n, leaf) is { } root && root == head.Root;

    /// <summary>The consistency proof between the trees of the first <paramref name="older"/> and the first <paramref name="size"/> records.</summary>
    public static IReadOnlyList<TreeHash> ProveTree(long size, long older, Func<long, TreeHash> hashAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, size);
        var proof = new List<TreeHash>();
        TreePath(0, size, older, hashAt, proof);
        return proof;
    }

    /// <summary>Whether the proof shows that the tree of <paramref name="head"/> begins with that of <paramref name="older"/>.</summary>
    public static bool CheckTree(IReadOnlyList<TreeHash> proof, TreeHead head, TreeHead older) =>
        older.Size >= 1 && older.Size <= head.Size
        && RunTree(proof, proof.Count, 0, head.Size, older) is var (olderRoot, root) && olderRoot == older.Root && root == head.Root;

    // The path to leaf n below the subtree over [lo, hi): at each fork the hash of the side not taken.
    private static void RecordPath(long lo, long hi, long n, Func<long, TreeHash> hashAt, List<TreeHash> proof)
    {
        if (hi - lo == 1)
        {
            return;
        }

        var split = lo + Tlog.SplitPoint(hi - lo);
        var left = n < split;
        RecordPath(left ? lo : split, left ? split : hi, n, hashAt, proof);
        proof.Add(left ? Tlog.RangeHash(split, hi, hashAt) : Tlog.RangeHash(lo, split, hashAt));
    }

    private static TreeHash? RunRecord(IReadOnlyList<TreeHash> proof, int length, long lo, long hi, long n, TreeHash leaf)
    {
        if (hi - lo == 1 || length == 0)
        {
            return hi - lo == 1 && length == 0 ? leaf : null;
        }

        var split = lo + Tlog.SplitPoint(hi - lo);
        var left = n < split;
        return RunRecord(proof, length - 1, left ? lo : split, left ? split : hi, n, leaf) is { } side
            ? left ? Tlog.NodeHash(side, proof[length - 1]) : Tlog.NodeHash(proof[length - 1], side)
            : null;
    }

    // Down to the subtree that ends where the older tree ends; that one's hash is not sent when it is the older tree itself.
    private static void TreePath(long lo, long hi, long older, Func<long, TreeHash> hashAt, List<TreeHash> proof)
    {
        if (older == hi)
        {
            if (lo > 0)
            {
                proof.Add(Tlog.RangeHash(lo, hi, hashAt));
            }

            return;
        }

        var split = lo + Tlog.SplitPoint(hi - lo);
        var left = older <= split;
        TreePath(left ? lo : split, left ? split : hi, older, hashAt, proof);
        proof.Add(left ? Tlog.RangeHash(split, hi, hashAt) : Tlog.RangeHash(lo, split, hashAt));
    }

    private static (TreeHash Older, TreeHash Newer)? RunTree(IReadOnlyList<TreeHash> proof, int length, long lo, long hi, TreeHead older)
    {
        if (older.Size == hi)
        {
            var sent = lo == 0 ? 0 : 1;
            var common = sent == 0 ? older.Root : length > 0 ? proof[0] : default;
            return length == sent ? (common, common) : null;
        }

        if (length == 0)
        {
            return null;
        }

        var split = lo + Tlog.SplitPoint(hi - lo);
        var left = older.Size <= split;
        if (RunTree(proof, length - 1, left ? lo : split, left ? split : hi, older) is not var (olderHash, newerHash))
        {
            return null;
        }

        var side = proof[length - 1];
        return left ? (olderHash, Tlog.NodeHash(newerHash, side)) : (Tlog.NodeHash(side, olderHash), Tlog.NodeHash(side, newerHash));
    }
}
