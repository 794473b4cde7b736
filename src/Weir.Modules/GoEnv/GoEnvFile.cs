namespace Weir.Modules.GoEnv;

/// <summary>
/// The file that <c>go env -w</c> writes (GOENV), read as Go reads it: a line counts only if it begins with A–Z and holds an equals sign; the value is
/// the rest of the line verbatim, with quotes, trailing blanks and the CR of a file with CRLF. The last of equal keys wins.
/// </summary>
public static class GoEnvFile
{
    /// <summary>The variables set in the file; every text is one.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            var equals = line.IndexOf('=');
            if (equals > 0 && char.IsAsciiLetterUpper(line[0]))
            {
                variables[line[..equals].ToString()] = line[(equals + 1)..].ToString();
            }
        }

        return variables;
    }
}
