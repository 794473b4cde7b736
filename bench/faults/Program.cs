using System.Collections.Concurrent;
using Weir.Bench.Faults;
using Weir.TestKit.Upstreams;

// What happens to `go mod download example.com/m@v1.0.0` when the first of two sources is broken: with Go alone, and with Weir before the same two.
// Prints the table of the README. Options: --zh, --go 1.NN, and words, one of which a fault's name must contain.

var chinese = args.Contains("--zh");
var at = Array.IndexOf(args, "--go");
var version = at >= 0 ? args[at + 1] : "1.23";
var words = args.Where((a, i) => !a.StartsWith('-') && (at < 0 || i != at + 1)).ToList();
var faults = SourceFaults.Every.Where(f => words.Count == 0 || words.Exists(w => f.Name.Contains(w, StringComparison.OrdinalIgnoreCase))).ToList();

var rows = new ConcurrentDictionary<SourceFault, Row>();
// Most of the time goes by waiting for what never comes.
await Parallel.ForEachAsync(faults, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (fault, _) =>
{
    rows[fault] = await Row.MeasureAsync(fault, version);
    await Console.Error.WriteLineAsync($"{rows.Count}/{faults.Count} {fault}");
});

Console.WriteLine(chinese ? "| 第一个源的故障 | `A,B` | `A\\|B` | Weir |" : "| What the first source does | `A,B` | `A\\|B` | Weir |");
Console.WriteLine("|---|---|---|---|");
foreach (var row in faults.Select(f => rows[f]))
    Console.WriteLine(row.ToMarkdown(chinese));
