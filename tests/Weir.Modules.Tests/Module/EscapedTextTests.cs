using Weir.Modules.Module;

namespace Weir.Modules.Tests.Module;

public class EscapedTextTests
{
    [Theory]
    [InlineData("ascii.com/abcdefghijklmnopqrstuvwxyz.-+/~_0123456789", "ascii.com/abcdefghijklmnopqrstuvwxyz.-+/~_0123456789")]
    [InlineData("github.com/GoogleCloudPlatform/omega", "github.com/!google!cloud!platform/omega")]
    [InlineData("v1.0.0-RC1", "v1.0.0-!r!c1")]
    public void Upper_case_letters_are_escaped_and_come_back(string plain, string escaped)
    {
        Assert.Equal(escaped, EscapedText.Escape(plain));
        Assert.True(EscapedText.TryUnescape(escaped, out var text));
        Assert.Equal(plain, text);
    }

    [Theory]
    [InlineData("github.com/GoogleCloudPlatform/omega")]
    [InlineData("github.com/!google!cloud!platform!/omega")]
    [InlineData("github.com/!0google!cloud!platform/omega")]
    [InlineData("github.com/!_google!cloud!platform/omega")]
    [InlineData("github.com/!!google!cloud!platform/omega")]
    [InlineData("github.com/!")]
    [InlineData("github.com/é")]
    public void Text_that_is_no_escaped_form_does_not_unescape(string escaped)
    {
        Assert.False(EscapedText.TryUnescape(escaped, out var text));
        Assert.Equal("", text);
    }
}
