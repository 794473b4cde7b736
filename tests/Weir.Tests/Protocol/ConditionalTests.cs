using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>If-None-Match, Range and If-Range: what a resumed download lives on. Both for a body in memory and for one on disk.</summary>
public sealed class ConditionalTests : IAsyncLifetime
{
    private const string Small = "/example.com/m/@v/v1.0.0.mod";
    private const string Large = "/example.com/m/@v/v1.0.0.zip";
    private ServerUnderTest server = null!;
    private Dictionary<string, byte[]> bodies = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ServerUnderTest.StartAsync();
        var module = Sample.AddLarge(server.Upstream.Modules, "example.com/m");
        bodies = new(StringComparer.Ordinal) { [Small] = module.Mod, [Large] = module.Zip };
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("TAG", 304)]
    [InlineData("W/TAG", 304)]
    [InlineData("\"other\", TAG", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task A_known_tag_saves_the_body(string ifNoneMatch, int status)
    {
        foreach (var (target, body) in bodies)
            foreach (var method in (string[])["GET", "HEAD"])
            {
                var answer = await server.SendAsync(method, target, "If-None-Match: " + ifNoneMatch.Replace("TAG", Sample.Tag(body), StringComparison.Ordinal));
                Assert.Equal((status, Sample.Tag(body)), (answer.Status, answer["ETag"]));
                Assert.Equal("public, max-age=31536000, immutable", answer["Cache-Control"]);
                Assert.Equal(status == 200 && method == "GET" ? body : [], answer.Body);
            }
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=5-5", 5, 1)]
    [InlineData("BYTES=10-", 10, int.MaxValue)]
    [InlineData("bytes=-7", -7, 7)]
    [InlineData("bytes=3-99999999999", 3, int.MaxValue)]
    [InlineData("bytes=-99999999999", 0, int.MaxValue)]
    public async Task A_range_is_answered_with_just_that_part(string range, int from, int count)
    {
        foreach (var (target, body) in bodies)
        {
            var first = from < 0 ? body.Length + from : from;
            var part = body.Skip(first).Take(count).ToArray();
            var answer = await server.GetAsync(target, "Range: " + range);
            Assert.Equal((206, $"bytes {first}-{first + part.Length - 1}/{body.Length}"), (answer.Status, answer["Content-Range"]));
            Assert.Equal(part, answer.Body);
            Assert.Equal(Sample.Tag(body), answer["ETag"]);
        }
    }

    [Theory]
    [InlineData("bytes=1000000-")]
    [InlineData("bytes=1000000-1000001")]
    [InlineData("bytes=-0")]
    public async Task A_range_beyond_the_end_is_416_with_the_length(string range)
    {
        foreach (var (target, body) in bodies)
        {
            var answer = await server.GetAsync(target, "Range: " + range);
            Assert.Equal((416, $"bytes */{body.Length}", "0"), (answer.Status, answer["Content-Range"], answer["Content-Length"]));
        }
    }

    [Theory]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=9-3")]
    [InlineData("bytes=1")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1-99999999999999999999999999")]
    [InlineData("lines=0-1")]
    [InlineData("0-1")]
    public async Task Several_ranges_and_nonsense_get_the_whole_body(string range)
    {
        foreach (var (target, body) in bodies)
        {
            var answer = await server.GetAsync(target, "Range: " + range);
            Assert.Equal(200, answer.Status);
            Assert.Equal(body, answer.Body);
        }
    }

    [Fact]
    public async Task A_range_says_nothing_to_HEAD()
    {
        foreach (var (target, body) in bodies)
        {
            var answer = await server.SendAsync("HEAD", target, "Range: bytes=0-3");
            Assert.Equal((200, $"{body.Length}"), (answer.Status, answer["Content-Length"]));
        }
    }

    [Theory]
    [InlineData("TAG", true)]
    [InlineData("W/TAG", false)]
    [InlineData("\"other\"", false)]
    [InlineData("Thu, 02 Jan 2020 03:04:05 GMT", false)]
    public async Task A_range_counts_only_when_If_Range_names_these_very_bytes(string ifRange, bool counts)
    {
        foreach (var (target, body) in bodies)
        {
            var answer = await server.GetAsync(target, "Range: bytes=4-", "If-Range: " + ifRange.Replace("TAG", Sample.Tag(body), StringComparison.Ordinal));
            Assert.Equal(counts ? 206 : 200, answer.Status);
            Assert.Equal(counts ? body[4..] : body, answer.Body);
        }
    }

    [Fact]
    public async Task A_body_put_together_from_ranges_is_the_body()
    {
        var whole = new List<byte>();
        while (whole.Count < bodies[Large].Length)
            whole.AddRange((await server.GetAsync(Large, $"Range: bytes={whole.Count}-{whole.Count + 40_000 - 1}", $"If-Range: {Sample.Tag(bodies[Large])}")).Body);
        Assert.Equal(bodies[Large], whole);
    }
}
