using System.Globalization;
using System.Text;

namespace Weir.Modules.Text;

/// <summary>
/// Text from outside, made fit for an error message: Go's <c>%q</c> for strings and characters, and <see cref="Show"/>
/// without the quotes. Control characters come out escaped and long text is cut, so a message is always one short, printable line.
/// </summary>
internal static class GoQuote
{
    private const int Limit = 200;

    public static string Text(ReadOnlySpan<char> text) => "\"" + Escape(text, '"') + "\"";

    public static string Show(ReadOnlySpan<char> text) => Escape(text, '\0');

    public static string Char(Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        return "'" + Escape(chars[..rune.EncodeToUtf16(chars)], '\'') + "'";
    }

    private static string Escape(ReadOnlySpan<char> text, char quote)
    {
        var cut = text.Length > Limit;
        if (cut)
        {
            text = text[..Limit];
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(escaped, rune, quote);
        }

        return cut ? escaped.Append("...").ToString() : escaped.ToString();
    }

    private static void Append(StringBuilder to, Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\\' or '"' or '\'' when quote != '\0' && (rune.Value == '\\' || rune.Value == quote):
                to.Append('\\').Append((char)rune.Value);
                break;
            case '\a':
                to.Append("\\a");
                break;
            case '\b':
                to.Append("\\b");
                break;
            case '\f':
                to.Append("\\f");
                break;
            case '\v':
                to.Append("\\v");
                break;
            case '\t':
                to.Append("\\t");
                break;
            case '\n':
                to.Append("\\n");
                break;
            case '\r':
                to.Append("\\r");
                break;
            case < 0x20 or 0x7f:
                to.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture));
                break;
            case > 0xffff when !IsPrintable(rune):
                to.Append("\\U").Append(rune.Value.ToString("x8", CultureInfo.InvariantCulture));
                break;
            case > 0x7f when !IsPrintable(rune):
                to.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
                break;
            default:
                to.Append(rune.ToString());
                break;
        }
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is
        not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator);
}
