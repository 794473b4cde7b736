using Weir.Modules.GoEnv;

namespace Weir.Modules.Tests.GoEnv;

public class GoProxyListTests
{
    [Fact]
    public void Entries_carry_the_separator_behind_them()
    {
        Assert.True(GoProxyList.TryParse(",https://a.b/x|, goproxy.cn ,localhost:3000|file:///srv/go,direct,???", out var entries, out _));
        Assert.Equal(
            [
                ("https://a.b/x", "https://a.b/x", '|'),
                ("goproxy.cn", "https://goproxy.cn/", ','),
                ("localhost:3000", "https://localhost:3000/", '|'),
                ("file:///srv/go", "file:///srv/go", ','),
                ("direct", null, ','),
            ],
            entries.Select(e => (e.Value, e.Url?.AbsoluteUri, e.Separator)));
        Assert.True(entries[^1].IsDirect);
    }

    [Theory]
    [InlineData("off,???")]
    [InlineData("off")]
    [InlineData(" off |x")]
    public void Off_ends_the_list_unseen(string list)
    {
        Assert.True(GoProxyList.TryParse(list, out var entries, out _));
        Assert.True(Assert.Single(entries).IsOff);
    }

    [Theory]
    [InlineData("foo", "invalid proxy URL missing scheme: foo")]
    [InlineData("DIRECT", "invalid proxy URL missing scheme: DIRECT")]
    [InlineData("Off", "invalid proxy URL missing scheme: Off")]
    [InlineData("/abs/path", "invalid proxy URL missing scheme: /abs/path")]
    [InlineData("ftp://x/", "invalid proxy URL scheme (must be https, http, file): ftp://x/")]
    [InlineData("file://host/x", "invalid file:// proxy URL with non-path elements: file://host/x")]
    [InlineData("file:/x", "invalid file:// proxy URL with non-path elements: file:/x")]
    [InlineData("file:///x?q", "invalid file:// proxy URL with non-path elements: file:///x?q")]
    [InlineData("http://[::1", "parse \"http://[::1\": missing ']' in host")]
    [InlineData("http://h:abc", "parse \"http://h:abc\": invalid port \":abc\" after host")]
    [InlineData("http://localhost:80:80/", "parse \"http://localhost:80:80/\": invalid port \":80:80\" after host")]
    [InlineData("\"https://x\"", "parse \"\\\"https://x\\\"\": first path segment in URL cannot contain colon")]
    [InlineData("https://x/\u0001", "parse \"https://x/\\x01\": net/url: invalid control character in URL")]
    [InlineData("https://x/%zz", "parse \"https://x/%zz\": invalid URL escape \"%zz\"")]
    [InlineData("https://a b/", "parse \"https://a b/\": invalid character \" \" in host name")]
    [InlineData("https:/x", "no Host in URL: https:/x")]
    [InlineData("ftp://u:secret@x/", "invalid proxy URL scheme (must be https, http, file): ftp://u:xxxxx@x/")]
    [InlineData(",", "GOPROXY list is not the empty string, but contains no entries")]
    [InlineData(" ", "GOPROXY list is not the empty string, but contains no entries")]
    [InlineData("https://good.example,foo,direct", "invalid proxy URL missing scheme: foo")]
    public void A_bad_entry_spoils_the_list_in_the_words_of_go(string list, string problem)
    {
        Assert.False(GoProxyList.TryParse(list, out _, out var actual));
        Assert.Equal(problem, actual);
    }
}
