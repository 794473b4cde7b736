using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weir.Modules.Sumdb;

/// <summary>A head of the log with the database's signature: what <c>/latest</c> answers and every lookup ends with.</summary>
public sealed class SignedTreeHead
{
    private SignedTreeHead(TreeHead head, ReadOnlyMemory<byte> note) => (Head, Note) = (head, note);

    /// <summary>Size and root.</summary>
    public TreeHead Head { get; }

    /// <summary>The signed note as it came, to be kept and passed on.</summary>
    public ReadOnlyMemory<byte> Note { get; }

    /// <summary>The head of a log without records, which needs no signature: where a client without a trusted head begins.</summary>
    public static SignedTreeHead None { get; } = new(TreeHead.Empty, default);

    /// <summary>Opens a signed head. On failure <paramref name="problem"/> is Go's reason, without the note.</summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> note, NoteVerifier verifier, [NotNullWhen(true)] out SignedTreeHead? head, [NotNullWhen(false)] out string? problem)
    {
        head = null;
        if (!SignedNote.TryOpen(note, [verifier], out var opened, out problem))
        {
            problem = $"reading tree note: {problem}";
            return false;
        }

        if (!TreeHead.TryParse(opened.Text.Span, out var parsed))
        {
            problem = "reading tree: malformed tree note";
            return false;
        }

        head = new SignedTreeHead(parsed, note);
        return true;
    }

    /// <summary>The signed note as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Note.Span);
}
