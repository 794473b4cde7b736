using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.Protocol;

/// <summary>What go prints of a failure: at most eight lines of plain, graphic text; and never an answer that sends it elsewhere.</summary>
public sealed class ErrorBodyTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(1, 40).Select(i => $"line {i} of a very talkative source\n"));

    public static TheoryData<Fault> Faults =>
    [
        new Fault.Status(301, "", "text/plain", ("Location", "/elsewhere")),
        new Fault.Status(302, "moved"), new Fault.Status(304), new Fault.Status(300, "choose"), new Fault.RedirectLoop(),
        new Fault.RedirectTo("ftp://example.com/x"),
        new Fault.Status(201, "x"), new Fault.Status(204), new Fault.Status(206, "x"), new Fault.Status(226, "x"),
        new Fault.Status(400, "no"), new Fault.Status(401), new Fault.Status(403, "forbidden"), new Fault.Status(418), new Fault.Status(429), new Fault.Status(451, "law"),
        new Fault.Status(500, "Traceback:\n" + Long), new Fault.Status(502), new Fault.Status(503), new Fault.Status(504), new Fault.Status(599), new Fault.Status(999),
        new Fault.Status(404, Long), new Fault.Status(404, "gone \u2028 with \u0007bells\u001b[31m and\u0000 NULs"), new Fault.Status(404, "módulo não encontrado: 模块"),
        new Fault.Status(404, "\n\n\nfirst line is late\n"), new Fault.Status(404, new string('x', 4000)), new Fault.Status(410, "<html>", "text/html"),
        new Fault.Status(404), new Fault.Status(410, "was removed\r\nby its owner\r\n"),
        new Fault.ResetBeforeHeaders(), new Fault.ResetAfter(3), new Fault.Truncate(3), new Fault.Empty200(), new Fault.Html200(), new Fault.GzipLie(),
    ];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_the_source_does_the_answer_is_a_short_plain_reason(Fault fault)
    {
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Modules.Add("example.com/m", "v1.0.0");
        server.Upstream.Fault = _ => fault;
        // An empty list is a sound one: the module has no versions.
        string[] list = fault is Fault.Empty200 ? [] : ["@v/list"];
        foreach (var file in (string[])["@v/v1.0.0.info", "@v/v1.0.0.mod", "@v/v1.0.0.zip", .. list, "@latest", "@v/main.info"])
        {
            var answer = await server.GetAsync("/example.com/m/" + file);
            Assert.True(answer.Status >= 400, $"{file}: {answer}");
            Assert.NotEqual(500, answer.Status);
            IsReason(answer);
        }
    }

    [Fact]
    public async Task One_source_that_says_not_found_says_it_in_its_own_words()
    {
        await using var server = await ServerUnderTest.StartAsync();
        server.Upstream.Fault = _ => new Fault.Status(404, "not found: module example.com/m: git ls-remote failed\n");
        Assert.Equal("not found: module example.com/m: git ls-remote failed\n", (await server.GetAsync("/example.com/m/@v/list")).Text);
    }

    [Fact]
    public async Task Many_sources_are_told_in_eight_lines()
    {
        await using var server = await ServerUnderTest.StartAsync(
            new ServerSetup { GoProxy = url => string.Join('|', Enumerable.Range(0, 20).Select(i => $"{url}/{i}{new string('x', 60)}")) });
        server.Upstream.Fault = _ => new Fault.Status(500);
        var answer = await server.GetAsync("/example.com/m/@v/list");
        Assert.Equal((502, "upstream-failed"), (answer.Status, answer["X-Weir-Error"]));
        IsReason(answer);
    }

    private static void IsReason(RawAnswer answer)
    {
        Assert.NotNull(answer["X-Weir-Error"]);
        Assert.Equal("no-store", answer["Cache-Control"]);
        Assert.Equal("text/plain; charset=utf-8", answer["Content-Type"]);
        Assert.Equal($"{answer.Body.Length}", answer["Content-Length"]);
        Assert.EndsWith("\n", answer.Text, StringComparison.Ordinal);
        var lines = answer.Text[..^1].Split('\n');
        Assert.InRange(lines.Length, 1, 8);
        Assert.InRange(answer.Body.Length, 1, 648);
        Assert.All(lines, line => Assert.False(string.IsNullOrWhiteSpace(line), $"go stops at the blank line of: {answer.Text}"));
        Assert.All(answer.Body, octet => Assert.True(octet is (byte)'\n' or >= 0x20 and < 0x7f, $"octet {octet:x2} in: {answer.Text}"));
    }
}
