using System.Text;
using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class TlogTests
{
    [Fact]
    public void Small_trees_have_their_known_roots()
    {
        TreeHash a = Leaf("a\n"), b = Leaf("b\n"), c = Leaf("c\n");
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Tlog.EmptyRoot.ToString());
        Assert.Equal("tqVntGZWKmqVSvYVe4mPnogOQ1IwStwpaRVfDk3jHPA=", a.ToString());
        Assert.Equal("m3LFXpeNd4t1tMjR8R2UnLOxvr8SE2zKc+/hIk0LdsY=", Tlog.NodeHash(a, b).ToString());
        Assert.Equal("XJVgyeqZ3X9TFi1DypBArCfAZ7Mw9+RuHRSxcezTLPE=", Tlog.NodeHash(Tlog.NodeHash(a, b), c).ToString());
        var log = new SumdbLog();
        log.Add("a\n");
        log.Add("b\n");
        log.Add("c\n");
        Assert.Equal("XJVgyeqZ3X9TFi1DypBArCfAZ7Mw9+RuHRSxcezTLPE=", log.Head(3).Root.ToString());
    }

    [Fact]
    public void Stored_indexes_count_hashes_in_the_order_records_complete_them()
    {
        (int, long)[] first = [(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (1, 1), (2, 0), (0, 4)];
        for (var i = 0; i < first.Length; i++)
        {
            Assert.Equal(i, Tlog.StoredIndex(first[i].Item1, first[i].Item2));
            Assert.Equal(first[i], Tlog.SplitStoredIndex(i));
        }

        for (var level = 0; level < 40; level++)
        {
            for (var n = 0L; n < 100; n++)
                Assert.Equal((level, n), Tlog.SplitStoredIndex(Tlog.StoredIndex(level, n)));
        }

        const long Last = TreeHead.MaxSize - 1;
        Assert.Equal((0, Last), Tlog.SplitStoredIndex(Tlog.StoredIndex(0, Last)));
        Assert.Equal([0, 1, 3, 4, 7, 8], Enumerable.Range(0, 6).Select(n => Tlog.StoredCount(n)));
    }

    [Fact]
    public void Every_proof_of_trees_up_to_65_is_right_and_no_other_passes()
    {
        var log = new SumdbLog();
        for (var size = 1; size <= 65; size++)
        {
            log.Add($"leaf {size}\n");
            var head = log.Head(size);
            for (var n = 0; n < size; n++)
                CheckRecord(log, head, n);
            for (var older = 1; older <= size; older++)
                CheckTree(log, head, log.Head(older));
        }
    }

    [Fact]
    public void Proofs_of_what_is_not_there_do_not_pass()
    {
        var log = new SumdbLog();
        log.Add("x\n");
        var head = log.Head(1);
        Assert.False(TlogProof.CheckRecord([], head, 1, head.Root));
        Assert.False(TlogProof.CheckRecord([], head, -1, head.Root));
        Assert.False(TlogProof.CheckRecord([], TreeHead.Empty, 0, head.Root));
        Assert.False(TlogProof.CheckTree([], head, TreeHead.Empty));
        Assert.False(TlogProof.CheckTree([], TreeHead.Empty, head));
        Assert.True(TlogProof.CheckRecord([], head, 0, head.Root));
        Assert.Throws<ArgumentOutOfRangeException>(() => TlogProof.ProveRecord(1, 1, log.HashAt));
        Assert.Throws<ArgumentOutOfRangeException>(() => TlogProof.ProveTree(1, 2, log.HashAt));
    }

    private static void CheckRecord(SumdbLog log, TreeHead head, long n)
    {
        var leaf = Leaf(log.Record(n));
        var proof = TlogProof.ProveRecord(head.Size, n, log.HashAt).ToList();
        Assert.True(TlogProof.CheckRecord(proof, head, n, leaf));
        Assert.False(TlogProof.CheckRecord(proof, head, n, head.Root) && head.Size > 1);
        Assert.False(TlogProof.CheckRecord([.. proof, leaf], head, n, leaf));
        for (var i = 0; i < proof.Count; i++)
        {
            Assert.False(TlogProof.CheckRecord(Spoilt(proof, i), head, n, leaf));
            Assert.False(TlogProof.CheckRecord(proof[i..^1], head, n, leaf));
        }
    }

    private static void CheckTree(SumdbLog log, TreeHead head, TreeHead older)
    {
        var proof = TlogProof.ProveTree(head.Size, older.Size, log.HashAt).ToList();
        Assert.True(TlogProof.CheckTree(proof, head, older));
        Assert.False(TlogProof.CheckTree(proof, head, older with { Root = Tlog.EmptyRoot }));
        Assert.False(TlogProof.CheckTree([.. proof, head.Root], head, older));
        for (var i = 0; i < proof.Count; i++)
        {
            Assert.False(TlogProof.CheckTree(Spoilt(proof, i), head, older));
            Assert.False(TlogProof.CheckTree(proof[i..^1], head, older));
        }
    }

    private static List<TreeHash> Spoilt(List<TreeHash> proof, int at) => [.. proof.Select((h, i) => i == at ? Tlog.NodeHash(h, h) : h)];

    private static TreeHash Leaf(string text) => Tlog.LeafHash(Encoding.UTF8.GetBytes(text));
}
