using Weir.Modules.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class SumdbSettingTests
{
    private const string Key = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

    [Theory]
    [InlineData("sum.golang.org", null)]
    [InlineData(" sum.golang.org\t", null)]
    [InlineData("sum.golang.google.cn", "https://sum.golang.google.cn")]
    [InlineData("sum.golang.org http://127.0.0.1:1/x", "http://127.0.0.1:1/x")]
    [InlineData(Key, null)]
    [InlineData(Key + " file:///srv/sumdb", "file:///srv/sumdb")]
    public void The_public_database_has_its_key_built_in(string setting, string? url)
    {
        Assert.True(SumdbSetting.TryParse(setting, out var parsed, out _));
        Assert.Equal(new SumdbSetting("sum.golang.org", Key, url), parsed);
        Assert.False(parsed.IsOff);
    }

    [Fact]
    public void Off_is_off()
    {
        Assert.True(SumdbSetting.TryParse("off", out var parsed, out _));
        Assert.True(parsed.IsOff);
        Assert.Equal("off", parsed.Name);
    }

    [Theory]
    [InlineData("", "missing GOSUMDB")]
    [InlineData("  ", "missing GOSUMDB")]
    [InlineData("Off", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("off\r", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("https://sum.golang.org", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("sum.golang.org,off", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("sum.golang.org+033de0ae+", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("sum.golang.org+033de0ae+!", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("sum.golang.org+33de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "invalid GOSUMDB: invalid verifier hash")]
    [InlineData("other.name+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "invalid GOSUMDB: invalid verifier hash")]
    [InlineData("sum.golang.org a b", "invalid GOSUMDB: too many fields")]
    [InlineData("sum.golang.org ftp://x/", "unsupported scheme: ftp://x/")]
    [InlineData("sum.golang.org x.y", "invalid GOSUMDB URL: \"x.y\"")]
    public void Other_text_is_refused_in_the_words_of_go(string setting, string problem)
    {
        Assert.False(SumdbSetting.TryParse(setting, out var parsed, out var actual));
        Assert.Null(parsed);
        Assert.Equal(problem, actual);
    }
}
