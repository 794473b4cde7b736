using Weir.Gateway.Fetching;

namespace Weir.Gateway.Tests.Storage;

public sealed class StagingFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_a_dead_process_left_is_removed_at_the_next_start()
    {
        Directory.CreateDirectory(_temp["staging/4711-dead"]);
        File.WriteAllText(_temp["staging/4711-dead/1.tmp"], "half a zip");
        File.WriteAllText(_temp["staging/4711-dead.lock"], "");
        Directory.CreateDirectory(_temp["staging/4712-without-a-lock"]);
        File.WriteAllText(_temp["staging/4713-without-a-folder.lock"], "");
        using (StagingFolder.Open(_temp.Path))
            Assert.Equal(2, Directory.GetFileSystemEntries(_temp["staging"]).Length);
        Assert.Empty(Directory.GetFileSystemEntries(_temp["staging"]));
    }

    [Fact]
    public void What_a_living_process_stages_stays()
    {
        using var living = StagingFolder.Open(_temp.Path);
        var file = living.NewFile();
        File.WriteAllText(file, "half a zip");
        using (StagingFolder.Open(_temp.Path))
            Assert.Equal("half a zip", File.ReadAllText(file));
        Assert.Equal("half a zip", File.ReadAllText(file));
    }

    [Fact]
    public void Small_bodies_stay_in_memory_and_large_ones_go_to_disk_and_away_again()
    {
        using var staging = StagingFolder.Open(_temp.Path);
        using (var small = Body(staging, StagedBody.SpillAt))
            Assert.True(small.IsInMemory);
        using (var large = Body(staging, StagedBody.SpillAt + 1))
        {
            Assert.False(large.IsInMemory);
            Assert.Equal(StagedBody.SpillAt + 1, new FileInfo(large.FilePath!).Length);
            Assert.Equal(new byte[] { 7, 7, 7 }, large.Head(3));
        }

        Assert.Empty(Files());
    }

    [Fact]
    public void A_body_that_broke_off_leaves_no_file()
    {
        using var staging = StagingFolder.Open(_temp.Path);
        using (var writer = new StagedBodyWriter(staging))
        {
            writer.Append(new byte[StagedBody.SpillAt + 1]);
            Assert.Single(Files());
        }

        Assert.Empty(Files());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(StagedBody.SpillAt)]
    [InlineData(StagedBody.SpillAt + 1)]
    [InlineData(300_000)]
    public void The_hash_is_that_of_the_bytes_wherever_they_lie(int size)
    {
        using var staging = StagingFolder.Open(_temp.Path);
        using var body = Body(staging, size);
        using var stream = body.OpenRead();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream)), body.Sha256);
        Assert.Equal(size, body.Length);
        Assert.Equal(size, stream.Length);
    }

    private static StagedBody Body(StagingFolder staging, int size)
    {
        using var writer = new StagedBodyWriter(staging);
        foreach (var part in Enumerable.Repeat((byte)7, size).Chunk(9_999))
            writer.Append(part);
        return writer.Complete();
    }

    private string[] Files() => Directory.GetFiles(_temp["staging"], "*.tmp", SearchOption.AllDirectories);
}
