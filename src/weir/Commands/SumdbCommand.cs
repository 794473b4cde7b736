using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Gateway;
using Weir.Gateway.Caching;
using Weir.Gateway.Configuration;
using Weir.Gateway.Sumdb;
using Weir.Messages;
using Weir.Server;
using Weir.Terminal;

namespace Weir.Commands;

/// <summary>One checksum database as <c>weir sumdb show</c> tells it.</summary>
internal sealed record SumdbReport(string Name, long TreeSize, string? TrustedHead, bool Forked, string? ForkedHead);

/// <summary><c>weir sumdb show|accept</c>: the trusted heads, and a person's decision about a fork. A running server follows at once: both look at the same files.</summary>
internal sealed class SumdbCommand(Language language, TextWriter stdout, TextWriter people)
{
    public Command Build()
    {
        var command = new Command("sumdb", Catalog.Sumdb.In(language));
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Accept());
        return command;
    }

    private Command Show()
    {
        var flags = new GatewayFlags(language);
        var format = Options.Text("--format", Catalog.Format, language, "FORMAT");
        var command = new Command("show", Catalog.SumdbShow.In(language));
        flags.AddTo(command);
        command.Options.Add(format);
        command.SetAction((parsed, _) => WithGatewayAsync(flags, parsed, async gateway =>
        {
            var reports = gateway.Databases.Select(Report).ToArray();
            if (Options.Read(parsed, format) == "json")
                await stdout.WriteLineAsync(JsonSerializer.Serialize(reports, ServerJson.Default.SumdbReportArray));
            else
                foreach (var report in reports)
                    await stdout.WriteLineAsync(Text(report));
            return reports.Any(report => report.Forked) ? ExitCode.Integrity : ExitCode.Ok;
        }));
        return command;
    }

    private Command Accept()
    {
        var flags = new GatewayFlags(language);
        var name = new Argument<string>("NAME") { Description = Catalog.SumdbName.In(language) };
        var command = new Command("accept", Catalog.SumdbAccept.In(language));
        command.Arguments.Add(name);
        flags.AddTo(command);
        command.SetAction((parsed, _) => WithGatewayAsync(flags, parsed, async gateway =>
        {
            var wanted = parsed.GetValue(name)!;
            if (gateway.Databases.FirstOrDefault(database => database.Name == wanted) is not { } found)
            {
                await people.WriteLineAsync(Catalog.NoSumdb.In(language, wanted));
                return ExitCode.Usage;
            }

            if (!found.AcceptFork())
            {
                await people.WriteLineAsync(Catalog.NoFork.In(language, wanted));
                return ExitCode.Usage;
            }

            await stdout.WriteLineAsync(Catalog.ForkAccepted.In(language, wanted, found.TreeSize));
            return ExitCode.Ok;
        }));
        return command;
    }

    private async Task<int> WithGatewayAsync(GatewayFlags flags, ParseResult parsed, Func<GatewayHost, Task<int>> run)
    {
        if (PlanBuilder.Build(flags.Read(parsed), out var problems) is not { } plan)
        {
            ProblemWriter.Write(people, language, problems);
            return ExitCode.Usage;
        }

        try
        {
            await using var gateway = new GatewayHost(plan, flags.DataFolder(parsed), CachePolicy.Default, TimeProvider.System, NullLogger.Instance);
            return await run(gateway);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await people.WriteLineAsync($"weir: {e.Message}");
            return ExitCode.Usage;
        }
    }

    private static SumdbReport Report(ChecksumDatabase database) => new(
        database.Name, database.TreeSize, database.TrustedHead()?.ToString(), database.IsForked, database.ForkedHead()?.ToString());

    private static string Text(SumdbReport report) => report switch
    {
        { Forked: true } => $"{report.Name}: FORKED\n\ntrusted:\n{report.TrustedHead}\ndoes not fit:\n{report.ForkedHead}",
        { TrustedHead: null } => $"{report.Name}: not asked yet",
        _ => $"{report.Name}: {report.TreeSize} records\n\n{report.TrustedHead}",
    };
}
