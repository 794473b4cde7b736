using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>Targets of somebody who wants out of the data folder, a crash, or a hang.</summary>
public sealed class HostileTargetTests
{
    private const int Mutations = 10_000;
    private static readonly string[] Areas = ["download/", "facts/", "lists/", "mounts/raw/", "staging/"];

    public static TheoryData<string> Hostile =>
    [
        "/../../etc/passwd", "/example.com/m/@v/../../../../etc/passwd", "/example.com/../m/@v/list", "/%2e%2e/%2e%2e/etc/passwd",
        "/example.com/%2e%2e/m/@v/list", "/example.com/m/@v/%2e%2e%2fx.mod", "/example.com%2fm/@v/list", "/example.com/m%5c..%5cx/@v/list",
        "/example.com\\m/@v/list", "/example.com/m/@v/..\\..\\x.info", "/example.com/m%00/@v/list", "/example.com/m/@v/v1.0.0%00.mod",
        "/example.com/m/@v/%ff%fe.info", "/example.com/m/@v/%c3%28.info", "/example.com/m/@v/%.info", "/example.com/m/@v/%4.info", "/example.com/m/@v/%zz.info",
        "/example.com/m/@v/%0d%0aX-Injected:%20yes.info", "/example.com/m/@v/main%0a.info", "//example.com/m/@v/list", "/example.com//m/@v/list",
        "/example.com/m/@v/.info", "/example.com/m/@v/..info", "/example.com/con/@v/list", "/example.com/nul.txt/@v/list", "/.git/@v/list",
        "/example.com/m/@v/list/@v/list", "/@v/list", "/@latest", "/example.com/m/@v/", "/cached-only/../x/@v/list", "/cached-only//@v/list", "/raw/../../etc/passwd",
        "/raw/%2e%2e/x", "/raw/a%00b", "/raw//x", "/raw/a\\b", "/-/../etc/passwd", "/-/api/upstreams/..", "/sumdb/../../x/supported", "/sumdb/%2e%2e/supported",
        "/example.com/m/@v/" + new string('a', 300) + ".info", "/" + new string('a', 10_000), "/example.com/" + string.Concat(Enumerable.Repeat("a/", 1000)) + "@v/list",
        "/example.com/m/@v/v1.0.0-" + new string('a', 3000) + ".zip", "/example.com/m/@v/v1.0.0-" + new string('a', 240) + ".mod", "/" + new string('%', 3000),
        "/example.com/m/@v/\u00e9\u00ff.info", "/example.com/m/@v/\u0080.info", "/example.com/m\u0001/@v/list", "/example.com/m\u007f/@v/list", "*", "http://", "http:///x", "?", "#",
    ];

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task A_hostile_target_is_refused_and_nothing_is_made_of_it(string target)
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { Mount = url => $"/raw={url}" });
        var before = Names(server);
        using (var connection = await server.ConnectAsync())
        {
            await connection.WriteAsync($"GET {target} HTTP/1.1\r\nHost: weir.test\r\n\r\n");
            var answer = await connection.TryReadAsync();
            Assert.True(answer is null or { Status: 400 or 404 or 405 or 414 }, answer?.ToString());
            Assert.Null(answer?["X-Injected"]);
        }

        Assert.Equal(string.Join('\n', before), string.Join('\n', Names(server)));
        Assert.DoesNotContain(await server.LogAsync(), line => line.Contains(" ERROR ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_of_40_kB_is_refused_in_words_of_HTTP()
    {
        await using var server = await ServerUnderTest.StartAsync();
        Assert.Equal(414, (await server.GetAsync("/" + new string('a', 40_000))).Status);
    }

    [Fact]
    public async Task Ten_thousand_mutated_targets_cause_no_bug_no_hang_and_no_odd_file()
    {
        await using var server = await ServerUnderTest.StartAsync(new ServerSetup { Mount = url => $"/raw={url}" });
        var module = server.Upstream.Modules.Add("example.com/Mod/v2", "v2.3.4-RC.1");
        var mutator = new TargetMutator(20261121);
        var connection = await server.ConnectAsync();
        try
        {
            for (var i = 0; i < Mutations; i++)
            {
                var target = mutator.Next();
                await connection.WriteAsync($"GET {target} HTTP/1.1\r\nHost: weir.test\r\n\r\n");
                var answer = await connection.TryReadAsync();
                Assert.True(answer is null or { Status: 200 or 400 or 404 or 405 or 414 or 501 or 505 }, $"{target}\n{answer}");
                if (answer is not null && answer["Connection"] != "close")
                    continue;
                connection.Dispose();
                connection = await server.ConnectAsync();
            }
        }
        finally
        {
            connection.Dispose();
        }

        Assert.Equal(module.Zip, (await server.GetAsync("/example.com/!mod/v2/@v/v2.3.4-!r!c.1.zip")).Body);
        Assert.All(Names(server), name => Assert.True(IsProper(name), $"stored under an odd name: {name}"));
        Assert.Equal("data", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(server.Folder))));
        Assert.DoesNotContain(await server.LogAsync(), line => line.Contains(" ERROR ", StringComparison.Ordinal));
    }

    // Below "mounts" lies what the upstream's 200 answered; the fake says 200 only for files it has.
    private static bool IsProper(string name) =>
        name.All(c => c is >= ' ' and < '\x7f' and not '\\') && !name.Split('/').Any(part => part is "." or "..")
        && (name is "format" || Areas.Any(start => name.StartsWith(start, StringComparison.Ordinal)));

    private static List<string> Names(ServerUnderTest server) =>
        [.. Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(server.DataFolder, path)).Order(StringComparer.Ordinal)];
}
