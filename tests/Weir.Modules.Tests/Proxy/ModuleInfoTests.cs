using System.Text;
using Weir.Modules.Proxy;

namespace Weir.Modules.Tests.Proxy;

public class ModuleInfoTests
{
    [Theory]
    [InlineData("""{"Version":"v1.0.0","Time":"2024-01-02T03:04:05Z"}""", "v1.0.0", "2024-01-02T03:04:05Z")]
    [InlineData(""" { "time" : "2024-01-02T05:04:05+02:00", "VERSION":"v1.0.0" } """, "v1.0.0", "2024-01-02T03:04:05Z")]
    [InlineData("""{"Version":"v1.0.0"}""", "v1.0.0", null)]
    [InlineData("""{"Version":"v1.0.0","Time":null,"Origin":{"VCS":"git","Ref":[1,{"Version":"x"}]},"Name":1}""", "v1.0.0", null)]
    [InlineData("""{"Version":"v0","version":"v1.0.0"}""", "v1.0.0", null)]
    [InlineData("""{"Ver\u017fion":"v1.0.0"}""", "v1.0.0", null)]
    [InlineData("""{"Version":"v1\u002e0.0"}""", "v1.0.0", null)]
    public void An_object_with_a_version_is_read(string json, string version, string? time)
    {
        Assert.True(ModuleInfo.TryParse(Encoding.UTF8.GetBytes(json), out var info, out var problem), problem);
        Assert.Equal(version, info.Version);
        Assert.Equal(time, info.Time?.ToString("yyyy-MM-ddTHH:mm:ssZ"));
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", "HTML where version information in JSON was expected")]
    [InlineData("\ufeff  <!DOCTYPE html>", "HTML where version information in JSON was expected")]
    [InlineData("[]", "version information is not a JSON object")]
    [InlineData("\"v1.0.0\"", "version information is not a JSON object")]
    [InlineData("{}", "version information has no Version")]
    [InlineData("""{"Version":""}""", "version information has no Version")]
    [InlineData("""{"Version":null}""", "version information has no Version")]
    [InlineData("""{"Version":1}""", "Version is not a string")]
    [InlineData("""{"Version":"v1.0.0","Time":""}""", "Time \"\" is not in RFC 3339 form")]
    [InlineData("""{"Version":"v1.0.0","Time":"yesterday"}""", "Time \"yesterday\" is not in RFC 3339 form")]
    [InlineData("""{"Version":"v1.0.0","Time":7}""", "Time is not a string")]
    public void Other_bodies_are_refused_with_the_reason(string json, string problem)
    {
        Assert.False(ModuleInfo.TryParse(Encoding.UTF8.GetBytes(json), out var info, out var actual));
        Assert.Null(info);
        Assert.Equal(problem, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"Version":"v1.0.0"} x""")]
    [InlineData("""{"Version":"v1.0.0"}{}""")]
    [InlineData("""{"Version":"v1.0.0",}""")]
    [InlineData("\ufeff{\"Version\":\"v1.0.0\"}")]
    [InlineData("not found: module a.b/c")]
    [InlineData("// c\n{\"Version\":\"v1.0.0\"}")]
    public void What_is_no_json_is_refused(string json)
    {
        Assert.False(ModuleInfo.TryParse(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.StartsWith("invalid JSON: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void Depth_size_and_bad_utf8_are_refused_without_an_exception()
    {
        Assert.False(ModuleInfo.TryParse(Encoding.UTF8.GetBytes("""{"x":""" + new string('[', 1000)), out _, out _));
        Assert.False(ModuleInfo.TryParse(new byte[(1 << 20) + 1], out _, out _));
        Assert.False(ModuleInfo.TryParse([.. "{\"Version\":\""u8, 0xff, .. "\"}"u8], out _, out _));
    }
}
