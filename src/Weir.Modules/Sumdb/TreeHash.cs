using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Modules.Sumdb;

/// <summary>The SHA-256 of a record, a node or a whole tree of the log; written in base64 with padding.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TreeHash
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Takes 32 bytes.</summary>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("a hash has 32 bytes", nameof(bytes));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Parses the base64 form; only its one canonical spelling.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[Size + 1];
        var ok = utf8.Length == 44 && CanonicalBase64.TryDecode(utf8, bytes, out var length) && length == Size;
        hash = ok ? new TreeHash(bytes[..Size]) : default;
        return ok;
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, _a);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(to[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(to[24..], _d);
    }

    /// <summary>The base64 form.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }
}
