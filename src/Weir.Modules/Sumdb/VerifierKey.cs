using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weir.Modules.Text;

namespace Weir.Modules.Sumdb;

/// <summary>
/// A note verifier key (golang.org/x/mod/sumdb/note): <c>NAME+HASH+KEY</c>. KEY is base64 of the algorithm byte 1 (Ed25519) and the 32-byte public key;
/// HASH is eight hex digits, the first four bytes of SHA-256(NAME, newline, decoded KEY), so that a mistyped key is noticed at once.
/// </summary>
internal static class VerifierKey
{
    private const byte Ed25519 = 1;

    /// <summary>Null when the key is sound, else Go's reason.</summary>
    public static string? Check(string key, out string name) => Check(key, out name, out _, out _);

    /// <summary>Null, the hash and the 32 bytes of the public key; else Go's reason.</summary>
    public static string? Check(string key, out string name, out uint hash, out byte[] publicKey)
    {
        publicKey = [];
        hash = 0;
        const string Malformed = "malformed verifier id";
        var parts = key.Split('+', 3);
        name = parts[0];
        if (parts.Length != 3 || parts[1].Length != 8 || !IsName(name)
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out hash)
            || !TryDecode(parts[2], out var encoded))
        {
            return Malformed;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. encoded])) != hash)
        {
            return "invalid verifier hash";
        }

        if (encoded[0] != Ed25519)
        {
            return "unknown verifier algorithm";
        }

        publicKey = encoded[1..];
        return encoded.Length == 33 ? null : Malformed;
    }

    private static bool TryDecode(string base64, out byte[] bytes)
    {
        const int Longest = 1024;
        Span<byte> buffer = stackalloc byte[Longest];
        var ok = Convert.TryFromBase64String(base64, buffer, out var length) && length > 0;
        bytes = ok ? buffer[..length].ToArray() : [];
        return ok;
    }

    /// <summary>Whether a signer may be called so: not empty, no white space, no plus.</summary>
    public static bool IsName(string name)
    {
        foreach (var c in name)
        {
            if (GoSpace.IsSpace(c) || c == '+')
            {
                return false;
            }
        }

        return name.Length > 0 && Utf16.IsWellFormed(name);
    }
}
