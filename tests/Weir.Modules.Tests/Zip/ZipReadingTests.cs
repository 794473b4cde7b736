using System.Text;
using Weir.Modules.Dirhash;
using Weir.Modules.Zip;

namespace Weir.Modules.Tests.Zip;

public class ZipReadingTests
{
    private const string NotAZip = "zip: not a valid zip file";
    private const string Name = "a.b/c@v1.0.0/x.txt";
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000)));
    private static readonly string s_hash = Hash(new ZipBuilder().Add(Name, s_text).Finish())!;

    [Fact]
    public void However_it_is_packed_a_zip_has_one_hash()
    {
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text, deflate: false).Finish()));
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text, descriptor: true).Finish()));
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text, descriptor: true, descriptorSignature: false).Finish()));
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text, zip64: true).Finish()));
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text).Finish(zip64: true)));
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text, extra: [9, 9, 1, 0, 7, 1]).Finish("a comment")));
        Assert.Equal(s_hash, Hash(new ZipBuilder().Add(Name, s_text).Finish(new string('c', ushort.MaxValue))));
        Assert.Equal(s_hash, Hash([.. new ZipBuilder().Add(Name, s_text).Finish(), 1, 2, 3]));
        Assert.Equal(s_hash, Hash([.. "#!/bin/sh\n"u8, .. new ZipBuilder().Add(Name, s_text).Finish()]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(262143)]
    [InlineData(262144)]
    [InlineData(262145)]
    [InlineData(1000000)]
    public void Contents_of_every_size_come_back(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        content.AsSpan(0, size / 2).Clear();
        foreach (var deflate in new[] { false, true })
        {
            var zip = new MemoryStream(new ZipBuilder().Add("x", content, deflate).Finish());
            Assert.True(ZipDirectory.TryRead(zip, out var directory, out _));
            Assert.True(ZipDirectory.TryReadContent(zip, directory.Entries[0], size, out var read, out var problem), problem);
            Assert.Equal(content, read);
        }
    }

    [Fact]
    public void Content_beyond_the_limit_is_not_read()
    {
        var zip = new MemoryStream(new ZipBuilder().Add("x", s_text).Finish());
        Assert.True(ZipDirectory.TryRead(zip, out var directory, out _));
        Assert.False(ZipDirectory.TryReadContent(zip, directory.Entries[0], s_text.Length - 1, out _, out var problem));
        Assert.Equal($"{s_text.Length} bytes (limit is {s_text.Length - 1} bytes)", problem);
    }

    [Fact]
    public void Damage_is_told_in_the_words_of_go()
    {
        static ZipBuilder New() => new();
        Assert.Equal("x: zip: checksum error", Problem(New().Add("x", s_text, crc: 1)));
        Assert.Equal("x: zip: checksum error", Problem(New().Add("x", s_text, crc: 1, descriptor: true)));
        Assert.Equal("x: zip: checksum error", Problem(New().Add("x", s_text, descriptor: true, descriptorCrc: 1)));
        Assert.Equal("x: unexpected EOF", Problem(New().Add("x", s_text, size: (ulong)s_text.Length + 1)));
        Assert.Equal("x: zip: not a valid zip file", Problem(New().Add("x", s_text, size: (ulong)s_text.Length - 1)));
        Assert.Equal("x: unexpected EOF", Problem(New().Add("x", s_text, compressedSize: 10)));
        Assert.Equal("x: unexpected EOF", Problem(New().Add("x", s_text, deflate: false, size: int.MaxValue / 8, compressedSize: int.MaxValue / 8)));
        Assert.Equal("x: unexpected EOF", Problem(New().Add("x", s_text, compressedSize: ulong.MaxValue, zip64: true)));
        Assert.Equal("x: flate: corrupt input", Problem(New().Add("x", s_text, compressed: [0xff, 0xff, 0xff, 0xff])));
        Assert.Equal("x: zip: unsupported compression algorithm", Problem(New().Add("x", s_text, method: 12)));
        Assert.Equal("x: zip: not a valid zip file", Problem(New().Add("x", s_text, headerOffset: 1)));
        Assert.Equal("x: unexpected EOF", Problem(New().Add("x", s_text, headerOffset: int.MaxValue)));
        Assert.Equal("d/: zip: not a valid zip file", Problem(New().Add("d/", s_text)));
    }

    [Fact]
    public void Bytes_behind_the_deflated_stream_are_not_asked_for()
    {
        Assert.Null(Problem(new ZipBuilder().Add("x", s_text, compressedSize: int.MaxValue)));
    }

    [Fact]
    public void A_sum_of_zero_is_no_sum()
    {
        Assert.Null(Problem(new ZipBuilder().Add("x", s_text, crc: 0)));
        Assert.Equal("x: zip: checksum error", Problem(new ZipBuilder().Add("x", s_text, crc: 0, descriptor: true)));
    }

    [Fact]
    public void A_deflated_stream_that_lacks_its_end_is_truncated()
    {
        // Every byte of the text is there, in a stored block that does not say it is the last one.
        byte[] open = [0, 3, 0, 0xfc, 0xff, .. "abc"u8];
        Assert.Equal("x: unexpected EOF", Problem(new ZipBuilder().Add("x", "abc"u8.ToArray(), compressed: open)));
        byte[] closed = [1, 3, 0, 0xfc, 0xff, .. "abc"u8];
        Assert.Null(Problem(new ZipBuilder().Add("x", "abc"u8.ToArray(), compressed: closed)));
        Assert.Null(Problem(new ZipBuilder().Add("x", "abc"u8.ToArray(), compressed: [.. closed, 7, 7, 7])));
    }

    [Fact]
    public void An_end_record_that_lies_makes_no_zip()
    {
        var zip = new ZipBuilder().Add("x", s_text).Add("y", s_text);
        Assert.Equal(NotAZip, Problem(zip.Finish(count: 1)));
        Assert.Equal(NotAZip, Problem(zip.Finish(count: 3)));
        Assert.Equal(NotAZip, Problem(zip.Finish(size: 0)));
        Assert.Equal(NotAZip, Problem(zip.Finish(size: uint.MaxValue)));
        Assert.Equal(NotAZip, Problem(zip.Finish(size: 1 << 30)));
        Assert.Equal(NotAZip, Problem(zip.Finish(offset: (uint)zip.DirectoryOffset + 1)));
        Assert.Null(Problem(zip.Finish()));
    }

    [Fact]
    public void A_directory_in_two_places_makes_no_zip()
    {
        // Go up to 1.19 lists the second archive, later versions the first.
        var first = new ZipBuilder().Add("x", "1").Finish();
        var second = new ZipBuilder().Add("x", "2").Finish();
        Assert.Equal(first.Length, second.Length);
        Assert.Equal(NotAZip, Problem([.. first, .. second]));
    }

    [Fact]
    public void A_comment_that_runs_past_the_end_makes_no_zip()
    {
        var zip = new ZipBuilder().Add("x", "1").Finish("four");
        Assert.Null(Problem(zip));
        Assert.Equal(NotAZip, Problem(zip[..^1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0005\u0006")]
    [InlineData("<!DOCTYPE html><html><body>Log in</body></html>")]
    public void Other_files_are_no_zip(string text) => Assert.Equal(NotAZip, Problem(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Names_are_utf8() =>
        Assert.Equal("malformed file path: invalid UTF-8", Problem(new ZipBuilder().Add("", s_text, rawName: [0x61, 0xff])));

    [Fact]
    public void A_zip64_field_too_short_for_what_it_must_hold_makes_no_zip() =>
        Assert.Equal(NotAZip, Problem(new ZipBuilder().Add("x", s_text, zip64: true, extra: [1, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8])));

    [Fact]
    public void A_huge_central_directory_is_refused()
    {
        var zip = new ZipBuilder();
        var extra = new byte[60_000];
        var name = new string('n', 60_000);
        for (var i = 0; zip.DirectorySize <= ModuleZip.MaxDirectory; i++)
        {
            zip.Add($"{i}", [], deflate: false, extra: extra, rawName: i == 0 ? Encoding.ASCII.GetBytes(name) : null);
        }

        Assert.Equal("zip central directory is too large (limit is 67108864 bytes)", Problem(zip));
    }

    [Fact]
    public void A_truncated_zip_never_throws()
    {
        var zip = new ZipBuilder().Add("a", s_text[..2000]).Add("b/", []).Add("c", s_text[..3000], descriptor: true).Add("d", [1, 2], zip64: true).Finish(zip64: true);
        for (var length = 0; length < zip.Length; length++)
        {
            Assert.NotNull(Problem(zip[..length]));
        }

        Assert.Null(Problem(zip));
    }

    [Fact]
    public void A_zip_with_any_byte_changed_never_throws()
    {
        var zip = new ZipBuilder().Add("a", s_text[..300]).Add("b/", []).Add("c", s_text[..300], descriptor: true).Add("d", [1, 2], zip64: true).Finish(zip64: true);
        var random = new Random(7);
        for (var round = 0; round < 5_000; round++)
        {
            var changed = (byte[])zip.Clone();
            for (var i = random.Next(3); i >= 0; i--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            _ = Problem(changed);
        }
    }

    private static string? Problem(ZipBuilder zip) => Problem(zip.Finish());

    private static string? Problem(byte[] zip)
    {
        Assert.Equal(Hash1.TryZip(new MemoryStream(zip), out var h1, out var problem), h1 is not null);
        return problem;
    }

    private static string? Hash(byte[] zip)
    {
        Assert.Null(Problem(zip));
        Hash1.TryZip(new MemoryStream(zip), out var h1, out _);
        return h1;
    }
}
