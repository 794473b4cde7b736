using System.Buffers.Binary;

namespace Weir.Modules.Sumdb;

/// <summary>
/// An integer modulo p = 2^255 - 19 in five limbs of 51 bits, lowest first (RFC 8032, section 5.1). Every operation leaves limbs below 2^52, which all
/// operations take; only <see cref="Write"/> reduces fully. Time depends on the values: nothing here is secret.
/// </summary>
internal readonly struct FieldElement
{
    public const int Size = 32;

    private const ulong Mask = (1UL << 51) - 1;

    private readonly ulong _a, _b, _c, _d, _e;

    // The sum of carried limbs: each below 2^63 on the way in, below 2^52 on the way out.
    private FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        _a = (a & Mask) + ((e >> 51) * 19);
        _b = (b & Mask) + (a >> 51);
        _c = (c & Mask) + (b >> 51);
        _d = (d & Mask) + (c >> 51);
        _e = (e & Mask) + (d >> 51);
    }

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>Whether the canonical encoding is odd: the "sign" of RFC 8032.</summary>
    public bool IsOdd
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            Write(bytes);
            return (bytes[0] & 1) != 0;
        }
    }

    public static FieldElement Of(uint number) => new(number, 0, 0, 0, 0);

    public static FieldElement operator +(in FieldElement x, in FieldElement y) =>
        new(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d, x._e + y._e);

    // 4p is added, so that no limb goes below zero.
    public static FieldElement operator -(in FieldElement x, in FieldElement y) => new(
        x._a + 0x1F_FFFF_FFFF_FFB4 - y._a,
        x._b + 0x1F_FFFF_FFFF_FFFC - y._b,
        x._c + 0x1F_FFFF_FFFF_FFFC - y._c,
        x._d + 0x1F_FFFF_FFFF_FFFC - y._d,
        x._e + 0x1F_FFFF_FFFF_FFFC - y._e);

    public static FieldElement operator -(in FieldElement x) => default(FieldElement) - x;

    // 2^255 = 19: what overflows the top limb comes back at the bottom 19 times.
    public static FieldElement operator *(in FieldElement x, in FieldElement y)
    {
        ulong b19 = y._b * 19, c19 = y._c * 19, d19 = y._d * 19, e19 = y._e * 19;
        var r0 = Math.BigMul(x._a, y._a) + Math.BigMul(x._b, e19) + Math.BigMul(x._c, d19) + Math.BigMul(x._d, c19) + Math.BigMul(x._e, b19);
        var r1 = Math.BigMul(x._a, y._b) + Math.BigMul(x._b, y._a) + Math.BigMul(x._c, e19) + Math.BigMul(x._d, d19) + Math.BigMul(x._e, c19);
        var r2 = Math.BigMul(x._a, y._c) + Math.BigMul(x._b, y._b) + Math.BigMul(x._c, y._a) + Math.BigMul(x._d, e19) + Math.BigMul(x._e, d19);
        var r3 = Math.BigMul(x._a, y._d) + Math.BigMul(x._b, y._c) + Math.BigMul(x._c, y._b) + Math.BigMul(x._d, y._a) + Math.BigMul(x._e, e19);
        var r4 = Math.BigMul(x._a, y._e) + Math.BigMul(x._b, y._d) + Math.BigMul(x._c, y._c) + Math.BigMul(x._d, y._b) + Math.BigMul(x._e, y._a);
        return Carry(r0, r1, r2, r3, r4);
    }

    public FieldElement Square()
    {
        ulong a2 = _a * 2, b2 = _b * 2, c2 = _c * 2, d19 = _d * 19, e19 = _e * 19;
        var r0 = Math.BigMul(_a, _a) + Math.BigMul(b2, e19) + Math.BigMul(c2, d19);
        var r1 = Math.BigMul(a2, _b) + Math.BigMul(c2, e19) + Math.BigMul(_d, d19);
        var r2 = Math.BigMul(a2, _c) + Math.BigMul(_b, _b) + Math.BigMul(_d * 2, e19);
        var r3 = Math.BigMul(a2, _d) + Math.BigMul(b2, _c) + Math.BigMul(_e, e19);
        var r4 = Math.BigMul(a2, _e) + Math.BigMul(b2, _d) + Math.BigMul(_c, _c);
        return Carry(r0, r1, r2, r3, r4);
    }

    /// <summary>x^(2^255 - 21) = 1/x by Fermat; zero for zero.</summary>
    public FieldElement Invert()
    {
        var x250 = Power250(out var x11);
        return x250.Square(5) * x11;
    }

    /// <summary>x^((p - 5) / 8) = x^(2^252 - 3), the heart of the square root.</summary>
    public FieldElement Power252() => Power250(out _).Square(2) * this;

    /// <summary>The square, so many times over.</summary>
    public FieldElement Square(int times)
    {
        var x = this;
        for (; times > 0; times--)
        {
            x = x.Square();
        }

        return x;
    }

    public bool Same(in FieldElement other)
    {
        Span<byte> mine = stackalloc byte[Size];
        Span<byte> theirs = stackalloc byte[Size];
        Write(mine);
        other.Write(theirs);
        return mine.SequenceEqual(theirs);
    }

    /// <summary>Reads 32 bytes, lowest first; the top bit is ignored. False for p and above, which have another, canonical spelling.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement x)
    {
        x = new FieldElement(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes) & Mask,
            (BinaryPrimitives.ReadUInt64LittleEndian(bytes[6..]) >> 3) & Mask,
            (BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]) >> 6) & Mask,
            (BinaryPrimitives.ReadUInt64LittleEndian(bytes[19..]) >> 1) & Mask,
            (BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) >> 12) & Mask);
        Span<byte> canonical = stackalloc byte[Size];
        x.Write(canonical);
        return canonical[..31].SequenceEqual(bytes[..31]) && canonical[31] == (bytes[31] & 0x7f);
    }

    /// <summary>Writes the canonical 32 bytes, lowest first.</summary>
    public void Write(Span<byte> to)
    {
        // The quotient by p is 0 or 1 here: it is the carry out of x + 19.
        var x = new FieldElement(_a, _b, _c, _d, _e);
        var q = (x._a + 19) >> 51;
        q = (x._b + q) >> 51;
        q = (x._c + q) >> 51;
        q = (x._d + q) >> 51;
        q = (x._e + q) >> 51;
        ulong a = x._a + (19 * q), b = x._b + (a >> 51), c = x._c + (b >> 51), d = x._d + (c >> 51), e = x._e + (d >> 51);
        (a, b, c, d, e) = (a & Mask, b & Mask, c & Mask, d & Mask, e & Mask);
        BinaryPrimitives.WriteUInt64LittleEndian(to, a | (b << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], (b >> 13) | (c << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], (c >> 26) | (d << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], (d >> 39) | (e << 12));
    }

    // x^(2^250 - 1), and x^11 on the way.
    private FieldElement Power250(out FieldElement x11)
    {
        var x2 = Square();
        var x9 = x2.Square(2) * this;
        x11 = x9 * x2;
        var ones5 = x11.Square() * x9;
        var ones10 = ones5.Square(5) * ones5;
        var ones20 = ones10.Square(10) * ones10;
        var ones40 = ones20.Square(20) * ones20;
        var ones50 = ones40.Square(10) * ones10;
        var ones100 = ones50.Square(50) * ones50;
        var ones200 = ones100.Square(100) * ones100;
        return ones200.Square(50) * ones50;
    }

    private static FieldElement Carry(UInt128 r0, UInt128 r1, UInt128 r2, UInt128 r3, UInt128 r4) => new(
        ((ulong)r0 & Mask) + ((ulong)(r4 >> 51) * 19),
        ((ulong)r1 & Mask) + (ulong)(r0 >> 51),
        ((ulong)r2 & Mask) + (ulong)(r1 >> 51),
        ((ulong)r3 & Mask) + (ulong)(r2 >> 51),
        ((ulong)r4 & Mask) + (ulong)(r3 >> 51));
}
