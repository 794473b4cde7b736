using Weir.TestKit.Processes;

namespace Weir.Gateway.Tests.Storage;

public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TempFolder _temp = new();
    private bool _mounted;

    public async ValueTask InitializeAsync()
    {
        var run = await SystemAsync("mount", "-t", "tmpfs", "-o", "size=512k", "weir-test", _temp.Folder("small"));
        _mounted = run.Ok;
        if (!_mounted)
            throw Missing.Tool($"the right to mount a small file system, which a full disk needs (run the tests as root): {run.Error.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
            await SystemAsync("umount", _temp["small"]);
        _temp.Dispose();
    }

    [Fact]
    public async Task On_a_full_disk_small_files_are_served_and_zips_too_large_to_stage_are_a_503_that_says_so()
    {
        await using var source = await FakeUpstream.StartAsync();
        var random = new byte[200_000];
        new Random(1).NextBytes(random);
        source.Modules.Add(Pair.Module, "v1.0.0", ("data.txt", Convert.ToBase64String(random)));
        await using (var gateway = TestGateway.Over(source.Url, folder: _temp["small"]))
        {
            var filler = Path.Combine(_temp["small"], "filler");
            Fill(filler);
            Assert.Equal(200, (await gateway.AskAsync($"{Pair.Module}/@v/v1.0.0.info")).Status);
            Assert.Equal(200, (await gateway.AskAsync($"{Pair.Module}/@v/list")).Status);
            var told = await gateway.AskAsync($"{Pair.Module}/@v/v1.0.0.zip");
            Assert.Equal((503, "store-failed"), (told.Status, told.Code));
            Assert.NotNull(told.Answer.RetryAfter);
            Assert.True(gateway.Host.Metrics.StoreFailures.Value > 0);
            Assert.Empty(gateway.Health.Snapshot.Breakers.Values.Where(breaker => !breaker.IsClosed).Select(breaker => breaker.Reason));

            File.Delete(filler);
            Assert.Equal(200, (await gateway.AskAsync($"{Pair.Module}/@v/v1.0.0.zip")).Status);
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        foreach (var size in new[] { 4096, 1 })
            try
            {
                while (true)
                    file.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full.
            }
    }

    private static Task<ProgramResult> SystemAsync(string program, params string[] arguments) =>
        ProgramRun.RunAsync(
            program, arguments, [new("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")], "/", TimeSpan.FromSeconds(20));
}
