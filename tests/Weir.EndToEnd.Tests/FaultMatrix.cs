using Weir.TestKit.Go;
using Weir.TestKit.Processes;
using Weir.TestKit.Upstreams;
using Xunit;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// Three sources joined by <c>|</c>, two of them broken in the same way: whichever is the sound one, a real go command gets the module, with the right bytes, as if nothing were wrong.
/// </summary>
public abstract class FaultMatrix
{
    private const int Sources = 3;

    // An end for a proxy that hangs with its sources. A stalled body is given up after 15 seconds, is asked for once more, and two sources stall.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private protected static TheoryData<string> Names(IReadOnlyList<SourceFault> faults) => [.. faults.Select(f => f.Name)];

    private protected static async Task SurvivesAsync(string name)
    {
        var fault = SourceFaults.Named(name);
        // The hardest first: nothing is known of any source, and the sound one stands last.
        for (var sound = Sources - 1; sound >= 0; sound--)
            await SurvivesAsync(fault, sound);
    }

    /// <summary>The same at once: where all that happens is waiting, three waits take no longer than one.</summary>
    private protected static Task SurvivesAtOnceAsync(string name) =>
        Task.WhenAll(Enumerable.Range(0, Sources).Select(sound => SurvivesAsync(SourceFaults.Named(name), sound)));

    private static async Task SurvivesAsync(SourceFault fault, int sound)
    {
        using var go = new GoWorkspace(GoToolchain.Require("1.23"), "off");
        var modules = new FakeModules();
        var module = SampleModule.Add(modules, $"example.com/sound{sound}");
        var sources = new List<BreakableSource>();
        try
        {
            for (var i = 0; i < Sources; i++)
                sources.Add(await BreakableSource.StartAsync(modules, i == sound ? null : fault));
            await using var weir = await WeirProcess.ServeAsync(string.Join('|', sources.Select(s => s.Url)));
            go.Environment["GOPROXY"] = weir.Url;
            Right(await go.DownloadAsync(Patience, module.Name), module, fault, sound, weir);
            if (fault.Everywhere)
            {
                go.ForgetModules();
                Right(await go.DownloadAsync(Patience, module.Path + "@latest"), module, fault, sound, weir);
            }
        }
        finally
        {
            foreach (var source in sources)
                await source.DisposeAsync();
        }
    }

    private static void Right(GoDownloads downloads, FakeModule module, SourceFault fault, int sound, WeirProcess weir)
    {
        if (downloads.Run.Ok && downloads.Modules is [var got] && (got.Version, got.Sum, got.GoModSum) == (module.Version, module.Sum, module.GoModSum))
            return;
        Assert.Fail($"{fault} at every source but number {sound + 1}: {downloads.Run}\nweir said:\n{string.Join('\n', weir.Log.TakeLast(20))}");
    }
}

// A class each, so that they run beside one another.

/// <summary>Sources that answer with a status.</summary>
public sealed class StatusFaultTests : FaultMatrix
{
    public static TheoryData<string> Faults => Names(SourceFaults.Statuses);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_build_survives(string fault) => SurvivesAsync(fault);
}

/// <summary>Sources whose connections break.</summary>
public sealed class ConnectionFaultTests : FaultMatrix
{
    public static TheoryData<string> Faults => Names(SourceFaults.Connections);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_build_survives(string fault) => SurvivesAsync(fault);
}

/// <summary>Sources that say nothing.</summary>
public sealed class StallFaultTests : FaultMatrix
{
    public static TheoryData<string> Faults => Names(SourceFaults.Stalls);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_build_survives(string fault) => SurvivesAtOnceAsync(fault);
}

/// <summary>Sources that lie.</summary>
public sealed class LieFaultTests : FaultMatrix
{
    public static TheoryData<string> Faults => Names(SourceFaults.Lies);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_build_survives(string fault) => SurvivesAsync(fault);
}
