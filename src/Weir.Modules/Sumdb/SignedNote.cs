using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weir.Modules.Sumdb;

/// <summary>
/// A text with signatures (golang.org/x/mod/sumdb/note): the text, which ends its last line; an empty line; then one or more lines of an em dash, a space, the
/// signer's name, a space, and base64 of four bytes of key hash and the signature. The text is what precedes the <em>last</em> empty line; its final newline
/// is signed, the empty line is not. All of it is UTF-8 without control characters. A signer nobody knows is ignored; a known one whose signature fails
/// spoils the note, and one known signer there must be. Stricter than Go: base64 must be canonical, and the size is bounded.
/// </summary>
public sealed class SignedNote
{
    /// <summary>The longest note taken, in bytes.</summary>
    public const int MaxSize = 1_000_000;

    /// <summary>How many signature lines a note may have.</summary>
    public const int MaxSignatures = 100;

    private const string Malformed = "malformed note";

    private SignedNote(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> text, IReadOnlyList<NoteVerifier> signers) =>
        (Message, Text, Signers) = (message, text, signers);

    /// <summary>The whole note as it came.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>The text that is signed.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The known keys whose signatures were checked, at least one.</summary>
    public IReadOnlyList<NoteVerifier> Signers { get; }

    /// <summary>Opens a note. On failure <paramref name="problem"/> is Go's reason.</summary>
    public static bool TryOpen(
        ReadOnlyMemory<byte> message,
        IReadOnlyList<NoteVerifier> known,
        [NotNullWhen(true)] out SignedNote? note,
        [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(known);
        note = null;
        var split = message.Span.LastIndexOf("\n\n"u8);
        var signatures = split < 0 ? default : message.Span[(split + 2)..];
        if (message.Length > MaxSize || signatures.IsEmpty || signatures[^1] != '\n' || !NoteText.IsClean(message.Span))
        {
            problem = Malformed;
            return false;
        }

        var text = message[..(split + 1)];
        var signers = new List<NoteVerifier>();
        problem = CheckAll(text.Span, signatures, known, signers);
        note = problem is null ? new SignedNote(message, text, signers) : null;
        return problem is null;
    }

    private static string? CheckAll(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lines, IReadOnlyList<NoteVerifier> known, List<NoteVerifier> signers)
    {
        Span<byte> buffer = stackalloc byte[256];
        for (var count = 1; !lines.IsEmpty; count++)
        {
            var end = lines.IndexOf((byte)'\n');
            if (count > MaxSignatures || !TryLine(lines[..end], buffer, out var name, out var signature))
            {
                return Malformed;
            }

            lines = lines[(end + 1)..];
            var hash = BinaryPrimitives.ReadUInt32BigEndian(signature);
            var signer = Find(known, name, hash);
            if (signer is null || signers.Contains(signer))
            {
                continue;
            }

            if (!signer.Verify(text, signature[4..]))
            {
                return $"invalid signature for key {signer}";
            }

            signers.Add(signer);
        }

        return signers.Count == 0 ? "note has no verifiable signatures" : null;
    }

    // A signature of an unknown kind may be longer than those we know, within reason.
    private static bool TryLine(ReadOnlySpan<byte> line, Span<byte> buffer, out string name, out ReadOnlySpan<byte> signature)
    {
        name = "";
        signature = default;
        if (!line.StartsWith("— "u8))
        {
            return false;
        }

        line = line["— "u8.Length..];
        var space = line.IndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        name = Encoding.UTF8.GetString(line[..space]);
        var base64 = line[(space + 1)..];
        buffer = base64.Length / 4 * 3 <= buffer.Length ? buffer : new byte[base64.Length / 4 * 3];
        if (!VerifierKey.IsName(name) || !CanonicalBase64.TryDecode(base64, buffer, out var length) || length < 5)
        {
            return false;
        }

        signature = buffer[..length];
        return true;
    }

    private static NoteVerifier? Find(IReadOnlyList<NoteVerifier> known, string name, uint hash)
    {
        foreach (var verifier in known)
        {
            if (verifier.KeyHash == hash && string.Equals(verifier.Name, name, StringComparison.Ordinal))
            {
                return verifier;
            }
        }

        return null;
    }
}
