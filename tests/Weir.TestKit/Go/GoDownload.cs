using System.Text;
using System.Text.Json;
using Weir.TestKit.Processes;

namespace Weir.TestKit.Go;

/// <summary>What <c>go mod download -json</c> says of one module version.</summary>
public sealed record GoDownload(string Path, string Version, string? Sum, string? GoModSum, string? Error, string? Zip)
{
    /// <summary>The objects that the go command prints one behind the other.</summary>
    public static IReadOnlyList<GoDownload> Parse(string output)
    {
        var all = new List<GoDownload>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            using var json = JsonDocument.ParseValue(ref reader);
            string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            all.Add(new(Text("Path") ?? "", Text("Version") ?? "", Text("Sum"), Text("GoModSum"), Text("Error"), Text("Zip")));
        }
        return all;
    }
}

/// <summary>A whole <c>go mod download -json</c>.</summary>
public sealed record GoDownloads(ProgramResult Run, IReadOnlyList<GoDownload> Modules);
