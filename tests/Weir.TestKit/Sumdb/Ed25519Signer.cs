using System.Numerics;
using System.Security.Cryptography;
using Weir.Modules.Sumdb;

namespace Weir.TestKit.Sumdb;

/// <summary>Signs with Ed25519 (RFC 8032, section 5.1.6). For tests only: it leaks its key through time.</summary>
public sealed class Ed25519Signer
{
    private static readonly EdwardsPoint.Multiples s_nothing = new(EdwardsPoint.Identity);

    private readonly byte[] secret = new byte[32];
    private readonly byte[] prefix;

    /// <summary>Takes a private key: a seed of 32 bytes.</summary>
    public Ed25519Signer(ReadOnlySpan<byte> seed)
    {
        var expanded = SHA512.HashData(seed);
        expanded[0] &= 248;
        expanded[31] = (byte)((expanded[31] & 127) | 64);
        Ed25519.Reduce(expanded.AsSpan(0, 32), secret);
        prefix = expanded[32..];
        PublicKey = TimesBase(secret);
    }

    /// <summary>The 32 bytes of the public key.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The 64 bytes of the signature.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var nonce = new byte[32];
        Ed25519.Reduce(SHA512.HashData([.. prefix, .. message]), nonce);
        var r = TimesBase(nonce);
        var k = new byte[32];
        Ed25519.Challenge(r, PublicKey, message, k);
        var s = new byte[32];
        ((Number(nonce) + (Number(k) * Number(secret))) % Ed25519.Order).TryWriteBytes(s, out _, isUnsigned: true);
        return [.. r, .. s];
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true);

    private static byte[] TimesBase(byte[] scalar)
    {
        var encoded = new byte[32];
        EdwardsPoint.MultiplyAdd(new byte[32], s_nothing, scalar).Write(encoded);
        return encoded;
    }
}
