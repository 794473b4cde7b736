using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weir.Modules.Sumdb;

/// <summary>
/// The answer to a lookup (golang.org/x/mod/sumdb/tlog, ParseRecord): the record's number in the log, a newline, the record's text — go.sum lines —, an empty
/// line, and a signed tree head. Nothing in it is proven until the text's leaf hash is found in the tree, so hashes are taken from the text alone, never from
/// the rest of the answer. Stricter than Go: the number must be canonical.
/// </summary>
/// <param name="Id">The record's number, from 0.</param>
/// <param name="Text">The record's text, ending its last line.</param>
/// <param name="Note">The signed tree head, unopened.</param>
public sealed record LookupRecord(long Id, ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Note)
{
    /// <summary>The longest answer taken, in bytes.</summary>
    public const int MaxSize = 1_000_000;

    /// <summary>The hash the log must hold at <see cref="Id"/>.</summary>
    public TreeHash LeafHash => Tlog.LeafHash(Text.Span);

    /// <summary>The lines of the text, without newlines.</summary>
    public IReadOnlyList<string> Lines => Encoding.UTF8.GetString(Text.Span).TrimEnd('\n').Split('\n');

    /// <summary>Parses an answer; when this is false, it is <c>malformed record data</c>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> answer, [NotNullWhen(true)] out LookupRecord? record)
    {
        record = null;
        var bytes = answer.Span;
        var first = bytes.IndexOf((byte)'\n');
        if (answer.Length > MaxSize || first < 0 || !TreeHead.TryNumber(bytes[..first], out var id))
        {
            return false;
        }

        var end = bytes[(first + 1)..].IndexOf("\n\n"u8);
        if (end < 0)
        {
            return false;
        }

        var text = answer.Slice(first + 1, end + 1);
        if (!NoteText.IsClean(text.Span) || text.Span[0] == '\n')
        {
            return false;
        }

        record = new LookupRecord(id, text, answer[(first + 1 + end + 2)..]);
        return true;
    }

    /// <summary>
    /// The <c>h1:</c> recorded for <c>PATH VERSION</c>, where the version may end in <c>/go.mod</c>. Null when there is no such line: then the record, proven or
    /// not, says nothing about the file.
    /// </summary>
    public string? H1(string path, string version)
    {
        var prefix = $"{path} {version} h1:";
        foreach (var line in Lines)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line[(prefix.Length - 3)..];
            }
        }

        return null;
    }
}
