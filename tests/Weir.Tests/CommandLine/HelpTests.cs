using Weir.TestKit;
using Weir.TestKit.Processes;
using Xunit;

namespace Weir.Tests.CommandLine;

/// <summary>What people read first.</summary>
public sealed class HelpTests
{
    public static TheoryData<string, string> Screens
    {
        get
        {
            var screens = new TheoryData<string, string>();
            foreach (var command in (string[])["", "serve", "cache", "cache import", "cache fetch", "cache purge"])
                foreach (var language in (string[])["en", "zh"])
                    screens.Add(command, language);
            return screens;
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Help_says_what_it_said(string command, string language)
    {
        var run = await WeirCommand.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help", "--lang", language]);
        Assert.True(run is { Ok: true, Error: "" }, run.ToString());
        Assert.All(run.Out.Split('\n'), line => Assert.True(line == line.TrimEnd(), $"white space at the end of: {line}"));
        Snapshot.Match($"help {command} {language}".Replace("  ", " ", StringComparison.Ordinal).Replace(' ', '-'), run.Out);
    }

    [Theory]
    [InlineData("LC_ALL", "zh_CN.UTF-8")]
    [InlineData("LANG", "zh_TW")]
    [InlineData("WEIR_LANG", "zh")]
    public async Task The_language_is_taken_from_the_environment_and_the_flag_wins(string name, string value)
    {
        KeyValuePair<string, string>[] environment = [new(name, value)];
        Assert.Contains("运行网关", (await WeirCommand.RunAsync(environment, "--help")).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("运行网关", (await WeirCommand.RunAsync(environment, "--help", "--lang", "en")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var run = await WeirCommand.RunAsync("--version");
        Assert.True(run.Ok);
        Assert.Matches(@"^\d+\.\d+\.\d+[^ \n]*\n$", run.Out);
    }
}
