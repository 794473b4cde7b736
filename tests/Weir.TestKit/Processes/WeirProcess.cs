using System.Collections.Concurrent;
using System.Diagnostics;

namespace Weir.TestKit.Processes;

/// <summary>A running <c>weir serve</c>: the real binary, in a process of its own, with a data folder of its own.</summary>
public sealed class WeirProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly TempFolder temp;
    private readonly ConcurrentQueue<string> log = new();
    private readonly TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WeirProcess(string binary, TempFolder temp, WeirStart how)
    {
        this.temp = temp;
        DataFolder = how.DataFolder ?? temp["data"];
        string[] command = [.. how.Under, binary, "serve", .. how.Arguments];
        if (!how.Arguments.Contains("--listen", StringComparer.Ordinal))
            command = [.. command, "--listen", "127.0.0.1:0"];
        if (!how.Arguments.Contains("--data", StringComparer.Ordinal))
            command = [.. command, "--data", DataFolder];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = temp.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = temp.Path;
        start.Environment["GOENV"] = "off";
        foreach (var (name, value) in how.Environment)
            start.Environment[name] = value;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) => Heard(e.Data);
        process.ErrorDataReceived += (_, e) => Heard(e.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("weir ended before it listened"));
    }

    /// <summary>The GOPROXY value it told.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Its data folder.</summary>
    public string DataFolder { get; }

    /// <summary>Every line it has written so far, both streams in the order they came.</summary>
    public IReadOnlyList<string> Log => [.. log];

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Starts <c>weir serve</c> on a free port with the checksum database off.</summary>
    public static Task<WeirProcess> ServeAsync(string goproxy, params IEnumerable<string> more) =>
        StartAsync(["--goproxy", goproxy, "--gosumdb", "off", .. more]);

    /// <summary>Starts <c>weir serve --listen 127.0.0.1:0 --data FOLDER</c> with these arguments behind it.</summary>
    public static Task<WeirProcess> StartAsync(params IEnumerable<string> arguments) => StartAsync(new WeirStart { Arguments = [.. arguments] });

    /// <summary>Starts <c>weir serve</c> and waits until it listens.</summary>
    public static async Task<WeirProcess> StartAsync(WeirStart how)
    {
        var binary = WeirBinary.Require();
        var folder = new TempFolder();
        var weir = new WeirProcess(binary, folder, how);
        try
        {
            weir.process.Start();
            weir.process.BeginOutputReadLine();
            weir.process.BeginErrorReadLine();
            weir.Url = await weir.listening.Task.WaitAsync(StartLimit);
            return weir;
        }
        catch (Exception problem)
        {
            await weir.DisposeAsync();
            throw new InvalidOperationException($"{problem.Message}\n{string.Join('\n', weir.Log)}", problem);
        }
    }

    /// <summary>Asks it to end with SIGTERM and waits.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!process.HasExited)
        {
            await SignalAsync("TERM");
            return await ExitAsync();
        }
        return process.ExitCode;
    }

    /// <summary>Sends a signal: TERM, INT, KILL.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended, by itself or by a signal.</summary>
    /// <returns>Its exit code; 128 and the signal's number where it was killed.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>Ends it as a power cut would: kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
        temp.Dispose();
    }

    // The caller's Go and Weir settings would decide what a test sees.
    private static bool IsSetting(string name) =>
        name.StartsWith("GO", StringComparison.Ordinal) || name.StartsWith("WEIR_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);

    private void Heard(string? line)
    {
        if (line is null)
            return;
        log.Enqueue(line);
        const string Told = "export GOPROXY=";
        if (line.TrimStart() is var text && text.StartsWith(Told, StringComparison.Ordinal))
            listening.TrySetResult(text[Told.Length..].Split(' ')[0].Trim('\'', '"'));
    }
}
