using Weir.Modules.Module;

namespace Weir.Modules.Tests.Module;

public class PathPatternsTests
{
    [Theory]
    [InlineData("*/quote", "rsc.io/quote", true)]
    [InlineData("*/quo", "rsc.io/quote", false)]
    [InlineData("*/quo??", "rsc.io/quote", true)]
    [InlineData("*/quo*", "rsc.io/quote", true)]
    [InlineData("*quo*", "rsc.io/quote", false)]
    [InlineData("rsc.io", "rsc.io/quote", true)]
    [InlineData("*.io", "rsc.io/quote", true)]
    [InlineData("rsc.io/", "rsc.io/quote", true)]
    [InlineData("rsc.io//", "rsc.io/quote", false)]
    [InlineData("rsc", "rsc.io/quote", false)]
    [InlineData("rsc*", "rsc.io/quote", true)]
    [InlineData("rsc.io", "rsc.io/quote/v3", true)]
    [InlineData("*/quote/*", "rsc.io/quote/v3", true)]
    [InlineData("*/v3", "rsc.io/quote/v3", false)]
    [InlineData("*/*/v3", "rsc.io/quote/v3", true)]
    [InlineData("*/*/*", "rsc.io/quote", false)]
    [InlineData("*/*/*,,", "rsc.io/quote", false)]
    [InlineData("*/*/*,,*/quote", "rsc.io/quote", true)]
    [InlineData(",,*/quote", "rsc.io/quote", true)]
    [InlineData("foo, rsc.io", "rsc.io/quote", false)]
    [InlineData("RSC.io", "rsc.io/quote", false)]
    [InlineData("example.com", "git.example.com", false)]
    [InlineData("*.example.com", "example.com/x", false)]
    [InlineData("example.com/m/*", "example.com/m", false)]
    [InlineData("*", "golang.org/toolchain", true)]
    [InlineData("**", "a.b/c", true)]
    [InlineData("https://rsc.io", "rsc.io/quote", false)]
    public void Globs_match_prefixes_as_in_go(string globs, string path, bool matches) =>
        Assert.Equal(matches, PathPatterns.Parse(globs).Matches(path));

    // The table of Go's path.Match; a malformed glob matches nothing.
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("*c", "abc", true)]
    [InlineData("a*", "abc", true)]
    [InlineData("a*/b", "abc/b", true)]
    [InlineData("a*b*c*d*e*", "axbxcxdxe", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxexxx/f", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzy", false)]
    [InlineData("ab[c]", "abc", true)]
    [InlineData("ab[b-d]", "abc", true)]
    [InlineData("ab[e-g]", "abc", false)]
    [InlineData("ab[^c]", "abc", false)]
    [InlineData("ab[^e-g]", "abc", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "ab", false)]
    [InlineData("a?b", "a☺b", true)]
    [InlineData("a?b", "a😀b", true)]
    [InlineData("a[^a]b", "a☺b", true)]
    [InlineData("a???b", "a☺b", false)]
    [InlineData("[a-ζ]*", "α", true)]
    [InlineData("*[a-ζ]", "A", false)]
    [InlineData("[\\]a]", "]", true)]
    [InlineData("[\\-]", "-", true)]
    [InlineData("[x\\-]", "z", false)]
    [InlineData("[\\-x]", "a", false)]
    [InlineData("[]a]", "]", false)]
    [InlineData("[-]", "-", false)]
    [InlineData("[x-]", "x", false)]
    [InlineData("[-x]", "x", false)]
    [InlineData("\\", "a", false)]
    [InlineData("[a-b-c]", "a", false)]
    [InlineData("[", "a", false)]
    [InlineData("[^", "a", false)]
    [InlineData("[^bc", "a", false)]
    [InlineData("a[", "a", false)]
    [InlineData("a[", "ab", false)]
    [InlineData("*x", "xxx", true)]
    public void A_glob_matches_as_go_path_match(string glob, string text, bool matches) =>
        Assert.Equal(matches, PathGlob.Matches(glob, text));

    [Fact]
    public void Stars_do_not_cost_exponential_time()
    {
        var glob = string.Concat(Enumerable.Repeat("*a", 200)) + "b";
        Assert.False(PathPatterns.Parse(glob).Matches(new string('a', 4096)));
    }

    [Fact]
    public void The_glob_that_matched_is_told()
    {
        var patterns = PathPatterns.Parse("a.com/x,b.com/*/");
        Assert.Equal("b.com/*", patterns.FindMatch("b.com/y/z"));
        Assert.Null(patterns.FindMatch("b.com"));
        Assert.Equal("a.com/x,b.com/*/", patterns.ToString());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData(",/,", true)]
    [InlineData("a", false)]
    public void A_list_without_globs_is_empty(string? list, bool empty) => Assert.Equal(empty, PathPatterns.Parse(list).IsEmpty);
}
