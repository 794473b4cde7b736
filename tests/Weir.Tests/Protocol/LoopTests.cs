using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>Two servers that name each other as a source.</summary>
public sealed class LoopTests
{
    private const string Target = "/example.com/m/@v/v1.0.0.mod";

    [Theory]
    [InlineData(200, "Via: 1.1 weir")]
    [InlineData(200, "Via: 1.1 other, 2.0 another")]
    [InlineData(508, "Via: 1.1 weir, 1.1 weir")]
    [InlineData(508, "Via: 1.1 weir, 1.1 nginx,1.1 WEIR")]
    [InlineData(508, "Via: 1.1 weir\r\nVia: 1.1 weir")]
    public async Task A_request_that_passed_twice_goes_no_further(int status, string via)
    {
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        var answer = await server.GetAsync(Target, via);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 508 ? "loop" : null, answer["X-Weir-Error"]);
        Assert.Equal(status == 508 ? 0 : 1, server.Upstream.Requests.Count);
    }

    [Theory]
    [InlineData("/example.com/m/@v/v1.0.0.mod")]
    [InlineData("/example.com/m/@v/v1.0.0.zip")]
    [InlineData("/example.com/m/@v/list")]
    [InlineData("/example.com/m/@latest")]
    [InlineData("/example.com/m/@v/main.info")]
    public async Task Two_servers_that_name_each_other_end_with_an_error(string target)
    {
        // The first one's source is decided when the second is there: a mere redirecting front stands for its address.
        await using var first = await Front.StartAsync();
        await using var second = await ServerUnderTest.StartAsync(new ServerSetup { GoProxy = _ => first.Url });
        await using var third = await ServerUnderTest.StartAsync(new ServerSetup { GoProxy = _ => second.Url });
        first.To = third.Url;

        var answer = await third.GetAsync(target);
        Assert.Equal((508, "loop"), (answer.Status, answer["X-Weir-Error"]));
        Assert.Equal(508, (await second.GetAsync(target)).Status);
    }

    [Fact]
    public async Task A_circle_beside_a_sound_source_costs_nothing_but_the_detour()
    {
        await using var front = await Front.StartAsync();
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { GoProxy = url => $"{front.Url}|{url}" });
        front.To = server.Url;
        var module = server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal(module.Mod, (await server.GetAsync(Target)).Body);
    }
}
