namespace Weir.TestKit.Upstreams;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">GET or HEAD, as a rule.</param>
/// <param name="Target">The raw request target: nothing decoded.</param>
/// <param name="Headers">Each header with its values joined by commas; names in any case.</param>
/// <param name="At">When it came.</param>
public sealed record UpstreamRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, DateTimeOffset At)
{
    /// <summary>What is asked for: <c>list</c>, <c>@latest</c>, <c>.info</c>, <c>.mod</c>, <c>.zip</c>, <c>sumdb</c>, or the empty string.</summary>
    public string Kind
    {
        get
        {
            var path = Target.Split('?')[0];
            if (path.Contains("/sumdb/", StringComparison.Ordinal))
                return "sumdb";
            if (path.EndsWith("/@v/list", StringComparison.Ordinal))
                return "list";
            if (path.EndsWith("/@latest", StringComparison.Ordinal))
                return "@latest";
            return Path.GetExtension(path) is ".info" or ".mod" or ".zip" ? Path.GetExtension(path) : "";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Target}";
}
