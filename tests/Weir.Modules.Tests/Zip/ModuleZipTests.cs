using Weir.Modules.Module;
using Weir.Modules.Zip;

namespace Weir.Modules.Tests.Zip;

public class ModuleZipTests
{
    private const string P = "example.com/m@v1.0.0/";
    private static readonly ModuleVersion s_module = new("example.com/m", "v1.0.0");

    [Fact]
    public void The_worked_example_is_sound_and_has_its_published_hash()
    {
        var zip = ZipBuilder.Of((P + "m.go", "package m\n\nconst X = 1\n"), (P + "go.mod", "module example.com/m\n\ngo 1.16\n"));
        Assert.Null(ModuleZip.Check(new MemoryStream(zip), s_module, out var h1, TestContext.Current.CancellationToken));
        Assert.Equal("h1:pYljjo+N2tXtmRkNDmvajK6HLsAuIZKbjFBytJLCU8w=", h1);
    }

    [Fact]
    public void An_empty_zip_is_sound()
    {
        Assert.Null(ModuleZip.Check(new MemoryStream(ZipBuilder.Of()), s_module, out var h1, TestContext.Current.CancellationToken));
        Assert.Equal("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", h1);
    }

    [Theory]
    [InlineData("a.go")]
    [InlineData(".github/ci.yml")]
    [InlineData("foo~1")]
    [InlineData("vendor/x/y.go")]
    [InlineData("go.mod.bak")]
    [InlineData("testdata/go.sum")]
    [InlineData("a b/(c) [d] {e}.txt")]
    [InlineData("испытание/文件.go")]
    public void Names_that_go_unpacks_are_sound(string name) => Assert.Null(Check(ZipBuilder.Of((P + name, "x"))));

    [Theory]
    [InlineData("a:b", "malformed file path \"a:b\": invalid char ':'")]
    [InlineData("../x", "malformed file path \"../x\": invalid path element \"..\"")]
    [InlineData("a/../x", "file path is not clean")]
    [InlineData("a//x", "file path is not clean")]
    [InlineData("./x", "file path is not clean")]
    [InlineData(".", "malformed file path \".\": invalid path element \".\"")]
    [InlineData("/x", "malformed file path \"/x\": empty path element")]
    [InlineData("a\\x", "malformed file path \"a\\\\x\": invalid char '\\\\'")]
    [InlineData("a\u0001", "malformed file path \"a\\x01\": invalid char '\\x01'")]
    [InlineData("a\b", "malformed file path \"a\\b\": invalid char '\\b'")]
    [InlineData("x\u0301", "malformed file path \"x\u0301\": invalid char '\u0301'")]
    [InlineData("con.txt", "malformed file path \"con.txt\": \"con\" disallowed as path element component on Windows")]
    [InlineData("sub/go.mod", "go.mod file not in module root directory")]
    [InlineData("sub/GO.mod", "go.mod file not in module root directory")]
    [InlineData("GO.MOD", "go.mod files must have lowercase names")]
    public void Names_that_go_refuses_are_refused_in_its_words(string name, string reason) =>
        Assert.Equal($"{Text.Shown(P + name)}: {reason}", Check(ZipBuilder.Of((P + name, "x"))));

    [Theory]
    [InlineData("A.go", "a.go", "case-insensitive file name collision: \"A.go\" and \"a.go\"")]
    [InlineData("K.go", "\u212a.go", "case-insensitive file name collision: \"K.go\" and \"\u212a.go\"")]
    [InlineData("σ", "ς", "case-insensitive file name collision: \"σ\" and \"ς\"")]
    [InlineData("D/x.go", "d/y.go", "case-insensitive file name collision: \"D\" and \"d\"")]
    [InlineData("D/x.go", "d/x.go", "case-insensitive file name collision: \"D/x.go\" and \"d/x.go\"")]
    [InlineData("D/e/x.go", "d/e/y.go", "case-insensitive file name collision: \"D/e\" and \"d/e\"")]
    [InlineData("a.go", "a.go", "multiple entries for file \"a.go\"")]
    [InlineData("a", "a/b", "entry \"a\" is both a file and a directory")]
    [InlineData("a/b", "a", "entry \"a\" is both a file and a directory")]
    [InlineData("a/b/c", "a/b", "entry \"a/b\" is both a file and a directory")]
    [InlineData("a", "a/", "entry \"a\" is both a file and a directory")]
    public void Names_that_collide_are_refused_in_the_words_of_go(string first, string second, string reason) =>
        Assert.Equal($"{P}{second}: {reason}", Check(ZipBuilder.Of((P + first, ""), (P + second, ""))));

    [Fact]
    public void Directories_may_be_listed_and_repeated()
    {
        var zip = ZipBuilder.Of((P, ""), (P + "d/", ""), (P + "d/", ""), (P + "d/e/x.go", "x"), (P + "d/y.go", "y"));
        Assert.Null(Check(zip));
    }

    [Theory]
    [InlineData("m.go")]
    [InlineData("example.com/m@v1.0.1/m.go")]
    [InlineData("example.com/M@v1.0.0/m.go")]
    [InlineData("example.com/m@v1.0.0")]
    [InlineData("/example.com/m@v1.0.0/m.go")]
    public void Every_entry_lies_below_the_prefix(string name) =>
        Assert.Equal($"zip for example.com/m@v1.0.0 has unexpected file {name}", Check(ZipBuilder.Of((P + "a.go", ""), (name, ""))));

    [Fact]
    public void A_module_that_no_zip_can_be_for_is_refused()
    {
        var zip = ZipBuilder.Of();
        Assert.Equal("version \"v1\" invalid: not a canonical version", ModuleZip.Check(new MemoryStream(zip), new("a.b/c", "v1"), TestContext.Current.CancellationToken));
        Assert.Equal("version \"v2.0.0\" invalid: should be v0 or v1, not v2", ModuleZip.Check(new MemoryStream(zip), new("a.b/c", "v2.0.0"), TestContext.Current.CancellationToken));
        Assert.Null(ModuleZip.Check(new MemoryStream(zip), new("a.b/c", "v2.0.0+incompatible"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("go.mod", "go.mod file too large (max size is 16777216 bytes)")]
    [InlineData("LICENSE", "LICENSE file too large (max size is 16777216 bytes)")]
    public void Root_files_are_limited(string name, string reason)
    {
        var most = new byte[16 << 20];
        Assert.Null(Check(new ZipBuilder().Add(P + name, most).Finish()));
        Assert.Equal($"{P}{name}: {reason}", Check(new ZipBuilder().Add(P + name, [.. most, 0]).Finish()));
    }

    [Fact]
    public void Declared_sizes_are_limited_together()
    {
        var zip = new ZipBuilder();
        for (var i = 0; i < 3; i++)
        {
            zip.Add($"{P}{i}", [], size: 200 << 20);
        }

        Assert.Equal("total uncompressed size of module contents too large (max size is 524288000 bytes)", Check(zip.Finish()));
        zip = new ZipBuilder().Add(P + "x", [], size: ulong.MaxValue, zip64: true).Add(P + "y", [], size: 2, zip64: true);
        Assert.Equal("total uncompressed size of module contents too large (max size is 524288000 bytes)", Check(zip.Finish()));
    }

    [Fact]
    public void A_bomb_stops_at_its_declared_size()
    {
        var bomb = new ZipBuilder().Add(P + "x", new byte[64 << 20], size: 10).Finish();
        Assert.True(bomb.Length < 1 << 20);
        Assert.Equal($"{P}x: zip: not a valid zip file", Check(bomb));
    }

    [Fact]
    public void A_zip_of_more_than_500_MiB_is_not_opened()
    {
        using var stream = new EndlessStream(ModuleZip.MaxZipFile + 1);
        Assert.Equal("module zip file is too large (524288001 bytes; limit is 524288000 bytes)", ModuleZip.Check(stream, s_module, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Deep_names_cost_linear_time()
    {
        var zip = new ZipBuilder();
        var deep = string.Concat(Enumerable.Repeat("a/", 32_000 / 2));
        for (var i = 0; i < 200; i++)
        {
            zip.Add($"{P}{i}/{deep}x", [], deflate: false);
        }

        Assert.Null(Check(zip.Finish()));
    }

    [Fact]
    public void Cancellation_is_heeded()
    {
        var zip = ZipBuilder.Of((P + "a.go", "x"));
        Assert.Throws<OperationCanceledException>(() => ModuleZip.Check(new MemoryStream(zip), s_module, new CancellationToken(canceled: true)));
    }

    private static string? Check(byte[] zip)
    {
        var problem = ModuleZip.Check(new MemoryStream(zip), s_module, out var h1, TestContext.Current.CancellationToken);
        Assert.Equal(problem is null, h1 is not null);
        return problem;
    }

    private static class Text
    {
        public static string Shown(string name) => Modules.Text.GoQuote.Show(name);
    }

    private sealed class EndlessStream(long length) : MemoryStream
    {
        public override long Length => length;

        public override int Read(Span<byte> buffer) => throw new InvalidOperationException();
    }
}
