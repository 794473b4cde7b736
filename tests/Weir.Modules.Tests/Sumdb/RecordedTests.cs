using Weir.Modules.Module;
using Weir.Modules.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.Modules.Tests.Sumdb;

public class RecordedTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Every_recorded_lookup_is_proven_in_any_order(int seed)
    {
        var modules = RecordedSumdb.Modules.ToArray();
        Assert.True(modules.Length > 20);
        new Random(seed).Shuffle(modules);
        var ops = new MemoryOps(RecordedSumdb.Answer);
        var client = new SumdbClient(RecordedSumdb.Verifier, ops);
        foreach (var module in modules)
        {
            var found = Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(module, default));
            Assert.StartsWith("h1:", found.Record.H1(module.Path, module.Version), StringComparison.Ordinal);
            Assert.StartsWith("h1:", found.Record.H1(module.Path, module.Version + "/go.mod"), StringComparison.Ordinal);
        }

        Assert.IsType<SumdbAnswer.Current>(await client.MergeAsync(RecordedSumdb.Files["latest"], default));
        Assert.Equal(RecordedSumdb.Files["latest"], ops.Head);
        Assert.Empty(ops.Forks);
    }

    [Fact]
    public async Task Every_recorded_lookup_is_proven_when_all_come_at_once()
    {
        var ops = new MemoryOps(RecordedSumdb.Answer) { BeforeRead = (_, _) => Task.Run(Thread.Yield) };
        var client = new SumdbClient(RecordedSumdb.Verifier, ops);
        var answers = await Task.WhenAll(RecordedSumdb.Modules.Select(m => client.LookupAsync(m, default)));
        Assert.All(answers, a => Assert.IsType<SumdbAnswer.Found>(a));
        Assert.Equal(RecordedSumdb.Heads.Where(h => h.Head != Latest.Head).Max(h => h.Head.Size), Opened(ops.Head!).Head.Size);
    }

    [Fact]
    public async Task Every_recorded_head_continues_the_smaller_ones()
    {
        Assert.True(RecordedSumdb.Heads.Count > 10);
        foreach (var one in RecordedSumdb.Heads)
        {
            foreach (var other in RecordedSumdb.Heads)
            {
                var ops = new MemoryOps(RecordedSumdb.Answer) { Head = one.Note.ToArray() };
                var client = new SumdbClient(RecordedSumdb.Verifier, ops);
                var trusted = Assert.IsType<SumdbAnswer.Current>(await client.MergeAsync(other.Note, default)).Trusted;
                Assert.Equal(Math.Max(one.Head.Size, other.Head.Size), trusted.Head.Size);
            }
        }
    }

    [Fact]
    public async Task The_tiles_listed_for_a_proof_suffice_in_every_pair_of_heads()
    {
        foreach (var module in RecordedSumdb.Modules)
        {
            var lookup = RecordedSumdb.Files[SumdbClient.LookupPath(module)];
            Assert.True(LookupRecord.TryParse(lookup, out var record));
            foreach (var known in RecordedSumdb.Heads)
            {
                var ops = new MemoryOps(RecordedSumdb.Answer) { Head = known.Note.ToArray() };
                var found = Assert.IsType<SumdbAnswer.Found>(await new SumdbClient(RecordedSumdb.Verifier, ops).LookupAsync(module, default));
                Assert.Equal(SumdbProof.Tiles(record.Id, Opened(record.Note).Head, known.Head), found.Tiles);
            }
        }
    }

    // The bit of case (0x20) maps letters on letters and keeps base64 and digits alive where anything can.
    [Theory]
    [InlineData(0x01)]
    [InlineData(0x20)]
    public async Task Each_byte_of_a_lookup_counts(byte flip)
    {
        foreach (var module in RecordedSumdb.Modules.Take(4))
        {
            var path = SumdbClient.LookupPath(module);
            var body = RecordedSumdb.Files[path].ToArray();
            for (var at = 0; at < body.Length; at++)
            {
                body[at] ^= flip;
                await RefusedAsync(module, path, body, $"{path} at {at}");
                body[at] ^= flip;
            }
        }
    }

    [Fact]
    public async Task Each_hash_of_each_tile_counts()
    {
        foreach (var module in RecordedSumdb.Modules.Take(3))
        {
            var ops = new MemoryOps(RecordedSumdb.Answer);
            var found = Assert.IsType<SumdbAnswer.Found>(await new SumdbClient(RecordedSumdb.Verifier, ops).LookupAsync(module, default));
            foreach (var tile in found.Tiles)
            {
                var body = ops.Cache[tile.ToString()].ToArray();
                for (var at = 0; at < body.Length; at += 13)
                {
                    body[at] ^= 1;
                    await RefusedAsync(module, tile.ToString(), body, $"{module}: {tile} at {at}");
                    body[at] ^= 1;
                }
            }
        }
    }

    [Fact]
    public void Each_byte_of_a_head_counts()
    {
        var note = RecordedSumdb.Files["latest"].ToArray();
        for (var at = 0; at < note.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                note[at] ^= (byte)(1 << bit);
                Assert.False(SignedTreeHead.TryOpen(note, RecordedSumdb.Verifier, out _, out _), $"byte {at}, bit {bit}");
                note[at] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public async Task A_further_signature_of_somebody_unknown_changes_nothing()
    {
        var module = RecordedSumdb.Modules[0];
        var path = SumdbClient.LookupPath(module);
        byte[] body = [.. RecordedSumdb.Files[path], .. "— witness.example AAAAAAAA\n"u8];
        var ops = new MemoryOps(asked => asked == path ? new SoundAnswer(200, "", body) : RecordedSumdb.Answer(asked));
        Assert.IsType<SumdbAnswer.Found>(await new SumdbClient(RecordedSumdb.Verifier, ops).LookupAsync(module, default));
    }

    private static SignedTreeHead Latest => Opened(RecordedSumdb.Files["latest"]);

    private static SignedTreeHead Opened(ReadOnlyMemory<byte> note)
    {
        Assert.True(SignedTreeHead.TryOpen(note, RecordedSumdb.Verifier, out var head, out var problem), problem);
        return head;
    }

    private static async Task RefusedAsync(ModuleVersion module, string path, byte[] body, string where)
    {
        var ops = new MemoryOps(asked => asked == path ? new SoundAnswer(200, "", body) : RecordedSumdb.Answer(asked));
        var answer = await new SumdbClient(RecordedSumdb.Verifier, ops).LookupAsync(module, default);
        // Another record number may want a tile that was not recorded.
        Assert.True(answer is SumdbAnswer.Invalid || (answer is SumdbAnswer.Unavailable { Reason: var reason } && reason.EndsWith("404 Not Found", StringComparison.Ordinal)), $"{where}: {answer}");
        Assert.False(ops.Cache.ContainsKey(path), where);
        Assert.Empty(ops.Head!);
    }
}
