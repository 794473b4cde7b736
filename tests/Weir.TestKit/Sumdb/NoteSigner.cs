using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weir.TestKit.Sumdb;

/// <summary>Signs notes under a name (golang.org/x/mod/sumdb/note).</summary>
public sealed class NoteSigner
{
    private const byte Algorithm = 1;

    private readonly Ed25519Signer key;
    private readonly byte[] hash;

    /// <summary>Takes the name and a private key: a seed of 32 bytes.</summary>
    public NoteSigner(string name, ReadOnlySpan<byte> seed)
    {
        (Name, key) = (name, new Ed25519Signer(seed));
        byte[] encoded = [Algorithm, .. key.PublicKey];
        hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. encoded])[..4];
        VerifierKey = $"{name}+{Convert.ToHexStringLower(hash)}+{Convert.ToBase64String(encoded)}";
    }

    /// <summary>The name in the signature line.</summary>
    public string Name { get; }

    /// <summary>For GOSUMDB.</summary>
    public string VerifierKey { get; }

    /// <summary>Takes a key as Go writes it: <c>PRIVATE+KEY+NAME+HASH+SEED</c>.</summary>
    public static NoteSigner Parse(string privateKey)
    {
        var parts = privateKey.Split('+', 5);
        var signer = new NoteSigner(parts[2], Convert.FromBase64String(parts[4]).AsSpan(1));
        if (Convert.ToHexStringLower(signer.hash) != parts[3])
            throw new FormatException("the hash is another key's");
        return signer;
    }

    /// <summary>The line that signs a text.</summary>
    public string Line(string text) => $"— {Name} {Convert.ToBase64String([.. hash, .. key.Sign(Encoding.UTF8.GetBytes(text))])}\n";

    /// <summary>The text, an empty line and the signature line.</summary>
    public byte[] Sign(string text) => Encoding.UTF8.GetBytes($"{text}\n{Line(text)}");

    internal uint KeyHash => BinaryPrimitives.ReadUInt32BigEndian(hash);
}
