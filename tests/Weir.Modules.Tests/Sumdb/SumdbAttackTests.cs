using System.Text;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.Modules.Tests.Sumdb;

public class SumdbAttackTests
{
    private static readonly ModuleVersion s_good = new("good.example/m", "v1.0.0");
    private static readonly ModuleVersion s_next = new("next.example/m", "v1.0.0");

    private readonly FakeSumdb database = new();
    private readonly MemoryOps ops;

    public SumdbAttackTests()
    {
        database.Fill(270);
        database.Add(s_good.Path, s_good.Version, "h1:zip=", "h1:mod=");
        ops = new MemoryOps(database.Answer);
    }

    [Fact]
    public async Task A_forked_log_is_proven_to_be_one()
    {
        var fork = database.Fork(200);
        fork.Fill(300, salt: "other");
        fork.Add(s_next.Path, s_next.Version, "h1:evil=", "h1:evil=");
        var client = Client();
        Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(s_good, default));
        var trusted = ops.Head;
        ops.Database = fork.Answer;
        var evidence = Assert.IsType<SumdbAnswer.Fork>(await client.LookupAsync(s_next, default)).Evidence;
        Assert.True(evidence.IsProven);
        Assert.Equal((271, 501), (evidence.Older.Head.Size, evidence.Newer.Head.Size));
        Assert.Equal(fork.Head(271).Root, evidence.OlderRoot);
        Assert.Same(evidence, Assert.Single(ops.Forks));
        Assert.Equal(trusted, ops.Head);
        Assert.DoesNotContain(ops.Cache.Keys, k => k.Contains("next.example", StringComparison.Ordinal));

        // The honest log is still believed, and the other still is not.
        ops.Database = database.Answer;
        Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(s_good, default));
        ops.Database = fork.Answer;
        Assert.IsType<SumdbAnswer.Fork>(await client.LookupAsync(s_next, default));
    }

    [Fact]
    public async Task The_report_of_a_fork_reads_as_Go_prints_it()
    {
        var signer = NoteSigner.Parse("PRIVATE+KEY+localhost.localdev/sumdb+00000c67+AXu6+oaVaOYuQOFrf1V59JK1owcFlJcHwwXHDfDGxSPk");
        var (one, two) = (GoDatabase(signer), GoDatabase(signer));
        GoRecord(one, "rsc.io/pkg1", "v1.5.2");
        var key = SumdbClient.LookupPath(new ModuleVersion("rsc.io/pkg1", "v1.5.2"));
        var stray = one.Answer(key);
        GoRecord(two, "rsc.io/pkg1", "v1.5.3");
        GoRecord(two, "rsc.io/pkg1", "v1.5.4");
        ops.Database = path => path == key ? stray : two.Answer(path);
        Assert.True(NoteVerifier.TryParse(signer.VerifierKey, out var verifier, out _));
        var client = new SumdbClient(verifier, ops);
        Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(new ModuleVersion("rsc.io/pkg1", "v1.5.4"), default));
        var fork = Assert.IsType<SumdbAnswer.Fork>(await client.LookupAsync(new ModuleVersion("rsc.io/pkg1", "v1.5.2"), default)).Evidence;

        // Signatures and hashes as in the comment of golang.org/x/mod/sumdb, TestClientFork.
        var text = fork.ToString();
        Assert.StartsWith("SECURITY ERROR\ngo.sum database server misbehavior detected!\n\nold database:\n\tgo.sum database tree\n\t5\n\tnWzN20+pwMt62p7jbv1/NlN95ePTlHijabv5zO/s36w=\n\t\n\t— localhost.localdev/sumdb AAAMZ5/2FVAd", text, StringComparison.Ordinal);
        Assert.Contains("\n\t\nnew database:\n\tgo.sum database tree\n\t6\n\twc4SkQt52o5W2nQ8To2ARs+mWuUJjss+sdleoiqxMmM=\n\t\n\t— localhost.localdev/sumdb AAAMZ6oRNswl", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "proof of misbehavior:\n\tT7i+H/8ER4nXOiw4Bj0koZOkGjkxoNvlI34GpvhHhQg=\n\tNsuejv72de9hYNM5bqFv8rv3gm3zJQwv/DT/WNbLDLA=\n\tmOmqqZ1aI/lzS94oq/JSbj7pD8Rv9S+xDyi12BtVSHo=\n\t/7Aw5jVSMM9sFjQhaMg+iiDYPMk6decH7QLOGrL9Lx0=",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_heads_of_one_size_are_a_fork_without_any_tile()
    {
        var fork = database.Fork(270);
        fork.Add(s_good.Path, s_good.Version, "h1:evil=", "h1:evil=");
        var client = Client();
        Assert.IsType<SumdbAnswer.Current>(await client.MergeAsync(database.SignedHead(), default));
        ops.Database = _ => SoundAnswer.NotFound;
        Assert.True(Assert.IsType<SumdbAnswer.Fork>(await client.MergeAsync(fork.SignedHead(), default)).Evidence.IsProven);
    }

    [Fact]
    public async Task A_log_rolled_back_is_noticed_once_it_grows_differently()
    {
        var client = Client();
        Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(s_good, default));
        database.RollBack(250);
        database.Add(s_next.Path, s_next.Version, "h1:a=", "h1:b=");
        // It has no tiles for the head it once signed, so nothing is proven either way, and nothing is believed.
        Assert.IsType<SumdbAnswer.Unavailable>(await client.LookupAsync(s_next, default));
        database.Fill(50, salt: "other");
        Assert.IsType<SumdbAnswer.Fork>(await client.LookupAsync(s_next, default));

        // By a process started later as well.
        Assert.IsType<SumdbAnswer.Fork>(await Client().LookupAsync(s_next, default));
    }

    [Fact]
    public async Task Another_key_and_a_damaged_stored_head_are_not_believed()
    {
        ops.Head = "go.sum database tree\n"u8.ToArray();
        var damaged = Assert.IsType<SumdbAnswer.Unavailable>(await Client().LookupAsync(s_good, default)).Reason;
        Assert.Equal("the trusted tree head is damaged: reading tree note: malformed note", damaged);
        ops.Head = [];
        database.SignWith(new NoteSigner(database.Name, new byte[32]));
        Assert.Equal("reading tree note: note has no verifiable signatures", await InvalidAsync(s_good));
    }

    [Fact]
    public async Task A_record_of_another_module_proves_nothing_for_this_one()
    {
        database.Tamper = (path, sound) => path.Contains("next.example", StringComparison.Ordinal) ? database.Answer(SumdbClient.LookupPath(s_good)) : sound;
        var found = Assert.IsType<SumdbAnswer.Found>(await Client().LookupAsync(s_next, default));
        Assert.Null(found.Record.H1(s_next.Path, s_next.Version));
    }

    [Fact]
    public async Task Lines_outside_the_record_are_not_read()
    {
        // As TestRejectUnauthenticatedLines has it: signed, but in the head's note, not in the log.
        var signer = new NoteSigner(database.Name, [.. Enumerable.Repeat((byte)1, 32)]);
        var id = database.AddRecord(s_next, "other.example/m v1.0.0 h1:x=\n");
        var body = Encoding.UTF8.GetBytes($"{id}\nother.example/m v1.0.0 h1:x=\n\n");
        var head = signer.Sign($"{database.Head()}{s_next.Path} {s_next.Version} h1:evil=\n");
        database.Tamper = (path, sound) => path.StartsWith("lookup/", StringComparison.Ordinal) ? sound with { Body = [.. body, .. head] } : sound;
        var found = Assert.IsType<SumdbAnswer.Found>(await Client().LookupAsync(s_next, default));
        Assert.Null(found.Record.H1(s_next.Path, s_next.Version));
    }

    [Fact]
    public async Task A_record_changed_or_moved_is_refused()
    {
        const string NotInLog = "cannot authenticate record data in server response";
        Rewrite("h1:zip=", "h1:evil");
        Assert.Equal(NotInLog, await InvalidAsync(s_good));
        Rewrite("270\n", "269\n");
        Assert.Equal(NotInLog, await InvalidAsync(s_good));
        Rewrite("270\n", "271\n");
        Assert.Equal("cannot validate record 271 in tree of size 271", await InvalidAsync(s_good));
        Rewrite("270\n", "9223372036854775807\n");
        Assert.Equal("cannot validate record 9223372036854775807 in tree of size 271", await InvalidAsync(s_good));
        Rewrite("270\n", "-1\n");
        Assert.Equal("malformed record data", await InvalidAsync(s_good));
        Rewrite("270\n", "0270\n");
        Assert.Equal("malformed record data", await InvalidAsync(s_good));
        Assert.DoesNotContain(ops.Cache.Keys, k => k.StartsWith("lookup/", StringComparison.Ordinal));

        void Rewrite(string from, string to) => database.Tamper = (path, sound) => path.StartsWith("lookup/", StringComparison.Ordinal)
            ? sound with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sound.Body).Replace(from, to, StringComparison.Ordinal)) }
            : sound;
    }

    [Fact]
    public async Task A_signed_head_of_a_size_beyond_all_logs_is_refused()
    {
        var signer = new NoteSigner(database.Name, [.. Enumerable.Repeat((byte)1, 32)]);
        database.Tamper = (path, sound) => path.StartsWith("lookup/", StringComparison.Ordinal)
            ? sound with { Body = [.. "1\nx\n\n"u8, .. signer.Sign($"go.sum database tree\n{long.MaxValue}\n{Tlog.EmptyRoot}\n")] }
            : sound;
        Assert.Equal("reading tree: malformed tree note", await InvalidAsync(s_good));

        // The largest size that is taken costs a few tiles, and is refused for them.
        database.Tamper = (path, sound) => path.StartsWith("lookup/", StringComparison.Ordinal)
            ? sound with { Body = [.. "1\nx\n\n"u8, .. signer.Sign($"go.sum database tree\n{TreeHead.MaxSize}\n{Tlog.EmptyRoot}\n")] }
            : new SoundAnswer(200, "", new byte[8192]);
        ops.Asked.Clear();
        await InvalidAsync(s_good);
        Assert.InRange(ops.Asked.Count, 2, 20);
    }

    [Fact]
    public async Task Bad_tiles_are_refused_and_never_kept()
    {
        Func<byte[], byte[]>[] bad =
        [
            data => [],
            data => data[..^1],
            data => data[..^32],
            data => [.. data, .. data[..32]],
            data => [.. data.Select(b => (byte)(b ^ 0x80))],
            data => [.. "<html>"u8],
        ];
        foreach (var spoil in bad)
        {
            var client = Client();
            database.Tamper = (path, sound) => path.StartsWith("tile/", StringComparison.Ordinal) ? sound with { Body = spoil(sound.Body) } : sound;
            var problem = await InvalidAsync(s_good, client);
            Assert.True(problem is "downloaded inconsistent tile" || problem.StartsWith("TileReader returned bad result slice (tile/8/", StringComparison.Ordinal), problem);
            Assert.Empty(ops.Cache);
            Assert.Empty(ops.Head!);
            database.Tamper = null;
            Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(s_good, default));
            ops.Cache.Clear();
            ops.Head = [];
        }
    }

    [Fact]
    public async Task Each_byte_of_each_answer_counts()
    {
        var client = Client();
        var found = Assert.IsType<SumdbAnswer.Found>(await client.LookupAsync(s_good, default));
        var answers = ops.Asked.Distinct(StringComparer.Ordinal).ToDictionary(p => p, p => database.Answer(p).Body, StringComparer.Ordinal);
        foreach (var (path, body) in answers)
        {
            for (var at = 0; at < body.Length; at++)
            {
                body[at] ^= 0x20;
                var fresh = new MemoryOps(asked => new SoundAnswer(200, "", answers[asked]));
                var answer = await new SumdbClient(Verifier(), fresh).LookupAsync(s_good, default);
                Assert.True(answer is SumdbAnswer.Invalid, $"{path} at {at}: {answer}");
                Assert.Empty(fresh.Head!);
                body[at] ^= 0x20;
            }
        }

        Assert.True(found.Bytes.Span.SequenceEqual(answers[ops.Asked.First()]));
    }

    private static FakeSumdb GoDatabase(NoteSigner signer)
    {
        var go = new FakeSumdb(signer);
        go.AddRecord(
            new ModuleVersion("rsc.io/quote", "v1.5.2"),
            "rsc.io/quote v1.5.2 h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=\nrsc.io/quote v1.5.2/go.mod h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=\nrsc.io/quote v1.5.2 h2:xyzzy\n");
        const string Text = "v0.0.0-20170915032832-14c0d48ead0c";
        go.Add("golang.org/x/text", Text, "h1:qgOY6WgZOaTkIIMiVjBQcw93ERBE4m30iBm00nkL0i8=", "h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ=");
        go.Add("rsc.io/sampler", "v1.3.0", "h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4=", "h1:T1hPZKmBbMNahiBKFy5HrXp6adAjACjK9JXDnKaTXpA=");
        go.AddRecord(new ModuleVersion("rsc.io/Quote", "v1.5.2"), "rsc.io/Quote v1.5.2 h1:uppercase!=\n");
        return go;
    }

    private static void GoRecord(FakeSumdb to, string path, string version) =>
        to.AddRecord(new ModuleVersion(path, version), $"{path} {version} h1:hash!=\n");

    private SumdbClient Client() => new(Verifier(), ops);

    private NoteVerifier Verifier()
    {
        Assert.True(NoteVerifier.TryParse(database.VerifierKey, out var verifier, out _));
        return verifier;
    }

    private async Task<string> InvalidAsync(ModuleVersion module, SumdbClient? client = null) =>
        Assert.IsType<SumdbAnswer.Invalid>(await (client ?? Client()).LookupAsync(module, default)).Reason;
}
