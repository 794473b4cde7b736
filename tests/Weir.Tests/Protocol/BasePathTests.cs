using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

public sealed class BasePathTests
{
    [Fact]
    public async Task The_protocol_lies_below_the_base_path_and_operations_stay_at_the_root()
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { BasePath = "/go/proxy", Mount = url => $"/raw={url}" });
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal(module.Mod, (await server.GetAsync("/go/proxy/example.com/m/@v/v1.0.0.mod")).Body);
        Assert.Equal(module.Mod, (await server.GetAsync("/go/proxy/cached-only/example.com/m/@v/v1.0.0.mod")).Body);
        Assert.Equal(module.Mod, (await server.GetAsync("/go/proxy/raw/example.com/m/@v/v1.0.0.mod")).Body);
        foreach (var target in (string[])["/healthz", "/readyz", "/metrics", "/-/api/upstreams"])
        {
            Assert.Equal(200, (await server.GetAsync(target)).Status);
            Assert.Equal(404, (await server.GetAsync("/go/proxy" + target)).Status);
        }
    }

    [Theory]
    [InlineData("/example.com/m/@v/v1.0.0.mod")]
    [InlineData("/go/proxyexample.com/m/@v/v1.0.0.mod")]
    [InlineData("/go/proxy")]
    [InlineData("/go/example.com/m/@v/v1.0.0.mod")]
    public async Task Outside_of_it_is_404_that_names_the_right_place(string target)
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { BasePath = "/go/proxy" });
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        var answer = await server.GetAsync(target);
        Assert.Equal(404, answer.Status);
        Assert.Contains("below /go/proxy/", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_opens_the_root_is_told_what_this_is()
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { BasePath = "/go" });
        foreach (var target in (string[])["/", "/go/"])
        {
            var answer = await server.GetAsync(target);
            Assert.Equal(200, answer.Status);
            Assert.Contains("export GOPROXY=http://THIS-HOST/go\n", answer.Text, StringComparison.Ordinal);
        }
    }
}
