using Weir.Gateway.Health;
using Weir.Gateway.Storage;

namespace Weir.Gateway.Tests.Verification;

public class SoundnessTests
{
    public static TheoryData<string, Fault> Lies => new()
    {
        { ".info", new Fault.Html200() },
        { ".info", new Fault.Empty200() },
        { ".info", new Fault.BadJson() },
        { ".info", new Fault.WrongVersionInfo() },
        { ".info", new Fault.TruncateConsistent(20) },
        { ".info", new Fault.GzipLie() },
        { ".info", new Fault.GzipUndeclared() },
        { ".info", new Fault.Truncate(5) },
        { ".info", new Fault.Status(200, "{\"Version\":\"v1.0.0\",\"Pad\":\"" + new string('x', 1 << 20) + "\"}") },
        { ".mod", new Fault.Html200() },
        { ".mod", new Fault.Empty200() },
        { ".mod", new Fault.GzipLie() },
        { ".mod", new Fault.Truncate(5) },
        { ".zip", new Fault.Html200() },
        { ".zip", new Fault.Empty200() },
        { ".zip", new Fault.BitFlip() },
        { ".zip", new Fault.TruncateConsistent(200) },
        { ".zip", new Fault.Truncate(200) },
        { ".zip", new Fault.GzipLie() },
        { ".zip", new Fault.GzipUndeclared() },
        { ".zip", new Fault.ResetAfter(200) },
        { "list", new Fault.Html200() },
        { "list", new Fault.Status(200, "Welcome to our network.\n") },
        { "@latest", new Fault.Html200() },
        { "@latest", new Fault.BadJson() },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_200_that_cannot_be_what_was_asked_for_sends_to_the_next_source(string file, Fault lie)
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => lie;
        var told = await pair.Gateway.AskAsync(NameOf(file));
        Assert.Equal(200, told.Status);
        // A reset can overtake the head: then it is a failure like any other.
        Assert.Contains(told.Answer.Trace!.Attempts[0].Outcome, lie is Fault.ResetAfter or Fault.Truncate ? [Outcome.Corrupt, Outcome.Fail] : new[] { Outcome.Corrupt });
        Assert.Equal(pair.Modules.Answer("/" + NameOf(file)).Body, told.Bytes);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_of_all_sources_is_an_outage_and_nothing_of_it_is_kept(string file, Fault lie)
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = pair.B.Fault = _ => lie;
        Assert.Equal(502, (await pair.Gateway.AskAsync(NameOf(file))).Status);
        await pair.Gateway.SettleAsync();
        Assert.DoesNotContain(
            Directory.GetFiles(pair.Gateway.DataFolder, "*", SearchOption.AllDirectories),
            path => Path.GetFileName(path) != "format" && !path.EndsWith(".lock", StringComparison.Ordinal));
        pair.A.Fault = pair.B.Fault = null;
        Assert.Equal(200, (await pair.Gateway.AskAsync(NameOf(file))).Status);
    }

    [Fact]
    public async Task A_zip_whose_files_belong_to_another_version_is_a_lie()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = request => request.Kind == ".zip" ? new Fault.RedirectTo($"{pair.B.Url}/{Pair.Module}/@v/v1.5.0.zip") : null;
        var told = await pair.Gateway.AskAsync(NameOf(".zip"));
        Assert.Equal([Outcome.Corrupt, Outcome.Ok], told.Answer.Trace!.Attempts.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task A_portal_page_never_replaces_a_good_list()
    {
        await using var pair = await Pair.StartAsync();
        var good = (await pair.Gateway.AskAsync(NameOf("list"))).Text;
        pair.A.Fault = pair.B.Fault = _ => new Fault.Html200();
        for (var i = 0; i < 5; i++)
        {
            pair.Gateway.Time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal((200, good), await TextAsync(pair, "list"));
        }
    }

    [Theory]
    [InlineData("list")]
    [InlineData("@latest")]
    [InlineData(".info")]
    [InlineData(".mod")]
    public async Task A_body_that_is_declared_as_gzip_and_is_gzip_is_read(string file)
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.GzipDeclared();
        var told = await pair.Gateway.AskAsync(NameOf(file));
        Assert.Equal(pair.Modules.Answer("/" + NameOf(file)).Body, told.Bytes);
        Assert.Equal(0, pair.B.Requests.Count);
        Assert.Equal("gzip", pair.A.Requests.All[0].Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task A_zip_is_asked_for_as_it_is()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Gateway.AskAsync(NameOf(".zip"));
        Assert.Equal("identity", pair.A.Requests.All[0].Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task A_good_body_is_stored_with_the_name_of_who_gave_it()
    {
        await using var pair = await Pair.StartAsync();
        pair.A.Fault = _ => new Fault.Html200();
        await pair.Gateway.AskAsync(NameOf(".zip"));
        using var stored = await pair.Gateway.Host.Store.OpenAsync(new StoreKey(StoreArea.Modules, NameOf(".zip")), CancellationToken.None);
        Assert.Equal(pair.B.Url, "http://" + stored!.Provenance.Source);
    }

    private static async Task<(int Status, string Text)> TextAsync(Pair pair, string file) =>
        await pair.Gateway.AskAsync(NameOf(file)) is var told ? (told.Status, told.Text) : default;

    private static string NameOf(string file) => file switch
    {
        "@latest" => $"{Pair.Module}/@latest",
        "list" => $"{Pair.Module}/@v/list",
        _ => $"{Pair.Module}/@v/v1.0.0{file}",
    };
}
