using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>/cached-only/ and Disable-Module-Fetch: no source is asked, whatever is asked for.</summary>
public sealed class CachedOnlyTests
{
    [Theory]
    [InlineData("/cached-only", "")]
    [InlineData("", "Disable-Module-Fetch: true")]
    [InlineData("", "disable-module-fetch: TRUE")]
    [InlineData("/cached-only", "Disable-Module-Fetch: false")]
    public async Task Only_what_is_cached_is_served(string prefix, string header)
    {
        string[] headers = header.Length > 0 ? [header] : [];
        await using var server = await ServerUnderTest.StartAsync();
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        string[] files = ["v1.0.0.info", "v1.0.0.mod", "v1.0.0.zip", "list", "main.info"];
        foreach (var file in files)
        {
            var absent = await server.GetAsync($"{prefix}/example.com/m/@v/{file}", headers);
            Assert.Equal((404, "not-cached", "no-store"), (absent.Status, absent["X-Weir-Error"], absent["Cache-Control"]));
        }

        Assert.Equal(0, server.Upstream.Requests.Count);

        // "Not cached" must not be remembered as "not there".
        Assert.Equal(module.Mod, (await server.GetAsync("/example.com/m/@v/v1.0.0.mod")).Body);
        Assert.Equal(200, (await server.GetAsync("/example.com/m/@v/list")).Status);
        Assert.Equal(module.Mod, (await server.GetAsync($"{prefix}/example.com/m/@v/v1.0.0.mod", headers)).Body);
        Assert.Equal("v1.0.0\n", (await server.GetAsync($"{prefix}/example.com/m/@v/list", headers)).Text);
        Assert.Equal(2, server.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData("Disable-Module-Fetch: false")]
    [InlineData("Disable-Module-Fetch: 1")]
    public async Task Any_other_value_of_the_header_fetches(string header)
    {
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal(200, (await server.GetAsync("/example.com/m/@v/v1.0.0.mod", header)).Status);
    }
}
