using System.Text;

namespace Weir.TestKit.Corpus;

/// <summary>Go's escaping of module paths and versions: an upper-case letter is <c>!</c> and the lower-case one.</summary>
public static class ModuleEscape
{
    /// <summary>The form that stands in URLs and file names.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterUpper(c))
                escaped.Append('!').Append(char.ToLowerInvariant(c));
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }
}
