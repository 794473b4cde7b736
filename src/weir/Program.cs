using System.CommandLine;
using Weir.Commands;
using Weir.Messages;
using Weir.Terminal;

// stdout is the result, stderr is for people.
var language = Languages.Choose(LangOf(args), Environment.GetEnvironmentVariable);
var lang = Weir.Commands.Options.Text("--lang", Catalog.Lang, language, "LANG");
lang.Recursive = true;
lang.AcceptOnlyFromAmong("en", "zh", "auto");

var root = new RootCommand(Catalog.About.In(language));
root.Options.Add(lang);
root.Subcommands.Add(new ServeCommand(language, Console.Out, Console.Error).Build());
root.Subcommands.Add(new CacheCommand(language, Console.Out, Console.Error).Build());
root.Subcommands.Add(new SumdbCommand(language, Console.Out, Console.Error).Build());

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"weir: {error.Message}");
    Console.Error.WriteLine($"weir: see {string.Join(' ', Words(parsed.CommandResult.Command))} --help");
    return ExitCode.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception e) when (e is not OutOfMemoryException)
{
    Console.Error.WriteLine($"weir: a bug in Weir: {e}");
    return ExitCode.Internal;
}

// weir cache purge
static IEnumerable<string> Words(Command command) =>
    command.Parents.OfType<Command>().SelectMany(Words).Append(command is RootCommand ? "weir" : command.Name);

// The language is needed before the parser exists: its help texts are built in it.
static string? LangOf(string[] args)
{
    var at = Array.FindIndex(args, arg => arg == "--lang" || arg.StartsWith("--lang=", StringComparison.Ordinal));
    return at < 0 ? Environment.GetEnvironmentVariable("WEIR_LANG") : args[at].Contains('=', StringComparison.Ordinal) ? args[at][7..] : args.ElementAtOrDefault(at + 1);
}
