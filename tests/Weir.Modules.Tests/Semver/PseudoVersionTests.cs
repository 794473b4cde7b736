using Weir.Modules.Semver;

namespace Weir.Modules.Tests.Semver;

public class PseudoVersionTests
{
    [Theory]
    [InlineData("v0.0.0-20060102150405-abcdef123456")]
    [InlineData("v7.0.0-20060102150405-abcdef123456")]
    [InlineData("v2.3.4-0.20060102150405-abcdef123456")]
    [InlineData("v1.2.4-0.20060102150405-abcdef123456+incompatible")]
    [InlineData("v1.2.3-pre.0.20060102150405-abcdef123456")]
    [InlineData("v1.2.3-pre-a.b.0.20060102150405-abcdef123456+incompatible")]
    public void Pseudo_versions_are_recognised(string version)
    {
        Assert.True(PseudoVersion.Is(version));
        Assert.True(PseudoVersion.TryGetTime(version, out var time));
        Assert.Equal(new DateTimeOffset(2006, 1, 2, 15, 4, 5, TimeSpan.Zero), time);
        Assert.Equal("abcdef123456", PseudoVersion.Revision(version));
    }

    [Theory]
    [InlineData("v1.0.0")]
    [InlineData("v1.0.0-20060102150405")]
    [InlineData("v1.2.3-20060102150405-abcdef123456")]
    [InlineData("v1.2.0-20060102150405-abcdef123456")]
    [InlineData("v1.0.0-pre.20060102150405-abcdef123456")]
    [InlineData("v1.0.0-0.2006010215040-abcdef123456")]
    [InlineData("v1.0.0-0.20060102150405-abc.def")]
    [InlineData("v1.0.0-10.20060102150405-abcdef123456")]
    [InlineData("v1.0-0.20060102150405-abcdef123456")]
    public void Other_versions_are_not(string version)
    {
        Assert.False(PseudoVersion.Is(version));
        Assert.Equal("", PseudoVersion.Revision(version));
    }

    [Fact]
    public void A_time_outside_the_calendar_is_no_time()
    {
        Assert.True(PseudoVersion.Is("v0.0.0-20061332150405-abcdef123456"));
        Assert.False(PseudoVersion.TryGetTime("v0.0.0-20061332150405-abcdef123456", out _));
    }
}
