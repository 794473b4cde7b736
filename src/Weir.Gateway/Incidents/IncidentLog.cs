using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;

namespace Weir.Gateway.Incidents;

/// <summary>
/// The append-only record of incidents: <c>DATA/incidents/ID.json</c>, and the bytes that are the evidence under <c>DATA/quarantine/ID/</c>. A disk that
/// cannot keep an incident does not keep Weir from refusing the bytes: it is logged.
/// </summary>
public sealed class IncidentLog(string dataFolder, StagingFolder staging, TimeProvider time, ILogger log)
{
    // Whoever lies must not be able to fill the disk with it.
    private const long MaxEvidence = 32L << 20;
    private const long MaxEvidenceInAll = 1L << 30;
    private const int MaxShown = 1000;

    private readonly string _folder = Path.Combine(dataFolder, "incidents");
    private readonly string _quarantine = Path.Combine(dataFolder, "quarantine");
    private long _evidence = -1;

    /// <summary>A new id.</summary>
    public string NewId() =>
        $"{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("n")[..8]}";

    /// <summary>Moves a body into the quarantine; its path below the data folder, or null when it is too large to keep.</summary>
    public string? Keep(string id, string fileName, StagedBody body)
    {
        if (_evidence < 0)
            _evidence = Directory.Exists(_quarantine)
                ? new DirectoryInfo(_quarantine).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
                : 0;
        if (body.Length > MaxEvidence || Interlocked.Add(ref _evidence, body.Length) > MaxEvidenceInAll)
            return null;
        try
        {
            var path = Path.Combine(_quarantine, id, fileName);
            if (body.FilePath is { } staged)
            {
                DurableFile.Commit(staged, path);
                body.Release();
            }
            else
            {
                DurableFile.Write(staging.NewFile(), path, body.Memory.Span);
            }

            return Path.GetRelativePath(dataFolder, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, $"quarantine/{id}", e.Message);
            return null;
        }
    }

    /// <summary>Writes an incident down.</summary>
    public void Append(Incident incident)
    {
        GatewayLog.Incident(log, incident.Kind, incident.Summary, incident.Id);
        try
        {
            DurableFile.Write(
                staging.NewFile(), Path.Combine(_folder, incident.Id + ".json"), JsonSerializer.SerializeToUtf8Bytes(incident, IncidentJson.Default.Incident));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, $"incidents/{incident.Id}", e.Message);
        }
    }

    /// <summary>The newest incidents, newest first.</summary>
    public IReadOnlyList<Incident> Read()
    {
        if (!Directory.Exists(_folder))
            return [];
        return [.. Directory.EnumerateFiles(_folder, "*.json").OrderDescending(StringComparer.Ordinal).Take(MaxShown).Select(ReadOne).OfType<Incident>()];
    }

    /// <summary>All incidents as a JSON array, newest first.</summary>
    public string ReadJson() => JsonSerializer.Serialize(Read(), IncidentJson.Default.IReadOnlyListIncident);

    private static Incident? ReadOne(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), IncidentJson.Default.Incident);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
