using Weir.Gateway.Access;

namespace Weir.Gateway.Tests.Access;

public class SecretsTests
{
    [Theory]
    [InlineData("https://proxy.example/x", "https://proxy.example/x")]
    [InlineData("https://user:pass@proxy.example/x", "https://***@proxy.example/x")]
    [InlineData("https://token@proxy.example:8443", "https://***@proxy.example:8443/")]
    [InlineData("https://proxy.example/x?key=secret", "https://proxy.example/x?***")]
    public void A_url_is_shown_without_what_opens_doors(string url, string shown) => Assert.Equal(shown, Secrets.Mask(new Uri(url)));

    [Theory]
    [InlineData("no url here", "no url here")]
    [InlineData("https://a.example/m@v1.0.0", "https://a.example/m@v1.0.0")]
    [InlineData("a https://u:p@a.example/x|http://v:q@b.example,direct", "a https://***@a.example/x|http://***@b.example,direct")]
    [InlineData("parse \"https://u:p@a.example:bad\": invalid port", "parse \"https://***@a.example:bad\": invalid port")]
    [InlineData("https://u:p@q@a.example", "https://***@a.example")]
    [InlineData("https://u:p@", "https://***@")]
    [InlineData("https://", "https://")]
    public void In_any_text_what_stands_before_a_host_is_hidden(string text, string shown) => Assert.Equal(shown, Secrets.Mask(text));
}
