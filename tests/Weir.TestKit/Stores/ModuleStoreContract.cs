using System.Text;
using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Xunit;

namespace Weir.TestKit.Stores;

/// <summary>What every <see cref="IModuleStore"/> must do, whatever it keeps its files in. A store's test class derives from it.</summary>
public abstract class ModuleStoreContract : ModuleStoreTest
{
    private const int Large = StagedBody.SpillAt + 12345;

    public static TheoryData<StoreArea> Areas => [.. Enum.GetValues<StoreArea>()];

    public static TheoryData<StoreArea> ChangingAreas => [.. Enum.GetValues<StoreArea>().Where(area => area != StoreArea.Modules)];

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task What_was_never_committed_is_not_there(StoreArea area)
    {
        Assert.Null(await Store.OpenAsync(new StoreKey(area, "example.com/m/@v/v1.0.0.mod"), Cancel));
        Assert.Empty(await NamesAsync(area, "example.com/m/@v"));
        Assert.False(await Store.RemoveAsync(new StoreKey(area, "example.com/m/@v/v1.0.0.mod"), Cancel));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task A_committed_file_reads_back_whole(StoreArea area)
    {
        var key = new StoreKey(area, "example.com/m/@v/v1.0.0.mod");
        Assert.Equal(PutResult.Stored, await PutAsync(key, "module example.com/m\n"));
        Assert.Equal("module example.com/m\n", await TextAsync(key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(StagedBody.SpillAt)]
    [InlineData(StagedBody.SpillAt + 1)]
    [InlineData(Large)]
    public async Task Bodies_of_every_size_read_back_at_any_offset(int size)
    {
        var key = Zip("v1.0.0");
        var bytes = Noise(size);
        Assert.Equal(PutResult.Stored, await PutAsync(key, bytes));
        using var stored = await Store.OpenAsync(key, Cancel);
        Assert.Equal(size, stored!.Length);
        Assert.Equal(StagedBody.FromBytes(bytes).Sha256, stored.Sha256);
        Assert.Equal(bytes, await stored.ReadAllAsync(Cancel));
        Assert.Equal(0, await stored.ReadAsync(new byte[10], size, Cancel));
        foreach (var from in new[] { size / 2, Math.Max(0, size - 3) })
        {
            var part = new byte[Math.Min(3, size - from)];
            for (var at = 0; at < part.Length;)
                at += await stored.ReadAsync(part.AsMemory(at), from + at, Cancel);
            Assert.Equal(bytes[from..(from + part.Length)], part);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public async Task A_body_that_is_only_staged_is_not_visible(int size)
    {
        using var body = Body(Noise(size));
        Assert.Null(await Store.OpenAsync(Zip("v1.0.0"), Cancel));
        Assert.Empty(await NamesAsync(StoreArea.Modules, "example.com/m/@v"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public async Task The_same_bytes_of_a_module_file_again_are_the_same(int size)
    {
        Assert.Equal(PutResult.Stored, await PutAsync(Zip("v1.0.0"), Noise(size)));
        Assert.Equal(PutResult.AlreadySame, await PutAsync(Zip("v1.0.0"), Noise(size)));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, Large)]
    [InlineData(Large, 10)]
    public async Task Other_bytes_for_a_module_file_are_a_conflict_and_the_first_stay(int first, int second)
    {
        await PutAsync(Zip("v1.0.0"), Noise(first), "first");
        Assert.Equal(PutResult.Conflict, await PutAsync(Zip("v1.0.0"), Noise(second, seed: 2), "second"));
        using var stored = await Store.OpenAsync(Zip("v1.0.0"), Cancel);
        Assert.Equal(Noise(first), await stored!.ReadAllAsync(Cancel));
        Assert.Equal("first", stored.Provenance.Source);
    }

    [Theory]
    [MemberData(nameof(ChangingAreas))]
    public async Task Other_areas_keep_the_latest_bytes(StoreArea area)
    {
        var key = new StoreKey(area, "example.com/m/@v/list.json");
        Assert.Equal(PutResult.Stored, await PutAsync(key, "one"));
        Assert.Equal(PutResult.Stored, await PutAsync(key, "and two"));
        Assert.Equal("and two", await TextAsync(key));
    }

    [Fact]
    public async Task Who_brought_a_module_file_and_when_is_kept()
    {
        var key = Zip("v1.0.0");
        using (var body = Body("zip"u8.ToArray()))
            await Store.CommitAsync(key, body, new Provenance("proxy.example.com/go", Arrived, Verified: true), Cancel);
        using var stored = await Store.OpenAsync(key, Cancel);
        Assert.Equal(new Provenance("proxy.example.com/go", Arrived, Verified: true), stored!.Provenance);
    }

    [Fact]
    public async Task A_reader_keeps_the_bytes_it_opened_while_they_are_replaced()
    {
        var key = new StoreKey(StoreArea.Lists, "example.com/m/@v/list.json");
        await PutAsync(key, "before");
        using var reader = await Store.OpenAsync(key, Cancel);
        await PutAsync(key, "behind");
        Assert.Equal("before", Encoding.UTF8.GetString(await reader!.ReadAllAsync(Cancel)));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(Large)]
    public async Task Of_many_commits_of_one_file_at_once_one_wins_whole(int size)
    {
        var bodies = Enumerable.Range(1, 8).Select(i => Noise(size, i)).ToList();
        var puts = await Task.WhenAll(bodies.Select((bytes, i) => Task.Run(() => PutAsync(Zip("v1.0.0"), bytes, $"source {i}"), Cancel)));
        Assert.Equal(1, puts.Count(put => put == PutResult.Stored));
        Assert.Equal(7, puts.Count(put => put == PutResult.Conflict));
        var winner = Array.IndexOf(puts, PutResult.Stored);
        using var stored = await Store.OpenAsync(Zip("v1.0.0"), Cancel);
        Assert.Equal(bodies[winner], await stored!.ReadAllAsync(Cancel));
        Assert.Equal(StagedBody.FromBytes(bodies[winner]).Sha256, stored.Sha256);
        Assert.Equal($"source {winner}", stored.Provenance.Source);
    }

    [Fact]
    public async Task Many_files_committed_at_once_are_all_there()
    {
        var names = Enumerable.Range(0, 40).Select(i => $"v1.{i}.0.mod").Order(StringComparer.Ordinal).ToList();
        await Task.WhenAll(names.Select(name => Task.Run(() => PutAsync(new StoreKey(StoreArea.Modules, $"example.com/m/@v/{name}"), name), Cancel)));
        Assert.Equal(names, (await NamesAsync(StoreArea.Modules, "example.com/m/@v")).Except(["list"], StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var name in names)
            Assert.Equal(name, await TextAsync(new StoreKey(StoreArea.Modules, $"example.com/m/@v/{name}")));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task Names_are_those_of_one_folder(StoreArea area)
    {
        await PutAsync(new StoreKey(area, "example.com/m/@v/v1.0.0.info"), "1");
        await PutAsync(new StoreKey(area, "example.com/m/@v/v1.1.0.info"), "2");
        await PutAsync(new StoreKey(area, "example.com/m/sub/@v/v1.2.0.info"), "3");
        await PutAsync(new StoreKey(area, "example.com/mm/@v/v1.3.0.info"), "4");
        Assert.Equal(["v1.0.0.info", "v1.1.0.info"], await NamesAsync(area, "example.com/m/@v"));
        Assert.Empty(await NamesAsync(area, "example.com/m"));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task A_removed_file_is_gone_and_can_be_committed_anew(StoreArea area)
    {
        var key = new StoreKey(area, "example.com/m/@v/v1.0.0.zip");
        await PutAsync(key, "old");
        Assert.True(await Store.RemoveAsync(key, Cancel));
        Assert.Null(await Store.OpenAsync(key, Cancel));
        Assert.DoesNotContain("v1.0.0.zip", await NamesAsync(area, "example.com/m/@v"), StringComparer.Ordinal);
        Assert.False(await Store.RemoveAsync(key, Cancel));
        Assert.Equal(PutResult.Stored, await PutAsync(key, "new"));
        Assert.Equal("new", await TextAsync(key));
    }

    [Theory]
    [InlineData("github.com/!burnt!sushi/toml/@v/v1.4.0.mod")]
    [InlineData("gopkg.in/yaml.v2/@v/v2.0.0+incompatible.mod")]
    [InlineData("example.com/a~b/c_d/x-y/@v/v0.0.0-20240102030405-abcdef123456.mod")]
    [InlineData("example.com/con/nul.txt/@v/v1.0.0-!rc.1.mod")]
    [InlineData("example.com/list/@v/v1.0.0.mod")]
    public async Task Odd_but_legal_names_are_kept_apart(string name)
    {
        await PutAsync(new StoreKey(StoreArea.Modules, name), name);
        Assert.Equal(name, await TextAsync(new StoreKey(StoreArea.Modules, name)));
        Assert.Null(await Store.OpenAsync(new StoreKey(StoreArea.Modules, name.Replace("!", "", StringComparison.Ordinal) + "x"), Cancel));
        Assert.Contains(name[(name.LastIndexOf('/') + 1)..], await NamesAsync(StoreArea.Modules, name[..name.LastIndexOf('/')]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_same_name_in_two_areas_is_two_files()
    {
        foreach (var area in Enum.GetValues<StoreArea>())
            await PutAsync(new StoreKey(area, "a/b"), area.ToString());
        foreach (var area in Enum.GetValues<StoreArea>())
            Assert.Equal(area.ToString(), await TextAsync(new StoreKey(area, "a/b")));
    }
}
