using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class TilePlanTests
{
    private static readonly SumdbLog s_log = Log(66_500);

    public static TheoryData<int> Sizes => [1, 2, 3, 7, 255, 256, 257, 258, 300, 511, 512, 513, 1000, 4096, 65_535, 65_536, 65_537, 66_000, 66_047, 66_500];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Hashes_read_from_proven_tiles_are_those_stored(int size)
    {
        foreach (var index in Sample(size))
        {
            var plan = new TilePlan(s_log.Head(size), [index]);
            Assert.True(plan.TryVerify(Read(plan), out var proven, out var problem), problem);
            Assert.Equal(s_log.HashAt(index), proven.HashAt(index));
        }
    }

    // The go command once left tiles unproven when several of the hashes that make the root came from one tile: each byte of each tile counts.
    [Theory]
    [MemberData(nameof(Sizes))]
    public void No_tile_can_be_changed_anywhere(int size)
    {
        foreach (var index in Sample(size))
        {
            var plan = new TilePlan(s_log.Head(size), [index]);
            var data = Read(plan);
            for (var tile = 0; tile < data.Length; tile++)
            {
                foreach (var at in (int[])[0, data[tile].Length / 2, data[tile].Length - 1])
                {
                    var spoilt = data[tile].ToArray();
                    spoilt[at] ^= 1;
                    Assert.False(plan.TryVerify([.. data[..tile], spoilt, .. data[(tile + 1)..]], out _, out var problem), $"{plan.Needed[tile]} at {at}");
                    Assert.Equal("downloaded inconsistent tile", problem);
                }
            }
        }
    }

    [Fact]
    public void Tiles_of_the_wrong_length_are_refused()
    {
        var plan = new TilePlan(s_log.Head(300), [0]);
        var data = Read(plan);
        Assert.Equal("tile/8/1/000.p/1 tile/8/0/001.p/44 tile/8/0/000", string.Join(' ', plan.Needed));
        data[1] = data[1][..8];
        Assert.False(plan.TryVerify(data, out _, out var problem));
        Assert.Equal("TileReader returned bad result slice (tile/8/0/001.p/44 len=8, want 1408)", problem);
        Assert.False(plan.TryVerify(data[..2], out _, out problem));
        Assert.Equal("TileReader returned bad result slice (len=2, want 3)", problem);
    }

    [Fact]
    public void Only_hashes_inside_the_tree_can_be_planned_for()
    {
        var head = s_log.Head(300);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TilePlan(head, [Tlog.StoredCount(300)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TilePlan(head, [-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TilePlan(TreeHead.Empty, [0]));
        Assert.Empty(new TilePlan(TreeHead.Empty, []).Needed);
    }

    [Fact]
    public void A_plan_for_the_largest_tree_stays_small()
    {
        var plan = new TilePlan(new TreeHead(TreeHead.MaxSize - 1, default), [0, Tlog.StoredIndex(0, TreeHead.MaxSize - 2), Tlog.StoredIndex(0, 1L << 45)]);
        Assert.InRange(plan.Needed.Count, 8, 24);
        Assert.All(plan.Needed, t => Assert.True(TilePath.TryParse(t.ToString(), out var parsed) && parsed == t));
    }

    [Theory]
    [InlineData(0, "tile/8/0/000.p/1")]
    [InlineData(2, "tile/8/0/000.p/2")]
    [InlineData(6, "tile/8/0/000.p/4")]
    [InlineData(7, "tile/8/0/000.p/5")]
    [InlineData(510, "tile/8/1/000.p/1")]
    public void A_hash_is_in_the_narrowest_tile_that_has_it(long index, string tile) => Assert.Equal(tile, Tiles.ForIndex(index).ToString());

    [Fact]
    public void A_hash_is_not_taken_from_another_tile() =>
        Assert.Throws<ArgumentException>(() => Tiles.HashAt(new TilePath(0, 1, 256), new byte[8192], 0));

    private static IEnumerable<long> Sample(int size)
    {
        var count = Tlog.StoredCount(size);
        var random = new Random(size);
        return new long[] { 0, count - 1, count / 2, random.NextInt64(count), random.NextInt64(count), random.NextInt64(count) }.Distinct();
    }

    private static ReadOnlyMemory<byte>[] Read(TilePlan plan) => [.. plan.Needed.Select(t => new ReadOnlyMemory<byte>(s_log.Tile(t)!))];

    private static SumdbLog Log(int size)
    {
        var log = new SumdbLog();
        for (var i = 0; i < size; i++)
            log.Add($"leaf {i}\n");
        return log;
    }
}
