using Weir.ColdBench;
using Weir.TestKit.Processes;

var only = args switch
{
    [] => "a,b,c,d,e,f",
    ["--only", var parts] => parts,
    _ => null,
};
if (only is null)
{
    await Console.Error.WriteLineAsync("usage: bench/cold/run [--only a,b,c,d,e,f]");
    return 2;
}

Console.WriteLine($"{WeirBinary.Require()}, {Environment.ProcessorCount} cores; one fsync of a small file below {Path.GetTempPath()} takes {Measure.Millis(Measure.Sync())}");
Console.WriteLine();
Console.WriteLine("| | measured | goal |");
Console.WriteLine("|---|---|---|");
(char Letter, Func<IAsyncEnumerable<Row>> Measure)[] all =
[
    ('a', RoundTrips.MeasureAsync), ('b', Coalescing.MeasureAsync), ('c', DeadFirstSource.MeasureAsync), ('d', WholeDownload.MeasureAsync), ('e', StartUp.MeasureAsync), ('f', Verified.MeasureAsync),
];
var failed = 0;
foreach (var (letter, measure) in all.Where(one => only.Contains(one.Letter, StringComparison.Ordinal)))
{
    try
    {
        // A row is written when it is known: one part that cannot run does not hide the others.
        await foreach (var row in measure())
            Console.WriteLine($"| {row.What} | {row.Measured} | {row.Goal} |");
    }
    catch (Exception problem)
    {
        failed++;
        await Console.Error.WriteLineAsync($"!!! part {letter} could not run: {problem}");
    }
}

return failed == 0 ? 0 : 1;
