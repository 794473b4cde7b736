using System.Diagnostics;
using System.Globalization;
using Weir.TestKit;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests.Crash;

/// <summary>kill -9 at random moments under load, again and again on one data folder: nothing that is half done is ever seen.</summary>
public sealed class KillTests
{
    private const int Rounds = 100;
    private const int Clients = 4;
    private const int Versions = 12;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_half_done_is_served_or_left_behind()
    {
        var seed = Environment.GetEnvironmentVariable("WEIR_KILL_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"WEIR_KILL_SEED={seed}");
        var random = new Random(seed);
        using var temp = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync();
        var clock = Stopwatch.StartNew();
        var (round, served) = (0, 0);
        for (; round < Rounds && clock.Elapsed < Budget; round++)
        {
            var names = AddModule(upstream.Modules, round % 10, random);
            await using var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = ["--goproxy", upstream.Url, "--gosumdb", "off", "--log-level", "warn"], DataFolder = temp["data"] });
            Assert.Empty(Leftovers(temp["data"], weir.Id));
            using var stop = new CancellationTokenSource();
            var moment = new Countdown(random.Next(0, 3 * Versions * Clients / 2));
            var load = Enumerable.Range(0, Clients).Select(i => LoadAsync(weir.Url, upstream.Modules, names, new Random(seed + (100 * round) + i), moment, stop.Token)).ToList();
            await moment.WaitAsync();
            using (var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(random.Next(1, 30))))
                await pause.WaitForNextTickAsync(Cancel);
            await weir.KillAsync();
            await stop.CancelAsync();
            served += (await Task.WhenAll(load)).Sum();
            CompareStore(temp["data"], upstream.Modules, seed);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{round} rounds, {served} bodies compared, {clock.Elapsed.TotalSeconds:0} s");
        Assert.True(served > round, "hardly anything was served: the rounds prove nothing");

        // The last word: a whole start serves everything, and its end leaves no temp file.
        await using (var weir = await WeirProcess.StartAsync(new WeirStart { Arguments = ["--goproxy", upstream.Url, "--gosumdb", "off"], DataFolder = temp["data"] }))
        {
            using var client = new HttpClient();
            foreach (var file in StoredFiles(temp["data"]))
                Assert.Equal(upstream.Modules.Answer(file).Body, await client.GetByteArrayAsync(new Uri($"{weir.Url}/{file}"), Cancel));
            Assert.Equal(0, await weir.StopAsync());
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(temp["data/staging"]));
    }

    private static List<string> AddModule(FakeModules modules, int number, Random random)
    {
        var noise = new byte[random.Next(100, 200_000)];
        random.NextBytes(noise);
        var path = $"example.com/Load{number}";
        var names = new List<string>();
        for (var i = 0; i < Versions; i++)
        {
            var name = $"example.com/!load{number}/@v/v1.{i}.0";
            if (modules.Answer(name + ".mod").Status != 200)
                modules.Add(path, $"v1.{i}.0", ("noise.txt", Convert.ToBase64String(noise)));
            names.AddRange([name + ".info", name + ".mod", name + ".zip"]);
        }

        return names;
    }

    // Answers that arrive whole must be right; those that break off with the process do not count.
    private static async Task<int> LoadAsync(string url, FakeModules modules, List<string> names, Random random, Countdown moment, CancellationToken stop)
    {
        using var client = new HttpClient();
        for (var served = 0; ; served++)
        {
            var name = names[random.Next(names.Count)];
            byte[] body;
            try
            {
                using var answer = await client.GetAsync(new Uri($"{url}/{name}"), stop);
                Assert.True(answer.IsSuccessStatusCode, $"{name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
                body = await answer.Content.ReadAsByteArrayAsync(stop);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                return served;
            }

            Assert.Equal(modules.Answer(name).Body, body);
            moment.Step();
        }
    }

    // So many answers until the process is killed.
    private sealed class Countdown(int left)
    {
        private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left = left;

        public void Step()
        {
            if (Interlocked.Decrement(ref left) < 0)
                over.TrySetResult();
        }

        public Task WaitAsync() => left <= 0 ? Task.CompletedTask : over.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    private static void CompareStore(string data, FakeModules modules, int seed)
    {
        foreach (var file in StoredFiles(data))
            Assert.True(modules.Answer(file).Body.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(data, "download", file))), $"{file} in the store is not the upstream's; WEIR_KILL_SEED={seed}");
    }

    private static List<string> StoredFiles(string data) => !Directory.Exists(Path.Combine(data, "download")) ? [] :
        [.. Directory.EnumerateFiles(Path.Combine(data, "download"), "v*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(data, "download"), path))];

    // What is in staging after a start belongs to the process that runs.
    private static IEnumerable<string> Leftovers(string data, int process) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(data, "staging"))
            .Where(path => !Path.GetFileName(path).StartsWith(string.Create(CultureInfo.InvariantCulture, $"{process}-"), StringComparison.Ordinal));
}
