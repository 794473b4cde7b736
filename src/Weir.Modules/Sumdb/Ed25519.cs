using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace Weir.Modules.Sumdb;

/// <summary>
/// Verification of Ed25519 signatures (RFC 8032, section 5.1.7), which .NET lacks. It decides as Go's crypto/ed25519 does: S must be below the group's order
/// (so a signature has one spelling), and the encoding of [S]B - [k]A must equal R byte for byte, which is the equation without the cofactor and refuses
/// every R in another spelling. Stricter than Go in one thing: a public key in a spelling that is not canonical is refused, as the RFC wants. A key of
/// small order is not singled out: who configures one trusts everybody. No secrets pass through here, so time may depend on the input.
/// </summary>
public sealed class Ed25519
{
    /// <summary>The length of a public key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>The length of a signature in bytes: R and S.</summary>
    public const int SignatureSize = 64;

    // 2^252 + 27742317777372353535851937790883648493, section 5.1.
    internal static readonly BigInteger Order =
        (BigInteger.One << 252) + (BigInteger)new UInt128(0x14de_f9de_a2f7_9cd6, 0x5812_631a_5cf5_d3ed);

    private readonly byte[] _key;
    private readonly EdwardsPoint.Multiples _minusKey;

    private Ed25519(byte[] key, in EdwardsPoint point) => (_key, _minusKey) = (key, new EdwardsPoint.Multiples(point.Negate()));

    /// <summary>The encoded public key.</summary>
    public ReadOnlySpan<byte> PublicKey => _key;

    /// <summary>Takes a public key; false when it is not the canonical encoding of a point of the curve.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out Ed25519? verifier)
    {
        verifier = EdwardsPoint.TryRead(publicKey, out var point) ? new Ed25519(publicKey.ToArray(), point) : null;
        return verifier is not null;
    }

    /// <summary>Whether this key signed the message.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize || new BigInteger(signature[32..], isUnsigned: true) >= Order)
        {
            return false;
        }

        Span<byte> k = stackalloc byte[32];
        Challenge(signature[..32], _key, message, k);
        Span<byte> r = stackalloc byte[EdwardsPoint.Size];
        EdwardsPoint.MultiplyAdd(k, _minusKey, signature[32..]).Write(r);
        return r.SequenceEqual(signature[..32]);
    }

    /// <summary>SHA-512(R, A, message) modulo the order.</summary>
    internal static void Challenge(ReadOnlySpan<byte> r, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, Span<byte> k)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(r);
        hash.AppendData(publicKey);
        hash.AppendData(message);
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        Reduce(digest, k);
    }

    /// <summary>Bytes, lowest first, modulo the order.</summary>
    internal static void Reduce(ReadOnlySpan<byte> number, Span<byte> scalar)
    {
        scalar.Clear();
        (new BigInteger(number, isUnsigned: true) % Order).TryWriteBytes(scalar, out _, isUnsigned: true);
    }
}
