using Weir.Gateway.Configuration;
using Weir.Gateway.Serving;

namespace Weir.Gateway.Tests.Mounts;

public sealed class MountRelayTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Modules.Add("example.com/m", "v1.0.0");
        _gateway = TestGateway.Over("off", new GatewayOptions { Mounts = [$"/side={_upstream.Url}/base"] });
        _upstream.Fault = request => request.Target.StartsWith("/base/r.example/", StringComparison.Ordinal)
            ? new Fault.RedirectTo($"{_upstream.Url}/example.com/m/{request.Target["/base/r.example/".Length..]}")
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(200, "any text at all", "text/x-odd")]
    [InlineData(404, "no such thing", "application/problem+json")]
    [InlineData(418, "<html>", "text/html")]
    [InlineData(500, "", "text/plain")]
    public async Task Status_and_body_are_the_upstreams(int status, string body, string type)
    {
        _upstream.Fault = _ => new Fault.Status(status, body, type);
        var told = await _gateway.AskMountAsync("/side/some/File.txt");
        Assert.Equal((status, body), (told.Status, told.Text));
        if (body.Length > 0)
            Assert.Equal(type, told.Answer.ContentType);
        Assert.Equal(["/base/some/File.txt"], _upstream.Requests.Targets);
    }

    [Fact]
    public async Task Redirects_are_followed_and_files_of_versions_are_fetched_once()
    {
        var first = await _gateway.AskMountAsync("/side/r.example/@v/v1.0.0.zip");
        Assert.Equal((200, CacheState.Miss), (first.Status, first.Cache));
        await _gateway.RestartAsync();
        var second = await _gateway.AskMountAsync("/side/r.example/@v/v1.0.0.zip");
        Assert.Equal(CacheState.Hit, second.Cache);
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.Equal(2, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Other_files_are_asked_for_each_time_and_served_from_the_past_when_the_upstream_is_gone()
    {
        _upstream.Fault = _ => new Fault.Status(200, "one");
        await _gateway.AskMountAsync("/side/x");
        _upstream.Fault = _ => new Fault.Status(200, "two");
        Assert.Equal("two", (await _gateway.AskMountAsync("/side/x")).Text);
        _upstream.Fault = _ => new Fault.ResetBeforeHeaders();
        var told = await _gateway.AskMountAsync("/side/x");
        Assert.Equal((200, "two", CacheState.Stale), (told.Status, told.Text, told.Cache));
        Assert.Equal(502, (await _gateway.AskMountAsync("/side/y")).Status);
    }

    [Fact]
    public void A_mount_begins_at_a_slash()
    {
        Assert.False(_gateway.Host.Mounts.TryFind("/sidecar/x", out _, out _));
        Assert.True(_gateway.Host.Mounts.TryFind("/side/../x", out var request, out var problem));
        Assert.Null(request);
        Assert.NotNull(problem);
    }
}
