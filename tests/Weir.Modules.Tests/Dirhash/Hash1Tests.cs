using System.Security.Cryptography;
using System.Text;
using Weir.Modules.Dirhash;
using Weir.Modules.Tests.Zip;

namespace Weir.Modules.Tests.Dirhash;

public class Hash1Tests
{
    [Theory]
    [InlineData("module example.com/m\n\ngo 1.16\n", "h1:taPoVR/rkuesp3l4DKkYkK0l58XM6+hFWpwQibvVl+I=")]
    [InlineData("module github.com/acme/foo\n", "h1:T1lQ9QGkXykw3SKoEWshd5TT0vZR2h+pkgUzTeIQcXU=")]
    [InlineData("", "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=")]
    public void A_go_mod_has_its_published_hash(string text, string h1) => Assert.Equal(h1, Hash1.GoMod(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Names_are_sorted_by_their_bytes()
    {
        // In UTF-16 the surrogates of U+10000 come before U+FFxx; in UTF-8 they come after.
        string[] names = ["a", "a/b", "a.b", "B", "\uff21", "\U00010400", "é"];
        var zip = ZipBuilder.Of([.. names.Select(n => (n, n))]);
        var lines = names.OrderBy(n => Convert.ToHexString(Encoding.UTF8.GetBytes(n)), StringComparer.Ordinal)
            .Select(n => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(n))) + "  " + n + "\n");
        var expected = "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        Assert.True(Hash1.TryZip(new MemoryStream(zip), out var h1, out _));
        Assert.Equal(expected, h1);
    }

    [Fact]
    public void Directory_entries_count()
    {
        Assert.True(Hash1.TryZip(new MemoryStream(ZipBuilder.Of(("d/x", "1"))), out var without, out _));
        Assert.True(Hash1.TryZip(new MemoryStream(ZipBuilder.Of(("d/", ""), ("d/x", "1"))), out var with, out _));
        Assert.True(Hash1.TryZip(new MemoryStream(ZipBuilder.Of(("d/", ""), ("d/x", "1"), ("d/", ""))), out var twice, out _));
        Assert.Equal(3, new[] { without, with, twice }.Distinct().Count());
    }

    [Fact]
    public void Names_with_a_newline_have_no_hash()
    {
        Assert.False(Hash1.TryZip(new MemoryStream(ZipBuilder.Of(("a\nb", ""))), out _, out var problem));
        Assert.Equal("dirhash: filenames with newlines are not supported", problem);
    }

    [Fact]
    public void A_name_twice_has_no_hash()
    {
        Assert.False(Hash1.TryZip(new MemoryStream(ZipBuilder.Of(("a", "1"), ("b", ""), ("a", "2"))), out _, out var problem));
        Assert.Equal("multiple entries for file \"a\"", problem);
    }
}
