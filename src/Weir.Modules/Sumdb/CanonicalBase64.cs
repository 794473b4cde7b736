using System.Buffers;
using System.Buffers.Text;

namespace Weir.Modules.Sumdb;

/// <summary>Base64 with padding (RFC 4648, section 4) in its one canonical spelling: no white space, no bits set in the part of the last digit that is cut off.</summary>
internal static class CanonicalBase64
{
    /// <summary>Decodes; false also when the buffer is too small. The buffer must hold 3 bytes for each 4 digits.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> bytes, out int length)
    {
        if (Base64.DecodeFromUtf8(utf8, bytes, out var consumed, out length) != OperationStatus.Done || consumed != utf8.Length)
        {
            return false;
        }

        // White space is skipped by the decoder and stray bits are dropped: what does not come back the same was not canonical.
        Span<byte> again = utf8.Length <= 256 ? stackalloc byte[256] : new byte[utf8.Length];
        return Base64.EncodeToUtf8(bytes[..length], again, out _, out var written) == OperationStatus.Done && again[..written].SequenceEqual(utf8);
    }
}
