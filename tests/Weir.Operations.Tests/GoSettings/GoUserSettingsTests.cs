using Weir.Operations.GoSettings;
using Weir.TestKit;
using Xunit;

namespace Weir.Operations.Tests.GoSettings;

/// <summary>The user's Go settings are read as the go command reads them.</summary>
public sealed class GoUserSettingsTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public GoUserSettingsTests()
    {
        _environment["HOME"] = _temp.Folder("home");
        Write("home/.config/go/env", "GOPRIVATE=from.file\nGONOSUMDB=\n");
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_process_environment_wins_over_the_file()
    {
        Assert.Equal("from.file", Settings()["GOPRIVATE"]);
        _environment["GOPRIVATE"] = "from.environment";
        Assert.Equal("from.environment", Settings()["GOPRIVATE"]);
    }

    [Fact]
    public void An_empty_value_counts_as_unset()
    {
        _environment["GOPRIVATE"] = "";
        Assert.Equal("from.file", Settings()["GOPRIVATE"]);
        Assert.Null(Settings()["GONOSUMDB"]);
    }

    [Fact]
    public void XDG_CONFIG_HOME_moves_the_file_and_GOENV_names_another()
    {
        _environment["XDG_CONFIG_HOME"] = _temp.Folder("xdg");
        Assert.Null(Settings()["GOPRIVATE"]);
        Write("xdg/go/env", "GOPRIVATE=from.xdg\n");
        Assert.Equal("from.xdg", Settings()["GOPRIVATE"]);
        Write("own", "GOPRIVATE=from.own\n");
        _environment["GOENV"] = _temp["own"];
        Assert.Equal("from.own", Settings()["GOPRIVATE"]);
    }

    [Fact]
    public void GOENV_off_reads_no_file_and_an_unreadable_one_is_none()
    {
        _environment["GOENV"] = "off";
        Assert.Null(Settings()["GOPRIVATE"]);
        _environment["GOENV"] = _temp.Folder("a-folder");
        Assert.Null(Settings()["GOPRIVATE"]);
    }

    private GoUserSettings Settings() => new(name => _environment.GetValueOrDefault(name));

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temp[name])!);
        File.WriteAllText(_temp[name], text);
    }
}
