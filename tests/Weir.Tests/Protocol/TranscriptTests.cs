using Weir.Gateway.Caching;
using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>Each file of the protocol with every header a client may rely on, for GET and for HEAD.</summary>
public sealed class TranscriptTests
{
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Minute = "public, max-age=60";

    [Theory]
    [InlineData("/example.com/m/@v/v1.0.0.info", "application/json", Immutable)]
    [InlineData("/example.com/m/@v/v1.0.0.mod", "text/plain; charset=utf-8", Immutable)]
    [InlineData("/example.com/m/@v/v1.0.0.zip", "application/zip", Immutable)]
    [InlineData("/example.com/m/@v/list", "text/plain; charset=utf-8", Minute)]
    [InlineData("/example.com/m/@latest", "application/json", Minute)]
    public async Task A_file_is_fetched_once_and_served_alike_from_the_cache(string target, string type, string cacheControl)
    {
        await using var server = await ServerUnderTest.StartAsync();
        Sample.AddLarge(server.Upstream.Modules, "example.com/m");
        var body = server.Upstream.Modules.Answer(target).Body;
        var isFixed = cacheControl == Immutable;

        Equal(await server.GetAsync(target), body, type, cacheControl, "miss", isFixed);
        Equal(await server.GetAsync(target), body, type, cacheControl, "hit", isFixed);
        Assert.Single(server.Upstream.Requests.All);

        var head = await server.SendAsync("HEAD", target);
        Assert.Empty(head.Body);
        Equal(head with { Body = body }, body, type, cacheControl, "hit", isFixed);
    }

    [Theory]
    [InlineData("/example.com/m/@v/v1.0.0.zip")]
    [InlineData("/example.com/m/@v/list")]
    public async Task A_HEAD_before_any_GET_already_tells_length_and_tag(string target)
    {
        await using var server = await ServerUnderTest.StartAsync();
        Sample.AddLarge(server.Upstream.Modules, "example.com/m");
        var body = server.Upstream.Modules.Answer(target).Body;

        using var connection = await server.ConnectAsync();
        var head = await connection.SendAsync("HEAD", target);
        Assert.Equal((200, $"{body.Length}", Sample.Tag(body)), (head.Status, head["Content-Length"], head["ETag"]));
        Assert.Equal(body, (await connection.SendAsync("GET", target)).Body);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("4a27b50")]
    [InlineData("4a27b50b1ab1f31a5fb4f16d1b5f0b51e4c6c8a3")]
    [InlineData("v1")]
    [InlineData("v1.2")]
    public async Task A_query_is_resolved_and_never_kept_as_a_version(string query)
    {
        const string Resolved = """{"Version":"v1.2.4-0.20200102030405-4a27b50b1ab1","Time":"2020-01-02T03:04:05Z"}""";
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Fault = request => request.Target.EndsWith($"/{query}.info", StringComparison.Ordinal)
            ? new Fault.Status(200, Resolved, "application/json") : null;

        var answer = await server.GetAsync($"/example.com/m/@v/{query}.info");
        Assert.Equal((200, Resolved, Minute), (answer.Status, answer.Text, answer["Cache-Control"]));
        Assert.NotNull(answer["Age"]);
        Assert.False(Directory.Exists(Path.Combine(server.DataFolder, "download", "example.com")), "a query was stored as a version");
        foreach (var file in (string[])["mod", "zip"])
            Assert.Equal(404, (await server.GetAsync($"/example.com/m/@v/{query}.{file}")).Status);
    }

    [Fact]
    public async Task What_changes_is_served_stale_at_once_and_its_age_is_told()
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { Policy = CachePolicy.Default with { Fresh = TimeSpan.Zero } });
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal("miss", (await server.GetAsync("/example.com/m/@v/list"))["X-Weir-Cache"]);
        server.Upstream.Fault = _ => new Fault.Status(503);

        var stale = await server.GetAsync("/example.com/m/@v/list");
        Assert.Equal((200, "v1.0.0\n", "stale"), (stale.Status, stale.Text, stale["X-Weir-Cache"]));
        Assert.InRange(int.Parse(stale["Age"]!, null), 0, 60);
    }

    [Fact]
    public async Task An_absence_is_remembered_and_said_to_be()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var first = await server.GetAsync("/example.com/none/@v/list");
        var second = await server.GetAsync("/example.com/none/@v/list");
        Assert.Equal((404, "not-found", "no-store"), (first.Status, first["X-Weir-Error"], first["Cache-Control"]));
        Assert.Equal((404, "negative"), (second.Status, second["X-Weir-Cache"]));
        Assert.Single(server.Upstream.Requests.All);
    }

    [Fact]
    public async Task What_a_credential_was_used_for_is_private_to_downstream_caches()
    {
        await using var server = await ServerUnderTest.StartAsync(
            new ServerSetup { GoProxy = url => url.Replace("http://", "http://user:hunter2@", StringComparison.Ordinal) });
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        Assert.Equal("private, max-age=31536000, immutable", (await server.GetAsync("/example.com/m/@v/v1.0.0.mod"))["Cache-Control"]);
        Assert.Equal("private, max-age=60", (await server.GetAsync("/example.com/m/@v/list"))["Cache-Control"]);
    }

    private static void Equal(RawAnswer answer, byte[] body, string type, string cacheControl, string cache, bool isFixed)
    {
        Assert.Equal(200, answer.Status);
        Assert.Equal(body, answer.Body);
        Assert.Equal(type, answer["Content-Type"]);
        Assert.Equal($"{body.Length}", answer["Content-Length"]);
        Assert.Equal(Sample.Tag(body), answer["ETag"]);
        Assert.Equal(cacheControl, answer["Cache-Control"]);
        Assert.Equal("bytes", answer["Accept-Ranges"]);
        Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
        Assert.Equal(cache, answer["X-Weir-Cache"]);
        Assert.Equal(isFixed, answer["Age"] is null);
        Assert.Null(answer["Server"]);
        Assert.Null(answer["X-Weir-Error"]);
    }
}
