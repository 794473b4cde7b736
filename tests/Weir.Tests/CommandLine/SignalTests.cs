using System.Net.Sockets;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Weir.Tests.Support;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary>How a running server ends.</summary>
public sealed class SignalTests
{
    private const string Mod = "/example.com/m/@v/v1.0.0.mod";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Downloads_under_way_end_well_and_new_connections_are_refused(string signal)
    {
        var gate = new Gate();
        await using var upstream = await FakeUpstream.StartAsync();
        var module = upstream.Modules.Add("example.com/m", "v1.0.0");
        upstream.Fault = _ => new Fault.Held(gate);
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        using var connection = await RawConnection.OpenAsync(weir.Url);
        await connection.WriteAsync($"GET {Mod} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await upstream.Requests.WaitForAsync(request => request.Kind == ".mod", Cancel);

        await weir.SignalAsync(signal);
        await RefusedAsync(weir.Url);
        gate.Open();
        Assert.Equal(module.Mod, (await connection.ReadAsync()).Body);
        Assert.Equal(0, await weir.ExitAsync());
        Assert.Contains(weir.Log, line => line.StartsWith("weir: stopping; 1 downloads", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(weir.DataFolder, "admin.sock")), "the admin socket was left behind");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(weir.DataFolder, "staging")));
    }

    [Fact]
    public async Task A_fetch_whose_client_left_is_still_kept()
    {
        var gate = new Gate();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Modules.Add("example.com/m", "v1.0.0");
        upstream.Fault = _ => new Fault.Held(gate);
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        using (var connection = await RawConnection.OpenAsync(weir.Url))
        {
            await connection.WriteAsync($"GET {Mod} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await upstream.Requests.WaitForAsync(request => request.Kind == ".mod", Cancel);
        }

        await weir.SignalAsync("TERM");
        await RefusedAsync(weir.Url);
        gate.Open();
        Assert.Equal(0, await weir.ExitAsync());
        Assert.True(File.Exists(Path.Combine(weir.DataFolder, "download/example.com/m/@v/v1.0.0.mod")));
    }

    [Fact]
    public async Task The_deadline_ends_what_does_not_end()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Fault = _ => new Fault.Hang();
        await using var weir = await WeirProcess.ServeAsync(upstream.Url, "--shutdown-timeout", "200ms");
        using var connection = await RawConnection.OpenAsync(weir.Url);
        await connection.WriteAsync("GET /example.com/m/@v/v1.0.0.zip HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await upstream.Requests.WaitForAsync(request => request.Kind == ".zip", Cancel);
        await weir.SignalAsync("TERM");
        Assert.Equal(0, await weir.ExitAsync());
        Assert.True(await connection.TryReadAsync() is null or { Status: 503 });
        Assert.DoesNotContain(weir.Log, line => line.Contains("a bug in Weir", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(weir.DataFolder, "staging")));
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_at_once()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Fault = _ => new Fault.Hang();
        await using var weir = await WeirProcess.ServeAsync(upstream.Url);
        using var connection = await RawConnection.OpenAsync(weir.Url);
        await connection.WriteAsync("GET /example.com/m/@v/v1.0.0.zip HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await upstream.Requests.WaitForAsync(request => request.Kind == ".zip", Cancel);
        await weir.SignalAsync("INT");
        await RefusedAsync(weir.Url);
        await weir.SignalAsync("INT");
        Assert.Equal(130, await weir.ExitAsync());
    }

    // The signal takes its time to arrive: until the listener is gone, connections still come about.
    private static async Task RefusedAsync(string url)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        do
        {
            try
            {
                (await RawConnection.OpenAsync(url)).Dispose();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                // Reset: it came about in the very moment in which the listener went.
                return;
            }
        }
        while (await beat.WaitForNextTickAsync(limit.Token));
    }
}
