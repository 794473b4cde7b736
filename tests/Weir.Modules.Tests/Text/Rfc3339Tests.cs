using Weir.Modules.Text;

namespace Weir.Modules.Tests.Text;

public class Rfc3339Tests
{
    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000+00:00")]
    [InlineData("2024-01-02T03:04:05.123456789Z", "2024-01-02T03:04:05.1234567+00:00")]
    [InlineData("2024-01-02T03:04:05+23:59", "2024-01-01T03:05:05.0000000+00:00")]
    [InlineData("2024-01-02T03:04:05-07:00", "2024-01-02T10:04:05.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("0000-02-29T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    public void Times_are_read_into_utc(string text, string utc)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(utc, time.ToString("o"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-01-02")]
    [InlineData("2024-01-02T03:04:05")]
    [InlineData("2024-01-02 03:04:05Z")]
    [InlineData("2024-01-02t03:04:05z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-01-02T24:00:00Z")]
    [InlineData("2024-01-02T03:04:60Z")]
    [InlineData("2024-01-02T03:04:05.Z")]
    [InlineData("2024-01-02T03:04:05,5Z")]
    [InlineData("2024-01-02T3:04:05Z")]
    [InlineData("2024-01-02T03:04:05+24:00")]
    [InlineData("2024-01-02T03:04:05+0100")]
    [InlineData("2024-13-02T03:04:05Z")]
    [InlineData("2024-00-02T03:04:05Z")]
    [InlineData("2024-01-02T03:04:05Zx")]
    [InlineData("２０２４-01-02T03:04:05Z")]
    public void Other_text_is_no_time(string text) => Assert.False(Rfc3339.TryParse(text, out _));
}
