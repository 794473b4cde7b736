using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;

namespace Weir.Gateway.Tests.Storage;

public sealed class DiskStoreTests : IDisposable
{
    private static readonly Provenance Arrived = new("proxy.example.com", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Verified: true);
    private readonly TempFolder _temp = new();
    private readonly StagingFolder _staging;
    private readonly DiskStore _store;

    public DiskStoreTests()
    {
        _staging = StagingFolder.Open(_temp.Path);
        _store = DiskStore.Open(_temp.Path, _staging);
    }

    public void Dispose()
    {
        _staging.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Files_lie_where_go_keeps_them_in_its_download_cache()
    {
        await PutAsync("github.com/!burnt!sushi/toml/@v/v1.4.0.mod", "module github.com/BurntSushi/toml\n");
        Assert.Equal(
            "module github.com/BurntSushi/toml\n", await File.ReadAllTextAsync(_temp["download/github.com/!burnt!sushi/toml/@v/v1.4.0.mod"]));
    }

    [Fact]
    public async Task The_list_names_what_has_a_go_mod_in_the_order_of_versions()
    {
        foreach (var name in new[] { "v1.10.0.mod", "v1.9.0.mod", "v1.11.0-rc.1.mod", "v1.12.0.info", "v2.0.0+incompatible.mod", "v1.8.0-!r!c.mod" })
            await PutAsync("example.com/m/@v/" + name, name);
        Assert.Equal("v1.8.0-RC\nv1.9.0\nv1.10.0\nv1.11.0-rc.1\nv2.0.0+incompatible\n", ListOf("example.com/m"));
        await _store.RemoveAsync(Key("example.com/m/@v/v1.9.0.mod"), CancellationToken.None);
        Assert.Equal("v1.8.0-RC\nv1.10.0\nv1.11.0-rc.1\nv2.0.0+incompatible\n", ListOf("example.com/m"));
    }

    [Fact]
    public async Task The_list_is_whole_after_many_commits_at_once()
    {
        var versions = Enumerable.Range(0, 30).Select(i => $"v1.{i}.0").ToList();
        await Task.WhenAll(versions.Select(version => Task.Run(() => PutAsync($"example.com/m/@v/{version}.mod", version))));
        Assert.Equal(string.Concat(versions.Select(version => version + "\n")), ListOf("example.com/m"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"length\":")]
    [InlineData("{\"length\":3,\"sha256\":\"00\",\"source\":\"x\"}")]
    public async Task Lost_facts_are_measured_again_and_the_origin_is_unknown(string? facts)
    {
        await PutAsync("example.com/m/@v/v1.0.0.mod", "module example.com/m\n");
        var path = _temp["facts/example.com/m/@v/v1.0.0.mod"];
        File.Delete(path);
        if (facts is not null)
            await File.WriteAllTextAsync(path, facts);
        for (var i = 0; i < 2; i++)
        {
            using var stored = await _store.OpenAsync(Key("example.com/m/@v/v1.0.0.mod"), CancellationToken.None);
            Assert.Equal(StagedBody.FromBytes("module example.com/m\n"u8.ToArray()).Sha256, stored!.Sha256);
            Assert.Equal(("unknown", false), (stored.Provenance.Source, stored.Provenance.Verified));
        }
    }

    [Fact]
    public async Task A_file_with_lost_facts_can_be_read_where_nothing_can_be_written()
    {
        await PutAsync("example.com/m/@v/v1.0.0.mod", "module example.com/m\n");
        Directory.Delete(_temp["facts"], recursive: true);
        await File.WriteAllTextAsync(_temp["facts"], "in the way");
        using var stored = await _store.OpenAsync(Key("example.com/m/@v/v1.0.0.mod"), CancellationToken.None);
        Assert.Equal("module example.com/m\n"u8.ToArray(), await stored!.ReadAllAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_was_committed_is_there_when_the_store_is_opened_again()
    {
        await PutAsync("example.com/m/@v/v1.0.0.mod", "module example.com/m\n");
        using var staging = StagingFolder.Open(_temp.Path);
        using var stored = await DiskStore.Open(_temp.Path, staging).OpenAsync(Key("example.com/m/@v/v1.0.0.mod"), CancellationToken.None);
        Assert.Equal(Arrived, stored!.Provenance);
    }

    [Fact]
    public void A_folder_written_by_a_newer_Weir_is_refused_and_the_message_says_what_to_do()
    {
        File.WriteAllText(_temp["format"], "weir-store 2\n");
        var problem = Assert.Throws<IOException>(() => DiskStore.Open(_temp.Path, _staging));
        Assert.Contains(_temp["format"], problem.Message);
        Assert.Contains("weir-store 2", problem.Message);
        Assert.Contains("--data", problem.Message);
        Assert.Equal("weir-store 2\n", File.ReadAllText(_temp["format"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public void A_name_that_could_leave_its_folder_is_no_key(string name) => Assert.Throws<ArgumentException>(() => Key(name));

    private static StoreKey Key(string name) => new(StoreArea.Modules, name);

    private string ListOf(string path) => File.ReadAllText(_temp[$"download/{path}/@v/list"]);

    private async Task PutAsync(string name, string text)
    {
        using var body = StagedBody.FromBytes(System.Text.Encoding.UTF8.GetBytes(text));
        await _store.CommitAsync(Key(name), body, Arrived, CancellationToken.None);
    }
}
