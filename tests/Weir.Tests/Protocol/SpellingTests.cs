using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>The ways in which module paths and versions are written on the wire.</summary>
public sealed class SpellingTests
{
    public static TheoryData<string, string> Modules => new()
    {
        { "github.com/BurntSushi/toml", "v1.4.0" },
        { "example.com/UPPER/Case", "v1.0.0-RC1" },
        { "github.com/foo/bar", "v2.0.0+incompatible" },
        { "github.com/foo/bar/v3", "v3.1.4" },
        { "gopkg.in/yaml.v3", "v3.0.1" },
        { "gopkg.in/check.v1", "v1.0.0-20201130134442-10cb98267c6c" },
        { "gopkg.in/foo.v2-unstable", "v2.0.0-20200102030405-0123456789ab" },
        { "golang.org/x/sync", "v0.0.0-20220722155255-886fb9371eb4" },
        { "example.com/pre", "v1.2.3-beta.1.0.20200102030405-0123456789ab" },
        { "golang.org/toolchain", "v0.0.1-go1.24.4.linux-amd64" },
        { "example.com/with-dash_under.dot~tilde", "v0.0.0" },
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task All_three_files_arrive_however_the_exclamation_mark_is_written(string path, string version)
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add(path, version);
        var name = $"/{Escape(path)}/@v/{Escape(version)}";
        foreach (var spelling in (string[])[name, name.Replace("!", "%21", StringComparison.Ordinal), name.Replace("@", "%40", StringComparison.Ordinal), name.Replace("o", "%6f", StringComparison.Ordinal)])
        {
            Assert.Equal(module.Info, (await server.GetAsync(spelling + ".info")).Body);
            Assert.Equal(module.Mod, (await server.GetAsync(spelling + ".mod")).Body);
            Assert.Equal(module.Zip, (await server.GetAsync(spelling + ".zip")).Body);
        }

        // One spelling upstream, whatever came in.
        Assert.Equal(3, server.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData("/github.com/BurntSushi/toml/@v/list")]
    [InlineData("/github.com/!Burnt!sushi/toml/@v/list")]
    [InlineData("/github.com/burnt!/toml/@v/list")]
    [InlineData("/github.com/foo/bar/@v/v1.0.0-RC1.mod")]
    [InlineData("/github.com/foo/bar/@v/v2.0.0.mod")]
    [InlineData("/github.com/foo/bar/v2/@v/v1.0.0.zip")]
    [InlineData("/github.com/foo/bar/@v/v1.0.0%20incompatible.mod")]
    [InlineData("/github.com/foo/bar/@v/v1.0.0+meta.zip")]
    [InlineData("/github.com/foo/bar/@v/v1.0.0.ziphash")]
    [InlineData("/localhost/@v/list")]
    [InlineData("/example.com:8080/m/@v/list")]
    [InlineData("/example.com/m/v1/@v/list")]
    [InlineData("/example.com/m")]
    public async Task What_no_client_may_ask_is_404_with_the_reason_and_goes_nowhere(string target)
    {
        await using var server = await ServerUnderTest.StartAsync();
        var answer = await server.GetAsync(target);
        Assert.Equal((404, "bad-request", "text/plain; charset=utf-8"), (answer.Status, answer["X-Weir-Error"], answer["Content-Type"]));
        Assert.StartsWith("not found: ", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, server.Upstream.Requests.Count);
    }

    [Fact]
    public async Task A_query_string_changes_nothing()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal(module.Mod, (await server.GetAsync("/example.com/m/@v/v1.0.0.mod?x=/../&y")).Body);
        Assert.Equal(200, (await server.GetAsync("/healthz?verbose=1")).Status);
        Assert.Equal(200, (await server.GetAsync("/metrics?name[]=up")).Status);
    }

    [Fact]
    public async Task A_target_with_scheme_and_host_is_the_same_request()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        using var connection = await server.ConnectAsync();
        Assert.Equal(module.Mod, (await connection.SendAsync("GET", "http://weir.test/example.com/m/@v/v1.0.0.mod")).Body);
        Assert.Equal("ok\n", (await connection.SendAsync("GET", "http://weir.test/healthz")).Text);
    }

    private static string Escape(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? $"!{char.ToLowerInvariant(c)}" : $"{c}"));
}
