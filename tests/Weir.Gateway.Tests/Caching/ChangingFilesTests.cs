using Weir.Gateway.Serving;

namespace Weir.Gateway.Tests.Caching;

public class ChangingFilesTests
{
    private const string List = $"{Pair.Module}/@v/list";
    private const string Latest = $"{Pair.Module}/@latest";
    private const string Query = $"{Pair.Module}/@v/main.info";

    [Theory]
    [InlineData(List)]
    [InlineData(Latest)]
    [InlineData(Query)]
    public async Task It_is_believed_for_a_minute_then_served_while_it_is_refreshed_and_after_six_minutes_refreshed_first(string name)
    {
        await using var pair = await StartAsync();
        Assert.Equal((CacheState.Miss, 1), await StateAsync(pair, name));
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((CacheState.Hit, 1), await StateAsync(pair, name));
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((CacheState.Stale, 2), await StateAsync(pair, name));
        Assert.Equal((CacheState.Hit, 2), await StateAsync(pair, name));
        pair.Gateway.Time.Advance(TimeSpan.FromMinutes(5.9));
        Assert.Equal((CacheState.Stale, 3), await StateAsync(pair, name));
        pair.Gateway.Time.Advance(TimeSpan.FromMinutes(6.1));
        Assert.Equal((CacheState.Miss, 4), await StateAsync(pair, name));
        Assert.Equal("public, max-age=60", (await pair.Gateway.AskAsync(name)).Answer.CacheControl);
    }

    [Theory]
    [InlineData(List)]
    [InlineData(Latest)]
    [InlineData(Query)]
    public async Task When_nobody_answers_the_last_answer_is_served_with_its_age(string name)
    {
        await using var pair = await StartAsync();
        var good = await pair.Gateway.AskAsync(name);
        var sound = pair.A.Fault;
        pair.A.Fault = pair.B.Fault = _ => new Fault.Status(500);
        pair.Gateway.Time.Advance(TimeSpan.FromDays(3));
        await pair.Gateway.RestartAsync();
        pair.A.Requests.Clear();
        var told = await pair.Gateway.AskAsync(name);
        Assert.Equal((200, CacheState.Stale, good.Text), (told.Status, told.Cache, told.Text));
        Assert.Equal(TimeSpan.FromDays(3), pair.Gateway.Time.GetUtcNow() - told.Answer.FetchedAt);
        await pair.Gateway.AskAsync(name);
        Assert.Equal(1, pair.A.Requests.Count);
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(6));
        pair.A.Fault = sound;
        Assert.Equal(CacheState.Miss, (await pair.Gateway.AskAsync(name)).Cache);
    }

    [Fact]
    public async Task A_new_version_is_seen_after_a_minute()
    {
        await using var pair = await StartAsync();
        await pair.Gateway.AskAsync(List);
        pair.Modules.Add(Pair.Module, "v1.20.0");
        pair.Gateway.Time.Advance(TimeSpan.FromMinutes(7));
        Assert.EndsWith("v1.20.0\n", (await pair.Gateway.AskAsync(List)).Text);
    }

    [Fact]
    public async Task A_list_never_shrinks_because_another_source_answered()
    {
        await using var pair = await StartAsync();
        Answers(pair.A, "v1.0.0\nv1.1.0\n");
        Answers(pair.B, "v1.0.0\n");
        Assert.Equal("v1.0.0\nv1.1.0\n", await RefreshAsync(pair));
        pair.A.Fault = _ => new Fault.Status(500);
        for (var i = 0; i < 4; i++)
            Assert.Equal("v1.0.0\nv1.1.0\n", await RefreshAsync(pair));
    }

    [Fact]
    public async Task A_version_goes_when_the_source_that_listed_it_leaves_it_out_twice()
    {
        await using var pair = await StartAsync();
        Answers(pair.A, "v1.0.0\nv1.1.0\n");
        await RefreshAsync(pair);
        Answers(pair.A, "v1.0.0\n");
        Assert.Equal("v1.0.0\nv1.1.0\n", await RefreshAsync(pair));
        Assert.Equal("v1.0.0\n", await RefreshAsync(pair));
    }

    [Fact]
    public async Task A_version_that_comes_back_in_between_stays()
    {
        await using var pair = await StartAsync();
        foreach (var list in new[] { "v1.0.0\nv1.1.0\n", "v1.0.0\n", "v1.0.0\nv1.1.0\n", "v1.0.0\n" })
        {
            Answers(pair.A, list);
            Assert.Equal("v1.0.0\nv1.1.0\n", await RefreshAsync(pair));
        }
    }

    [Fact]
    public async Task When_the_source_that_listed_it_is_no_longer_configured_anybodys_word_counts()
    {
        await using var pair = await StartAsync();
        Answers(pair.A, "v1.0.0\nv1.1.0\n");
        Answers(pair.B, "v1.0.0\n");
        await RefreshAsync(pair);
        await pair.Gateway.RestartAsync(pair.B.Url);
        Assert.Equal("v1.0.0\nv1.1.0\n", await RefreshAsync(pair));
        Assert.Equal("v1.0.0\n", await RefreshAsync(pair));
    }

    [Theory]
    [InlineData(List)]
    [InlineData(Latest)]
    [InlineData(Query)]
    public async Task What_was_there_is_gone_after_two_refreshes_in_which_nobody_has_it(string name)
    {
        await using var pair = await StartAsync();
        await pair.Gateway.AskAsync(name);
        pair.A.Fault = pair.B.Fault = _ => new Fault.Status(404);
        pair.Gateway.Time.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal(200, (await pair.Gateway.AskAsync(name)).Status);
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(404, (await pair.Gateway.AskAsync(name)).Status);
    }

    [Fact]
    public async Task A_404_beside_a_failure_does_not_make_it_go()
    {
        await using var pair = await StartAsync();
        await pair.Gateway.AskAsync(List);
        (pair.A.Fault, pair.B.Fault) = (_ => new Fault.Status(500), _ => new Fault.Status(404));
        for (var i = 0; i < 5; i++)
        {
            pair.Gateway.Time.Advance(TimeSpan.FromMinutes(7));
            Assert.Equal(200, (await pair.Gateway.AskAsync(List)).Status);
        }
    }

    [Fact]
    public async Task With_nothing_remembered_the_stored_versions_answer_when_nobody_else_does()
    {
        await using var pair = await StartAsync();
        foreach (var version in new[] { "v1.2.0", "v1.10.0-rc.1", "v1.3.0" })
        {
            pair.Modules.Add(Pair.Module, version);
            await pair.Gateway.AskAsync($"{Pair.Module}/@v/{version}.info");
        }

        pair.A.Fault = pair.B.Fault = _ => new Fault.Status(500);
        var list = await pair.Gateway.AskAsync(List);
        Assert.Equal((CacheState.Stale, "v1.2.0\nv1.3.0\nv1.10.0-rc.1\n"), (list.Cache, list.Text));
        Assert.Contains("\"v1.3.0\"", (await pair.Gateway.AskAsync(Latest)).Text);
    }

    [Fact]
    public async Task A_query_is_never_stored_as_a_version()
    {
        await using var pair = await StartAsync();
        await pair.Gateway.AskAsync(Query);
        await pair.Gateway.AskAsync(Latest);
        Assert.False(Directory.Exists(Path.Combine(pair.Gateway.Host.DownloadFolder, "example.com")));
    }

    private static async Task<Pair> StartAsync()
    {
        var pair = await Pair.StartAsync();
        pair.A.Fault = pair.B.Fault = request =>
            request.Target.EndsWith("main.info", StringComparison.Ordinal) ? new Fault.Status(200, "{\"Version\":\"v1.9.1-0.20240102030405-abcdef123456\"}") : null;
        return pair;
    }

    private static void Answers(FakeUpstream source, string list) =>
        source.Fault = request => request.Kind == "list" ? new Fault.Status(200, list) : null;

    private static async Task<string> RefreshAsync(Pair pair)
    {
        pair.Gateway.Time.Advance(TimeSpan.FromMinutes(7));
        return (await pair.Gateway.AskAsync(List)).Text;
    }

    // With the refresh that goes on behind counted in.
    private static async Task<(CacheState Cache, int Requests)> StateAsync(Pair pair, string name)
    {
        var told = await pair.Gateway.AskAsync(name);
        await pair.Gateway.SettleAsync();
        Assert.Equal(200, told.Status);
        return (told.Cache, pair.A.Requests.Count);
    }
}
