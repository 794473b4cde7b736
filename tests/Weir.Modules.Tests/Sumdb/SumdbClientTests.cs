using System.Text;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.Modules.Tests.Sumdb;

public class SumdbClientTests
{
    private static readonly ModuleVersion s_toml = new("github.com/BurntSushi/toml", "v1.4.0");
    private static readonly ModuleVersion s_late = new("late.example/m", "v0.0.1");

    private readonly FakeSumdb database = new();
    private readonly MemoryOps ops;

    public SumdbClientTests()
    {
        database.Fill(300);
        database.Add(s_toml.Path, s_toml.Version, "h1:zip=", "h1:mod=");
        database.Fill(10);
        ops = new MemoryOps(database.Answer);
    }

    [Fact]
    public async Task A_lookup_gives_both_hashes_and_what_proves_them()
    {
        var found = await FindAsync(Client(), s_toml);
        Assert.Equal(("h1:zip=", "h1:mod="), (found.Record.H1(s_toml.Path, "v1.4.0"), found.Record.H1(s_toml.Path, "v1.4.0/go.mod")));
        Assert.Equal(311, found.Proof.Head.Size);
        Assert.Equal(["tile/8/1/000.p/1", "tile/8/0/001.p/55"], found.Tiles.Select(t => t.ToString()));
        Assert.Equal("lookup/github.com/!burnt!sushi/toml@v1.4.0", ops.Asked.First());
        Assert.Equal(database.SignedHead(), ops.Head);
        Assert.Equal(found.Bytes.ToArray(), ops.Cache["lookup/github.com/!burnt!sushi/toml@v1.4.0"]);
        Assert.Equal(3, ops.Cache.Count);
    }

    [Fact]
    public async Task What_is_kept_answers_without_the_database()
    {
        await FindAsync(Client(), s_toml);
        ops.Database = _ => new SoundAnswer(503, "", []);
        await FindAsync(Client(), s_toml);
    }

    [Fact]
    public async Task A_client_that_knows_an_older_head_asks_once_for_what_links_and_what_includes()
    {
        var client = Client();
        await FindAsync(client, s_toml);
        database.Fill(70_000);
        database.Add(s_late.Path, s_late.Version, "h1:a=", "h1:b=");
        ops.Asked.Clear();
        var lookup = new TaskCompletionSource();
        ops.BeforeRead = (path, _) => path.StartsWith("tile/", StringComparison.Ordinal) ? lookup.Task : Task.CompletedTask;
        var answer = client.LookupAsync(s_late, default);
        // All tiles are under way before the first has come.
        Assert.Equal(1 + SumdbProof.Tiles(70_311, database.Head(), database.Head(311)).Count, ops.Asked.Count);
        lookup.SetResult();
        Assert.Equal(70_312, Assert.IsType<SumdbAnswer.Found>(await answer).Proof.Head.Size);
        Assert.Equal(database.SignedHead(), ops.Head);
    }

    [Fact]
    public async Task A_stale_head_is_proven_in_the_newer_one_and_does_not_replace_it()
    {
        database.Add(s_late.Path, s_late.Version, "h1:a=", "h1:b=");
        var client = Client();
        await FindAsync(client, s_late);
        var trusted = ops.Head;
        database.StaleSize = 305;
        var found = await FindAsync(client, s_toml);
        Assert.Equal((305, 312), (found.Head.Head.Size, found.Proof.Head.Size));
        Assert.Equal(trusted, ops.Head);
    }

    [Fact]
    public async Task A_partial_tile_that_is_gone_is_cut_from_the_full_one()
    {
        database.DropsPartialTiles = true;
        database.StaleSize = 305;
        database.Fill(400);
        var found = await FindAsync(Client(), s_toml);
        Assert.Equal(305, found.Proof.Head.Size);
        Assert.Contains("tile/8/0/001", ops.Asked);
        Assert.Equal(49 * 32, ops.Cache["tile/8/0/001.p/49"].Length);
        Assert.DoesNotContain("tile/8/0/001", ops.Cache.Keys);
    }

    [Fact]
    public async Task A_partial_tile_is_cut_from_the_full_one_in_the_cache()
    {
        database.Fill(400);
        ops.Cache["tile/8/0/001"] = database.Answer("/tile/8/0/001").Body;
        database.StaleSize = 305;
        await FindAsync(Client(), s_toml);
        Assert.DoesNotContain(ops.Asked, path => path.StartsWith("tile/8/0/001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_module_the_database_lacks_is_not_found_and_an_outage_is_not_that()
    {
        Assert.Equal("404 Not Found", Assert.IsType<SumdbAnswer.NotFound>(await Client().LookupAsync(s_late, default)).Reason);
        ops.Database = _ => new SoundAnswer(500, "", []);
        Assert.Equal("status 500", Assert.IsType<SumdbAnswer.Unavailable>(await Client().LookupAsync(s_late, default)).Reason);
        ops.Database = path => path.StartsWith("tile/", StringComparison.Ordinal) ? SoundAnswer.NotFound : database.Answer(path);
        var reason = Assert.IsType<SumdbAnswer.Unavailable>(await Client().LookupAsync(s_toml, default)).Reason;
        Assert.StartsWith("reading tile/8/", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../x", "v1.0.0")]
    [InlineData("a.b/c", "../v1.0.0")]
    [InlineData("a.b/c", "v1")]
    [InlineData("a.b/c", "v1.0.0/go.mod")]
    public async Task What_cannot_be_in_a_path_is_not_asked_for(string path, string version)
    {
        Assert.IsType<SumdbAnswer.Invalid>(await Client().LookupAsync(new ModuleVersion(path, version), default));
        Assert.Empty(ops.Asked);
    }

    [Fact]
    public async Task Errors_do_not_stick()
    {
        var client = Client();
        ops.BeforeRead = (_, _) => throw new IOException("the cable");
        await Assert.ThrowsAsync<IOException>(() => client.LookupAsync(s_toml, default));
        ops.BeforeRead = null;
        ops.Database = _ => new SoundAnswer(500, "", []);
        Assert.IsType<SumdbAnswer.Unavailable>(await client.LookupAsync(s_toml, default));
        ops.Database = path => path.StartsWith("tile/", StringComparison.Ordinal) ? new SoundAnswer(200, "", [1]) : database.Answer(path);
        Assert.IsType<SumdbAnswer.Invalid>(await client.LookupAsync(s_toml, default));
        ops.Database = database.Answer;
        ops.Head = null;
        Assert.IsType<SumdbAnswer.Unavailable>(await Client().LookupAsync(s_toml, default));
        ops.Head = [];
        await FindAsync(client, s_toml);
    }

    [Fact]
    public async Task A_cache_gone_bad_is_passed_over_and_mended()
    {
        await FindAsync(Client(), s_toml);
        var good = ops.Cache.ToDictionary();
        foreach (var path in good.Keys)
        {
            foreach (var bad in (byte[][])[[], [1, 2, 3], [.. good[path].Reverse()]])
            {
                ops.Cache[path] = bad;
                await FindAsync(Client(), s_toml);
                Assert.Equal(good[path], ops.Cache[path]);
            }
        }
    }

    [Fact]
    public async Task Callers_share_what_is_under_way()
    {
        var gate = new TaskCompletionSource();
        ops.BeforeRead = (_, _) => gate.Task;
        var client = Client();
        var answers = Enumerable.Range(0, 50).Select(_ => client.LookupAsync(s_toml, default)).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(answers), a => Assert.IsType<SumdbAnswer.Found>(a));
        Assert.Equal(ops.Asked.Distinct(), ops.Asked);
    }

    [Fact]
    public async Task A_caller_may_leave_and_the_last_one_ends_the_work()
    {
        var stopped = new TaskCompletionSource();
        ops.BeforeRead = async (path, cancel) =>
        {
            await using var _ = cancel.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.Infinite, cancel);
        };
        var client = Client();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var (one, two) = (client.LookupAsync(s_toml, first.Token), client.LookupAsync(s_toml, second.Token));
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(stopped.Task.IsCompleted || two.IsCompleted);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        ops.BeforeRead = null;
        await FindAsync(client, s_toml);
    }

    [Fact]
    public async Task Lookups_with_different_heads_at_once_end_at_the_biggest()
    {
        var modules = Enumerable.Range(0, 60).Select(i => new ModuleVersion($"many.example/m{i}", "v1.0.0")).ToList();
        var answers = new Dictionary<string, SoundAnswer>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            database.Add(module.Path, module.Version, "h1:z=", "h1:m=");
            var path = SumdbClient.LookupPath(module);
            answers[path] = database.Answer(path);
            database.Fill(17);
        }

        ops.Database = path => answers.GetValueOrDefault(path) ?? database.Answer(path);
        ops.BeforeRead = (_, _) => Task.Run(Thread.Yield);
        ops.BeforeHeadWrite = () => Random.Shared.Next(3) == 0 ? HeadWrite.Conflict : HeadWrite.Written;
        var client = Client();
        Assert.All(await Task.WhenAll(modules.Select(m => client.LookupAsync(m, default))), a => Assert.IsType<SumdbAnswer.Found>(a));
        Assert.Equal(database.SignedHead(database.Size - 17), ops.Head);
    }

    [Fact]
    public async Task Processes_that_share_a_head_move_it_on_together()
    {
        var (one, two) = (Client(), Client());
        await FindAsync(one, s_toml);
        await FindAsync(two, s_toml);
        database.Add(s_late.Path, s_late.Version, "h1:a=", "h1:b=");
        await FindAsync(two, s_late);
        var newest = ops.Head;
        database.StaleSize = 312;
        database.Fill(9);
        await FindAsync(one, s_late);
        Assert.Equal(newest, ops.Head);
        Assert.IsType<SumdbAnswer.Current>(await one.MergeAsync(database.SignedHead(), default));
        Assert.Equal(database.SignedHead(), ops.Head);
    }

    [Fact]
    public async Task A_head_that_cannot_be_stored_is_stored_later()
    {
        var writes = 0;
        ops.BeforeHeadWrite = () => ++writes > 0 ? HeadWrite.Failed : HeadWrite.Written;
        var client = Client();
        await FindAsync(client, s_toml);
        Assert.Equal(1, writes);
        Assert.Empty(ops.Head!);
        // And at once when somebody else was faster.
        writes = 0;
        ops.BeforeHeadWrite = () => ++writes < 3 ? HeadWrite.Conflict : HeadWrite.Written;
        await FindAsync(client, s_toml);
        Assert.Equal(3, writes);
        Assert.Equal(database.SignedHead(), ops.Head);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1L)]
    [InlineData(300L)]
    [InlineData(311L)]
    [InlineData(900L)]
    public async Task The_tiles_listed_for_a_proof_are_all_a_client_needs(long? known)
    {
        database.Fill(1000);
        database.StaleSize = 311;
        var lookup = database.Answer(SumdbClient.LookupPath(s_toml));
        var tiles = SumdbProof.Tiles(300, database.Head(311), known is { } size ? database.Head(size) : null);
        var pack = tiles.ToDictionary(t => t.ToString(), t => database.Answer(t.ToString()));
        pack.Add(SumdbClient.LookupPath(s_toml), lookup);
        ops.Database = path => pack[path];
        ops.Head = known is { } n ? database.SignedHead(n) : [];
        var found = await FindAsync(Client(), s_toml);
        Assert.Equal(tiles, found.Tiles);
        Assert.Equal(pack.Keys.Order(StringComparer.Ordinal), ops.Asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_tile_of_the_trusted_log_can_be_had_in_every_width_it_had()
    {
        database.Fill(70_000);
        database.DropsPartialTiles = true;
        var client = Client();
        Assert.IsType<SumdbAnswer.NotFound>(await client.TileAsync(new TilePath(0, 0, 1), default));
        Assert.IsType<SumdbAnswer.Current>(await client.MergeAsync(database.SignedHead(), default));
        foreach (var tile in (TilePath[])[new(0, 0, 1), new(0, 0, 256), new(0, 274, 167), new(0, 274, 3), new(1, 0, 256), new(1, 1, 18), new(2, 0, 1)])
        {
            var data = Assert.IsType<SumdbAnswer.Hashes>(await client.TileAsync(tile, default)).Data;
            Assert.Equal(database.Answer((tile with { Width = Tiles.Widest(tile.Level, tile.Number, database.Size)!.Value.Width }).ToString()).Body[..data.Length], data.ToArray());
            Assert.Equal(Tiles.Length(tile), data.Length);
        }

        foreach (var tile in (TilePath[])[new(0, 274, 168), new(0, 275, 1), new(2, 0, 2), new(3, 0, 1), new(7, 0, 1), new(TilePath.Data, 0, 256)])
            Assert.IsType<SumdbAnswer.NotFound>(await client.TileAsync(tile, default));
        database.Tamper = (_, sound) => sound with { Body = [.. sound.Body.Reverse()] };
        ops.Cache.Clear();
        Assert.IsType<SumdbAnswer.Invalid>(await client.TileAsync(new TilePath(0, 5, 256), default));
        Assert.Empty(ops.Cache);
    }

    private SumdbClient Client()
    {
        Assert.True(NoteVerifier.TryParse(database.VerifierKey, out var verifier, out _));
        return new SumdbClient(verifier, ops);
    }

    private static async Task<SumdbAnswer.Found> FindAsync(SumdbClient client, ModuleVersion module) =>
        Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(module, default));
}
