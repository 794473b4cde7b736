using System.CommandLine;
using System.Globalization;
using Weir.Messages;

namespace Weir.Commands;

/// <summary>Makes flags that have an environment twin: <c>--shutdown-timeout</c> is also <c>WEIR_SHUTDOWN_TIMEOUT</c>; the flag wins.</summary>
internal static class Options
{
    public static Option<string?> Text(string name, Message description, Language language, string help) =>
        new(name) { Description = description.In(language), HelpName = help };

    public static Option<string[]> Many(string name, Message description, Language language, string help) =>
        new(name) { Description = description.In(language), HelpName = help, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = false };

    /// <summary>The environment twin's name.</summary>
    public static string Twin(string option) =>
        "WEIR_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>The flag, else its twin, else null. An empty twin counts as unset.</summary>
    public static string? Read(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? (Environment.GetEnvironmentVariable(Twin(option.Name)) is { Length: > 0 } twin ? twin : null);

    /// <summary>The flag's values, else those of its twin, separated by commas.</summary>
    public static string[] Read(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } values
            ? values
            : (Environment.GetEnvironmentVariable(Twin(option.Name)) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A duration as Go writes them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
    public static TimeSpan? Duration(string text)
    {
        (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];
        foreach (var (unit, seconds) in units)
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * seconds is >= 0 and <= 86400)
                return TimeSpan.FromSeconds(number * seconds);
        return null;
    }
}
