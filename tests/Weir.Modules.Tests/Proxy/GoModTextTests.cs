using System.Text;
using Weir.Modules.Proxy;

namespace Weir.Modules.Tests.Proxy;

public class GoModTextTests
{
    [Theory]
    [InlineData("module a.b/c\n")]
    [InlineData("module other.fork/x\r\n\tgo 1.21 // é\f\n")]
    [InlineData("module a.b/c\n\nretract v1.0.0 // Beep!\u0007\n")]
    [InlineData("anything")]
    public void Text_is_sound_whatever_it_says(string text) => Assert.Null(GoModText.Check(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", "empty go.mod file")]
    [InlineData(" \r\n\t\f", "empty go.mod file")]
    [InlineData("\n <html>", "HTML where a go.mod file was expected")]
    [InlineData("<?xml version=\"1.0\"?>", "HTML where a go.mod file was expected")]
    [InlineData("PK\u0003\u0004", "binary data where a go.mod file was expected")]
    [InlineData("module a\0b", "binary data where a go.mod file was expected")]
    public void Anything_else_is_refused(string text, string problem) => Assert.Equal(problem, GoModText.Check(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void The_size_is_limited()
    {
        var text = new byte[(16 << 20) + 1];
        text.AsSpan().Fill((byte)'a');
        Assert.Null(GoModText.Check(text.AsSpan(1)));
        Assert.Equal("go.mod file too large (max size is 16777216 bytes)", GoModText.Check(text));
    }
}
