using System.Text;
using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class SignedNoteTests
{
    // The example of golang.org/x/mod/sumdb/note.
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string Enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterSig = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochSig = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
    private const string Malformed = "malformed note";
    private const string Unverifiable = "note has no verifiable signatures";

    [Fact]
    public void The_key_of_sum_golang_org_is_sound()
    {
        const string Key = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
        var verifier = Verifier(Key);
        Assert.Equal(("sum.golang.org", 0x033de0aeu, Key), (verifier.Name, verifier.KeyHash, verifier.Text));
    }

    [Fact]
    public void No_part_of_a_key_and_no_other_letter_in_it_is_a_key()
    {
        Assert.True(NoteVerifier.TryParse(Peter, out _, out _));
        for (var from = 0; from < Peter.Length; from++)
        {
            for (var to = from + 1; to <= Peter.Length; to++)
                Assert.Equal(to - from == Peter.Length, NoteVerifier.TryParse(Peter[from..to], out _, out _));
            var other = $"{Peter[..from]}{(char)(Peter[from] + 1)}{Peter[(from + 1)..]}";
            Assert.False(NoteVerifier.TryParse(other, out _, out var problem));
            Assert.True(problem is "malformed verifier id" or "invalid verifier hash", problem);
        }

        // The right hash, but a key that is too long and an algorithm nobody knows.
        Assert.False(NoteVerifier.TryParse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", out _, out _));
        Assert.False(NoteVerifier.TryParse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out _, out var algorithm));
        Assert.Equal("unknown verifier algorithm", algorithm);
    }

    [Fact]
    public void Known_signers_are_checked_and_unknown_ones_ignored()
    {
        var note = Open(Text + "\n" + PeterSig + EnochSig, Peter);
        Assert.Equal(Text, Encoding.UTF8.GetString(note.Text.Span));
        Assert.Equal("PeterNeumann+c74f20a3", Assert.Single(note.Signers).ToString());
        Assert.Equal(2, Open(Text + "\n" + PeterSig + EnochSig + PeterSig, Peter, Enoch).Signers.Count);
        Assert.Equal(Unverifiable, Problem(Text + "\n" + PeterSig + EnochSig));
        Assert.Equal(Unverifiable, Problem(Text + "\n" + PeterSig, Enoch));
    }

    [Fact]
    public void The_text_goes_to_the_last_empty_line()
    {
        var signer = new NoteSigner("a.b/c", new byte[32]);
        var note = Open(Encoding.UTF8.GetString(signer.Sign("one\n\ntwo\n")), signer.VerifierKey);
        Assert.Equal("one\n\ntwo\n", Encoding.UTF8.GetString(note.Text.Span));
    }

    [Fact]
    public void The_kit_signs_as_Go_does()
    {
        var signer = NoteSigner.Parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
        Assert.Equal(Peter, signer.VerifierKey);
        Assert.Equal(Text + "\n" + PeterSig, Encoding.UTF8.GetString(signer.Sign(Text)));
    }

    [Fact]
    public void A_known_signer_whose_signature_fails_spoils_the_note()
    {
        const string Invalid = "invalid signature for key PeterNeumann+c74f20a3";
        Assert.Equal(Invalid, Problem("X" + Text + "\n" + PeterSig, Peter));
        Assert.Equal(Invalid, Problem("X" + Text + "\n" + EnochSig + PeterSig, Peter));
        Assert.Equal("invalid signature for key EnochRoot+af0cfe78", Problem("X" + Text + "\n" + EnochSig + PeterSig, Peter, Enoch));
        Assert.Equal(Invalid, Problem(Text + "\n" + PeterSig[..60] + "ABCD" + PeterSig[60..], Peter));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData(Text + "\n")]
    [InlineData(Text + PeterSig)]
    [InlineData("\u0001" + Text + "\n" + PeterSig)]
    [InlineData("\r" + Text + "\n" + PeterSig)]
    [InlineData(Text + "\n" + PeterSig + "Unexpected line.\n")]
    [InlineData(Text + "\n" + PeterSig + "— x\n")]
    [InlineData(Text + "\n" + PeterSig + "— x+y AAAAAAAA\n")]
    [InlineData(Text + "\n" + PeterSig + "—  AAAAAAAA\n")]
    [InlineData(Text + "\n" + PeterSig + "— x\u00a0y AAAAAAAA\n")]
    [InlineData(Text + "\n" + PeterSig + "— x AAAA\n")]
    [InlineData(Text + "\n" + PeterSig + "— x AAAA AAAA\n")]
    [InlineData(Text + "\n" + PeterSig + "— x AAAAAAB=\n")]
    [InlineData(Text + "\n" + PeterSig + "- x AAAAAAAA\n")]
    [InlineData("")]
    [InlineData("\n\n")]
    public void Other_text_is_malformed(string message) => Assert.Equal(Malformed, Problem(message, Peter));

    [Fact]
    public void Limits_hold()
    {
        Assert.Equal(Malformed, Problem(Text + "\n" + PeterSig[..^1], Peter));
        Assert.Equal(Malformed, Problem(Text + "\n" + string.Concat(Enumerable.Repeat(PeterSig, 101)), Peter));
        Assert.NotNull(Open(Text + "\n" + string.Concat(Enumerable.Repeat(PeterSig, 100)), Peter));
        var signer = new NoteSigner("x", new byte[32]);
        Assert.Equal(Malformed, Problem(Encoding.UTF8.GetString(signer.Sign(new string('x', 1_000_000) + "\n")), signer.VerifierKey));
        Assert.False(SignedNote.TryOpen(new byte[] { 0xff, 0x0a, 0x0a, 0x0a }, [], out _, out _));
    }

    private static NoteVerifier Verifier(string key)
    {
        Assert.True(NoteVerifier.TryParse(key, out var verifier, out var problem), problem);
        return verifier;
    }

    private static SignedNote Open(string message, params string[] keys)
    {
        Assert.True(SignedNote.TryOpen(Encoding.UTF8.GetBytes(message), [.. keys.Select(Verifier)], out var note, out var problem), problem);
        return note;
    }

    private static string Problem(string message, params string[] keys)
    {
        Assert.False(SignedNote.TryOpen(Encoding.UTF8.GetBytes(message), [.. keys.Select(Verifier)], out _, out var problem));
        return problem;
    }
}
