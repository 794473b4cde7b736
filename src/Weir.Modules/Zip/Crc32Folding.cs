using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.Modules.Zip;

/// <summary>
/// CRC-32 of whole 16-byte blocks by carry-less multiplication: four lanes are folded 64 bytes ahead at a time, then into one, then reduced
/// (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009; constants for the reflected polynomial).
/// </summary>
internal static class Crc32Folding
{
    public const int MinLength = 64;

    public static bool IsSupported => Pclmulqdq.IsSupported && Sse2.IsSupported;

    /// <summary>The register, not inverted, behind the blocks; the length is a multiple of 16 and at least 64.</summary>
    public static uint Append(uint register, ReadOnlySpan<byte> data)
    {
        var ahead64 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var ahead16 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        var x0 = Load(data, 0) ^ Vector128.CreateScalar(register).AsUInt64();
        var x1 = Load(data, 16);
        var x2 = Load(data, 32);
        var x3 = Load(data, 48);
        for (data = data[64..]; data.Length >= 64; data = data[64..])
        {
            x0 = Fold(x0, ahead64) ^ Load(data, 0);
            x1 = Fold(x1, ahead64) ^ Load(data, 16);
            x2 = Fold(x2, ahead64) ^ Load(data, 32);
            x3 = Fold(x3, ahead64) ^ Load(data, 48);
        }

        x0 = Fold(x0, ahead16) ^ x1;
        x0 = Fold(x0, ahead16) ^ x2;
        x0 = Fold(x0, ahead16) ^ x3;
        for (; data.Length >= 16; data = data[16..])
        {
            x0 = Fold(x0, ahead16) ^ Load(data, 0);
        }

        return Reduce(x0, ahead16);
    }

    private static uint Reduce(Vector128<ulong> x, Vector128<ulong> ahead16)
    {
        // 128 bits to 64, then Barrett reduction to 32.
        var mask = Vector128.Create(0xffffffffUL, 0);
        var to64 = Vector128.Create(0x0163cd6124UL, 0);
        var barrett = Vector128.Create(0x01db710641UL, 0x01f7011641UL);
        x = Pclmulqdq.CarrylessMultiply(x, ahead16, 0x10) ^ Sse2.ShiftRightLogical128BitLane(x, 8);
        x = Pclmulqdq.CarrylessMultiply(x & mask, to64, 0x00) ^ Sse2.ShiftRightLogical128BitLane(x, 4);
        var quotient = Pclmulqdq.CarrylessMultiply(x & mask, barrett, 0x10) & mask;
        return (Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00) ^ x).AsUInt32().GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> x, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(x, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, by, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ReadOnlySpan<byte> data, int at) => Vector128.Create(data.Slice(at, 16)).AsUInt64();
}
