using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Gateway;
using Weir.Gateway.Caching;
using Weir.Gateway.Configuration;
using Weir.Messages;
using Weir.Operations.Caching;
using Weir.Server;
using Weir.Terminal;

namespace Weir.Commands;

/// <summary><c>weir cache import|fetch|purge</c>: fill and empty the store, with or without a server running on it.</summary>
internal sealed class CacheCommand(Language language, TextWriter stdout, TextWriter people)
{
    public Command Build()
    {
        var command = new Command("cache", Catalog.Cache.In(language));
        command.Subcommands.Add(Import());
        command.Subcommands.Add(Fetch());
        command.Subcommands.Add(Purge());
        command.Subcommands.Add(Verify());
        return command;
    }

    private Command Import()
    {
        var folder = new Argument<string>("GOMODCACHE") { Description = Catalog.CacheImportFolder.In(language) };
        return Sub("import", Catalog.CacheImport, folder, async (gateway, parsed, token) =>
        {
            var target = parsed.GetValue(folder)!;
            if (await new CacheImport(gateway, TimeProvider.System).RunAsync(target, static _ => { }, token) is not { } result)
            {
                await people.WriteLineAsync(Catalog.NoGoModCache.In(language, target));
                return null;
            }

            foreach (var refusal in result.Refused)
                await people.WriteLineAsync($"  {refusal.File}: {refusal.Reason}");
            return new Outcome(
                Catalog.Imported.In(language, result.Files, result.Versions, result.AlreadyThere, result.Refused.Count),
                Json(result, ServerJson.Default.ImportResult),
                result.Refused.Count == 0 ? ExitCode.Ok : ExitCode.Findings);
        });
    }

    private Command Fetch()
    {
        var file = new Argument<string>("GO.SUM") { Description = Catalog.CacheFetchFile.In(language) };
        return Sub("fetch", Catalog.CacheFetch, file, async (gateway, parsed, token) =>
        {
            var target = parsed.GetValue(file)!;
            var result = await new CacheFetch(gateway).RunAsync(await File.ReadAllTextAsync(target, token), static _ => { }, token);
            foreach (var problem in result.Problems)
                await people.WriteLineAsync($"  {target}:{problem}");
            foreach (var refusal in result.Failed)
                await people.WriteLineAsync($"  {refusal.File}: {refusal.Reason.ReplaceLineEndings("; ")}");
            return new Outcome(
                Catalog.Fetched.In(language, result.Files, result.AlreadyThere, result.Failed.Count),
                Json(result, ServerJson.Default.FetchSumResult),
                result.Failed.Count + result.Problems.Count == 0 ? ExitCode.Ok : result.Files == 0 && result.Failed.Count > 0 ? ExitCode.NoUpstream : ExitCode.Findings);
        });
    }

    private Command Purge()
    {
        var module = new Argument<string>("MODULE[@VERSION]") { Description = Catalog.CachePurgeModule.In(language) };
        return Sub("purge", Catalog.CachePurge, module, async (gateway, parsed, token) =>
        {
            var target = parsed.GetValue(module)!;
            var result = await new CachePurge(gateway).RunAsync(target, token);
            if (result.Problem is { } problem)
            {
                await people.WriteLineAsync($"weir: {problem}");
                return null;
            }

            if (await AdminSocket.TryPurgeAsync(gateway.DataFolder, target, token))
                await people.WriteLineAsync(Catalog.ServerToldToForget.In(language));
            return new Outcome(
                result.Files > 0 ? Catalog.Purged.In(language, result.Files, target) : Catalog.NothingToPurge.In(language, target),
                Json(result, ServerJson.Default.PurgeResult),
                ExitCode.Ok);
        });
    }

    private Command Verify()
    {
        var after = Options.Text("--after", Catalog.CacheVerifyAfter, language, "NAME");
        return Sub("verify", Catalog.CacheVerify, after, async (gateway, parsed, token) =>
        {
            var result = await new CacheVerify(gateway).RunAsync(parsed.GetValue(after), Progress, token);
            foreach (var problem in result.Problems)
                await people.WriteLineAsync($"  {problem.File}: {problem.Reason.ReplaceLineEndings("; ")}");
            if (token.IsCancellationRequested)
                await people.WriteLineAsync(Catalog.VerifyInterrupted.In(language, result.Last));
            return new Outcome(
                Catalog.Verified.In(language, result.Proved, result.Unknown, result.Unavailable, result.Quarantined, result.Unreadable),
                Json(result, ServerJson.Default.VerifyResult),
                token.IsCancellationRequested ? ExitCode.Interrupted
                    : result.Quarantined > 0 ? ExitCode.Integrity
                    : result.Unavailable + result.Unreadable > 0 ? ExitCode.Findings : ExitCode.Ok);
        });
    }

    // One live line on a terminal, nothing in a pipe.
    private void Progress(Weir.Gateway.Verification.Scrubbed one)
    {
        if (!Console.IsErrorRedirected)
            people.Write($"\r\u001b[K{(one.Name.Length <= 70 ? one.Name : "…" + one.Name[^69..])}\r");
    }

    private Command Sub(string name, Message about, Symbol argument, Func<GatewayHost, ParseResult, CancellationToken, Task<Outcome?>> run)
    {
        var flags = new GatewayFlags(language);
        var format = Options.Text("--format", Catalog.Format, language, "FORMAT");
        var command = new Command(name, about.In(language));
        if (argument is Argument positional)
            command.Arguments.Add(positional);
        else
            command.Options.Add((Option)argument);
        flags.AddTo(command);
        command.Options.Add(format);
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = PlanBuilder.Build(flags.Read(parsed), out var problems);
            var form = Options.Read(parsed, format) ?? "text";
            if (form is not ("text" or "json"))
                problems = problems.Add(new PlanProblem("--format", $"{form}: want text or json"));
            if (plan is null || !problems.IsEmpty)
            {
                ProblemWriter.Write(people, language, problems);
                return ExitCode.Usage;
            }

            return await RunAsync(plan, flags.DataFolder(parsed), parsed, form, run, cancellation);
        });
        return command;
    }

    private async Task<int> RunAsync(
        GatewayPlan plan, string data, ParseResult parsed, string form, Func<GatewayHost, ParseResult, CancellationToken, Task<Outcome?>> run, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        try
        {
            await using var gateway = new GatewayHost(plan, data, CachePolicy.Default, TimeProvider.System, NullLogger.Instance);
            if (await run(gateway, parsed, stop.Token) is not { } outcome)
                return ExitCode.Usage;
            await stdout.WriteLineAsync(form == "json" ? outcome.Json : outcome.Text);
            return outcome.Exit;
        }
        catch (OperationCanceledException)
        {
            await people.WriteLineAsync(Catalog.Interrupted.In(language));
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await people.WriteLineAsync($"weir: {e.Message}");
            return ExitCode.Usage;
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private sealed record Outcome(string Text, string Json, int Exit);
}
