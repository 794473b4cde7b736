using System.Globalization;
using System.Text;

namespace Weir.Tests.Support;

/// <summary>An HTTP answer as it came over the wire: nothing followed, decoded or normalised.</summary>
internal sealed record RawAnswer(string StatusLine, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public int Status { get; } = int.Parse(StatusLine.Split(' ')[1], NumberStyles.None, CultureInfo.InvariantCulture);

    public string Text => Encoding.UTF8.GetString(Body);

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public override string ToString() => $"{StatusLine}\n{string.Join('\n', Headers.Select(h => $"{h.Key}: {h.Value}"))}\n\n{Text[..Math.Min(Text.Length, 500)]}";
}
