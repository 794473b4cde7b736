using System.Numerics;
using System.Security.Cryptography;

namespace Weir.Modules.Sumdb;

/// <summary>
/// The Merkle tree of an append-only log (RFC 6962, section 2.1; golang.org/x/mod/sumdb/tlog). A leaf's hash is SHA-256(0, record), a node's SHA-256(1, left,
/// right), an empty tree's SHA-256 of nothing; a tree of n leaves splits at the largest power of two below n. The hashes of all complete subtrees are numbered
/// in the order in which appending records completes them, the <em>stored index</em>: 0 leaf 0, 1 leaf 1, 2 their parent, 3 leaf 2, 4 leaf 3, 5 their
/// parent, 6 the parent of 2 and 5, 7 leaf 4 … Sizes and numbers are from 0 to <see cref="TreeHead.MaxSize"/>.
/// </summary>
public static class Tlog
{
    /// <summary>The root of the tree without leaves.</summary>
    public static readonly TreeHash EmptyRoot = new(SHA256.HashData([]));

    /// <summary>The hash of a record's text.</summary>
    public static TreeHash LeafHash(ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(record);
        Span<byte> digest = stackalloc byte[TreeHash.Size];
        hash.GetHashAndReset(digest);
        return new TreeHash(digest);
    }

    /// <summary>The hash of a node from those below it.</summary>
    public static TreeHash NodeHash(TreeHash left, TreeHash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * TreeHash.Size)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + TreeHash.Size)..]);
        Span<byte> digest = stackalloc byte[TreeHash.Size];
        SHA256.HashData(bytes, digest);
        return new TreeHash(digest);
    }

    /// <summary>The stored index of the n-th complete subtree of 2^level leaves.</summary>
    public static long StoredIndex(int level, long n)
    {
        // It is stored right after its last leaf and the subtrees that leaf completes below it.
        var leaf = ((n + 1) << level) - 1;
        return (2 * leaf) - BitOperations.PopCount((ulong)leaf) + level;
    }

    /// <summary>The inverse of <see cref="StoredIndex"/>.</summary>
    public static (int Level, long N) SplitStoredIndex(long index)
    {
        // Leaf n is stored at less than 2n: start low and step over each leaf with the subtrees it completes.
        var leaf = index / 2;
        var at = StoredIndex(0, leaf);
        for (long next; (next = at + 1 + BitOperations.TrailingZeroCount(leaf + 1)) <= index; at = next)
        {
            leaf++;
        }

        var level = (int)(index - at);
        return (level, leaf >> level);
    }

    /// <summary>How many hashes are stored for a log of so many records.</summary>
    public static long StoredCount(long size) => (2 * size) - BitOperations.PopCount((ulong)size);

    /// <summary>The root of the tree of the first <paramref name="size"/> records.</summary>
    /// <param name="size">How many records.</param>
    /// <param name="hashAt">Answers a stored index with its hash; asked for less than 64.</param>
    public static TreeHash RootHash(long size, Func<long, TreeHash> hashAt) => size == 0 ? EmptyRoot : RangeHash(0, size, hashAt);

    /// <summary>The stored indexes that <see cref="RootHash"/> asks for, from the left.</summary>
    public static IReadOnlyList<long> RootIndexes(long size) => Asked(hashAt => RootHash(size, hashAt));

    /// <summary>The stored indexes a function asks for.</summary>
    internal static IReadOnlyList<long> Asked(Action<Func<long, TreeHash>> function)
    {
        var asked = new List<long>();
        function(index =>
        {
            asked.Add(index);
            return default;
        });
        return asked;
    }

    /// <summary>The hash over the leaves from lo to before hi, where hi - lo is at most the largest power of two that divides lo.</summary>
    internal static TreeHash RangeHash(long lo, long hi, Func<long, TreeHash> hashAt)
    {
        // Complete subtrees from the left, each smaller than the one before; then hashed together from the right.
        var parts = new Stack<TreeHash>();
        while (lo < hi)
        {
            var level = BitOperations.Log2((ulong)(hi - lo));
            parts.Push(hashAt(StoredIndex(level, lo >> level)));
            lo += 1L << level;
        }

        var hash = parts.Pop();
        while (parts.TryPop(out var left))
        {
            hash = NodeHash(left, hash);
        }

        return hash;
    }

    /// <summary>The largest power of two below n, for n above 1.</summary>
    internal static long SplitPoint(long n) => 1L << BitOperations.Log2((ulong)(n - 1));
}
