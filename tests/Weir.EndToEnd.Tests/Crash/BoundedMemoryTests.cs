using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Weir.TestKit.Processes;
using Xunit;

namespace Weir.EndToEnd.Tests.Crash;

/// <summary>Bodies made to fill the memory pass through, or are refused in words, and the process stays small.</summary>
public sealed class BoundedMemoryTests
{
    private const int LimitMegabytes = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_zip_of_450_MB_passes_through() =>
        await ServeAsync(prefix => GeneratedZip.Large(prefix, files: 9, megabytes: 50), problem: null);

    [Fact]
    public async Task A_zip_of_a_hundred_and_fifty_thousand_files_passes_through() =>
        await ServeAsync(prefix => GeneratedZip.ManyEntries(prefix, 150_000), problem: null);

    [Fact]
    public async Task A_central_directory_above_the_limit_is_refused() =>
        await ServeAsync(prefix => GeneratedZip.ManyEntries(prefix, 700_000), "central directory");

    [Fact]
    public async Task A_zip_bomb_that_says_what_it_is_is_refused() =>
        await ServeAsync(prefix => GeneratedZip.Bomb(prefix, megabytes: 600, claimed: 600 << 20), "too large");

    [Fact]
    public async Task A_zip_bomb_that_lies_is_refused() =>
        await ServeAsync(prefix => GeneratedZip.Bomb(prefix, megabytes: 600, claimed: 100), "bomb.go");

    [Fact]
    public async Task A_body_that_is_longer_than_Go_allows_is_refused_before_it_is_read() =>
        await ServeAsync(_ => new GeneratedZip(600L << 20, to => to.WriteAsync(new byte[1 << 16]).AsTask()), "629145600 bytes");

    private static async Task ServeAsync(Func<string, GeneratedZip> make, string? problem)
    {
        const string Target = "/example.com/big/@v/v1.0.0.zip";
        await using var upstream = await GeneratedUpstream.StartAsync();
        var zip = make("example.com/big@v1.0.0/");
        upstream.Add(Target, zip.Length, zip.WriteAsync);
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(3) };
        using var answer = await client.GetAsync(new Uri(weir.Url + Target), HttpCompletionOption.ResponseHeadersRead, Cancel);
        if (problem is null)
        {
            Assert.True(answer.StatusCode == HttpStatusCode.OK, await TextAsync(answer));
            Assert.Equal(zip.Length, answer.Content.Headers.ContentLength);
            await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
            var arrived = await SHA256.HashDataAsync(body, Cancel);
            Assert.Equal(Convert.ToHexStringLower(await HashAsync(zip)), Convert.ToHexStringLower(arrived));
        }
        else
        {
            Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
            Assert.Contains(problem, await TextAsync(answer), StringComparison.Ordinal);
        }

        var peak = Peak(weir.Id);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"VmHWM {peak} MB for a zip of {zip.Length >> 20} MB"));
        Assert.InRange(peak, 1, LimitMegabytes);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(weir.DataFolder, "staging"), "*.tmp", SearchOption.AllDirectories));
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancel);

    private static async Task<byte[]> HashAsync(GeneratedZip zip)
    {
        using var hash = SHA256.Create();
        await using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            await zip.WriteAsync(sink);
        return hash.Hash!;
    }

    private static int Peak(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
