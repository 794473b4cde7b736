using Weir.TestKit;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary>What <c>weir serve</c> says instead of starting: exit code 2 and every reason at once.</summary>
public sealed class BadValuesTests
{
    [Fact]
    public async Task Every_bad_value_is_named_at_once()
    {
        var run = await WeirCommand.RunAsync(
            "serve", "--goproxy", "nonsense", "--gosumdb", "a b c", "--public", "ftp://x/", "--mount", "raw", "--mount", "/a=http://user:hunter2@example.com",
            "--base-path", "go", "--listen", "example.com:80", "--listen", "99999", "--listen", "unix:relative", "--log-format", "xml", "--log-level", "loud", "--shutdown-timeout", "soon");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Out);
        var lines = run.Error.TrimEnd().Split('\n');
        Assert.Equal("weir: 12 problems, nothing was started:", lines[0]);
        Assert.Equal(
            ["--base-path", "--goproxy", "--gosumdb", "--listen", "--listen", "--listen", "--log-format", "--log-level", "--mount", "--mount", "--public", "--shutdown-timeout"],
            lines[1..].Select(line => line.Trim().Split(':')[0]).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WEIR_GOPROXY", "nonsense", "--goproxy")]
    [InlineData("WEIR_GOSUMDB", "a b c", "--gosumdb")]
    [InlineData("WEIR_PUBLIC", "ftp://x/", "--public")]
    [InlineData("WEIR_MOUNT", "/a=http://a.example,raw", "--mount")]
    [InlineData("WEIR_BASE_PATH", "go", "--base-path")]
    [InlineData("WEIR_LISTEN", "x", "--listen")]
    [InlineData("WEIR_LOG_FORMAT", "xml", "--log-format")]
    [InlineData("WEIR_LOG_LEVEL", "loud", "--log-level")]
    [InlineData("WEIR_SHUTDOWN_TIMEOUT", "-5s", "--shutdown-timeout")]
    public async Task The_environment_twin_is_read_and_named_by_its_flag(string name, string value, string flag)
    {
        var run = await WeirCommand.RunAsync([new(name, value)], "serve");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("weir: 1 problems", run.Error, StringComparison.Ordinal);
        Assert.Contains($"\n  {flag}: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chinese_is_spoken_when_asked_for()
    {
        var run = await WeirCommand.RunAsync("serve", "--lang", "zh", "--goproxy", "nonsense");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("发现 1 个问题，未启动", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--no-such-flag")]
    [InlineData("serve", "extra")]
    [InlineData("no-such-command")]
    [InlineData("cache")]
    [InlineData("cache", "purge")]
    [InlineData("--lang", "fr", "serve")]
    [InlineData("serve", "--goproxy")]
    [InlineData("cache", "purge", "x", "--format", "xml")]
    [InlineData("cache", "purge", "not a module")]
    [InlineData("cache", "import", "/nonexistent")]
    [InlineData("cache", "fetch", "/nonexistent")]
    public async Task A_command_line_that_makes_no_sense_is_exit_code_2(params string[] arguments)
    {
        var run = await WeirCommand.RunAsync(arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("weir: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_to_be_so()
    {
        using var taken = DeadPort.Silent();
        Clear(await WeirCommand.RunAsync("serve", "--goproxy", "off", "--listen", $"127.0.0.1:{taken.Port}"), $"127.0.0.1:{taken.Port}", "in use");
    }

    // 192.0.2.0/24 is nobody's.
    [Fact]
    public async Task An_address_of_another_machine_is_said_to_be_so() =>
        Clear(await WeirCommand.RunAsync("serve", "--goproxy", "off", "--listen", "192.0.2.1:8080"), "192.0.2.1:8080");

    [Fact]
    public async Task A_socket_in_no_folder_is_said_to_be_so() =>
        Clear(await WeirCommand.RunAsync("serve", "--goproxy", "off", "--listen", "unix:/nonexistent/weir.sock"), "/nonexistent/weir.sock");

    [Fact]
    public async Task A_file_where_the_socket_should_be_stays_and_is_named()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["precious"], "precious", TestContext.Current.CancellationToken);
        Clear(await WeirCommand.RunAsync("serve", "--goproxy", "off", "--listen", $"unix:{temp["precious"]}"), temp["precious"]);
        Assert.Equal("precious", await File.ReadAllTextAsync(temp["precious"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/null/data")]
    [InlineData("/proc/self/data")]
    public async Task A_data_folder_that_cannot_be_is_said_to_be_so(string folder) =>
        Clear(await WeirCommand.RunAsync("serve", "--goproxy", "off", "--listen", "127.0.0.1:0", "--data", folder), folder);

    [Fact]
    public async Task A_data_folder_of_a_newer_Weir_is_left_alone()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(temp.Folder("data"), "format"), "weir-store 99\n", TestContext.Current.CancellationToken);
        Clear(await WeirCommand.RunAsync("serve", "--goproxy", "off", "--listen", "127.0.0.1:0", "--data", temp["data"]), "weir-store 99");
    }

    private static void Clear(ProgramResult run, params string[] words)
    {
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.StartsWith("weir: cannot ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.All(words, word => Assert.Contains(word, run.Error, StringComparison.Ordinal));
    }
}
