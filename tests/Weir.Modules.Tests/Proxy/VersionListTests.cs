using System.Text;
using Weir.Modules.Proxy;

namespace Weir.Modules.Tests.Proxy;

public class VersionListTests
{
    [Theory]
    [InlineData("v1.0.0\nv0.9.0\nv1.10.0\n", "v0.9.0\nv1.0.0\nv1.10.0\n")]
    [InlineData("v1.0.0\r\n\r\n  v0.9.0 \r\nv1.0.0", "v0.9.0\nv1.0.0\n")]
    [InlineData("v1.0.0 2024-01-02T03:04:05Z\nv1.1.0 yesterday x", "v1.0.0 2024-01-02T03:04:05Z\nv1.1.0\n")]
    [InlineData("v1.0.0\nv1\nv1.2\nv1.0.0+meta\nv2.0.0\nv2.0.0+incompatible\nlatest\n", "v1.0.0\nv2.0.0+incompatible\n")]
    [InlineData("v0.0.0-20240102030405-abcdef123456\n", "v0.0.0-20240102030405-abcdef123456\n")]
    [InlineData("v2.0.0\n", "")]
    [InlineData("", "")]
    [InlineData(" \n\t\r\n", "")]
    public void What_go_can_use_is_kept_and_sorted(string body, string kept)
    {
        Assert.True(VersionList.TryParse(Encoding.UTF8.GetBytes(body), "a.b/c", out var list, out var problem), problem);
        Assert.Equal(kept, Encoding.UTF8.GetString(list.ToBytes()));
    }

    [Fact]
    public void The_path_decides_which_versions_fit()
    {
        Assert.True(VersionList.TryParse("v1.0.0\nv2.1.0\nv3.0.0"u8, "a.b/c/v2", out var list, out _));
        Assert.Equal(["v2.1.0"], list.Versions.Select(v => v.Version));
    }

    [Fact]
    public void Binary_lines_are_unknown_lines()
    {
        Assert.True(VersionList.TryParse([0xff, 0, (byte)'\n', .. "v1.0.0\n"u8, 0x80], "a.b/c", out var list, out _));
        Assert.Equal(["v1.0.0"], list.Versions.Select(v => v.Version));
    }

    [Theory]
    [InlineData("<html>\nv1.0.0\n</html>", "HTML where a version list was expected")]
    [InlineData("\n  <!doctype html>", "HTML where a version list was expected")]
    [InlineData("not found", "text without any version where a version list was expected")]
    [InlineData("see v1.0.0", "text without any version where a version list was expected")]
    [InlineData("{\"error\":\"v1.0.0\"}", "text without any version where a version list was expected")]
    public void What_is_no_list_is_refused(string body, string problem)
    {
        Assert.False(VersionList.TryParse(Encoding.UTF8.GetBytes(body), "a.b/c", out var list, out var actual));
        Assert.Null(list);
        Assert.Equal(problem, actual);
    }

    [Fact]
    public void A_very_long_line_is_no_version_and_not_blank()
    {
        Assert.False(VersionList.TryParse(Encoding.ASCII.GetBytes("v1.0." + new string('1', 10_000)), "a.b/c", out _, out _));
        Assert.False(VersionList.TryParse(Encoding.ASCII.GetBytes(new string(' ', 10_000) + "v1.0.0"), "a.b/c", out _, out _));
    }
}
