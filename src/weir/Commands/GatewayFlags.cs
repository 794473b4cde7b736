using System.Collections.Immutable;
using System.CommandLine;
using Weir.Gateway.Configuration;
using Weir.Messages;
using Weir.Operations.GoSettings;

namespace Weir.Commands;

/// <summary>The flags that say what the gateway is made of; every command that builds one has them, so that all build the same.</summary>
internal sealed class GatewayFlags
{
    private readonly Option<string?> _goProxy;
    private readonly Option<string?> _goSumdb;
    private readonly Option<string?> _goPrivate;
    private readonly Option<string?> _goNoSumdb;
    private readonly Option<string?> _verify;
    private readonly Option<string[]> _trustGoSum;
    private readonly Option<string[]> _public;
    private readonly Option<string[]> _mounts;
    private readonly Option<string?> _data;

    public GatewayFlags(Language language)
    {
        _goProxy = Options.Text("--goproxy", Catalog.GoProxy, language, "LIST");
        _goSumdb = Options.Text("--gosumdb", Catalog.GoSumdb, language, "DB");
        _goPrivate = Options.Text("--goprivate", Catalog.GoPrivate, language, "GLOBS");
        _goNoSumdb = Options.Text("--gonosumdb", Catalog.GoNoSumdb, language, "GLOBS");
        _verify = Options.Text("--verify", Catalog.Verify, language, "MODE");
        _trustGoSum = Options.Many("--trust-gosum", Catalog.TrustGoSum, language, "FILE");
        _public = Options.Many("--public", Catalog.Public, language, "URL");
        _mounts = Options.Many("--mount", Catalog.Mount, language, "/PREFIX=URL");
        _data = Options.Text("--data", Catalog.Data, language, "FOLDER");
    }

    public void AddTo(Command command)
    {
        Option[] all = [_goProxy, _goSumdb, _goPrivate, _goNoSumdb, _verify, _trustGoSum, _public, _mounts, _data];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>What was written: flags, else their twins, else for the private patterns the user's Go settings. GOPROXY is never read: it may be Weir.</summary>
    public GatewayOptions Read(ParseResult parsed)
    {
        var go = new GoUserSettings(Environment.GetEnvironmentVariable);
        return new GatewayOptions
        {
            GoProxy = Options.Read(parsed, _goProxy),
            GoSumdb = Options.Read(parsed, _goSumdb),
            GoPrivate = Options.Read(parsed, _goPrivate) ?? go["GOPRIVATE"],
            GoNoSumdb = Options.Read(parsed, _goNoSumdb) ?? go["GONOSUMDB"],
            Verify = Options.Read(parsed, _verify),
            TrustedSums = [.. Options.Read(parsed, _trustGoSum).Select(file => (file, ReadSums(file)))],
            Public = Options.Read(parsed, _public).ToImmutableArray(),
            Mounts = Options.Read(parsed, _mounts).ToImmutableArray(),
        };
    }

    // A file that cannot be read is a problem like any other: it is found when its text is no go.sum.
    private static string ReadSums(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>The data folder: the flag, its twin, else <c>weir</c> in the user's data folder.</summary>
    public string DataFolder(ParseResult parsed)
    {
        if (Options.Read(parsed, _data) is { } data)
            return Path.GetFullPath(data);
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "weir");
    }
}
