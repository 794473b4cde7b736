using System.Diagnostics.CodeAnalysis;

namespace Weir.Modules.Sumdb;

/// <summary>One public key that notes may be signed with, made from a verifier key <c>NAME+HASH+KEY</c> (see <see cref="VerifierKey"/>).</summary>
public sealed class NoteVerifier
{
    private readonly Ed25519 _key;

    private NoteVerifier(string text, string name, uint keyHash, Ed25519 key) => (Text, Name, KeyHash, _key) = (text, name, keyHash, key);

    /// <summary>The signer's name, which stands in its signature lines; for a checksum database its <c>host[/path]</c>.</summary>
    public string Name { get; }

    /// <summary>The four bytes that tell a signer's keys apart.</summary>
    public uint KeyHash { get; }

    /// <summary>The verifier key this was made from.</summary>
    public string Text { get; }

    /// <summary>Parses a verifier key. On failure <paramref name="problem"/> is Go's reason.</summary>
    public static bool TryParse(string verifierKey, [NotNullWhen(true)] out NoteVerifier? verifier, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(verifierKey);
        verifier = null;
        problem = VerifierKey.Check(verifierKey, out var name, out var hash, out var publicKey);
        if (problem is not null)
        {
            return false;
        }

        if (!Ed25519.TryCreate(publicKey, out var key))
        {
            problem = "malformed verifier id";
            return false;
        }

        verifier = new NoteVerifier(verifierKey, name, hash, key);
        return true;
    }

    /// <summary>Whether this key signed the text.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => _key.Verify(text, signature);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}+{KeyHash:x8}";
}
