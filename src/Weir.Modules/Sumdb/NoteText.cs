using System.Text.Unicode;

namespace Weir.Modules.Sumdb;

/// <summary>What notes and records may consist of.</summary>
internal static class NoteText
{
    /// <summary>Whether this is UTF-8 without ASCII control characters other than the newline.</summary>
    public static bool IsClean(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (b < 0x20 && b != '\n')
            {
                return false;
            }
        }

        return Utf8.IsValid(text);
    }
}
