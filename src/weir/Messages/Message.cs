using System.Globalization;

namespace Weir.Messages;

/// <summary>One sentence for people in both languages; the compiler keeps the catalogue complete, a test compares the placeholders.</summary>
internal sealed record Message(string En, string Zh)
{
    /// <summary>The sentence in a language, with its placeholders filled.</summary>
    public string In(Language language, params object?[] values)
    {
        var text = language == Language.Zh ? Zh : En;
        return values.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, values);
    }
}

/// <summary>The languages of the catalogue.</summary>
internal enum Language
{
    En,
    Zh,
}

internal static class Languages
{
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The language of <c>--lang</c>, or for <c>auto</c> the one of the environment (LC_ALL, LC_MESSAGES, LANG in this order).</summary>
    public static Language Choose(string? wanted, Func<string, string?> environment)
    {
        if (wanted is null or "auto")
            wanted = Variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return wanted?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? Language.Zh : Language.En;
    }
}
