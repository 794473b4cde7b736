namespace Weir.Modules.Sumdb;

/// <summary>
/// A point of edwards25519, -x² + y² = 1 + dx²y² (RFC 8032, section 5.1), as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z. The constants are computed from
/// their definitions in the RFC.
/// </summary>
internal readonly struct EdwardsPoint
{
    public const int Size = 32;

    private static readonly FieldElement s_d = -(FieldElement.Of(121665) * FieldElement.Of(121666).Invert());
    private static readonly FieldElement s_d2 = s_d + s_d;

    // 2^((p-1)/4): 2 is no square, so this squares to -1. (p-1)/4 = 2(2^252 - 3) + 1.
    private static readonly FieldElement s_root = FieldElement.Of(2).Power252().Square() * FieldElement.Of(2);
    private static readonly Multiples s_base = new(MakeBase());

    private readonly FieldElement _x, _y, _z, _t;

    private EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t) => (_x, _y, _z, _t) = (x, y, z, t);

    public static EdwardsPoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>aP + bB, where B is the base point and the scalars are 32 bytes, lowest first, below 2^253.</summary>
    public static EdwardsPoint MultiplyAdd(ReadOnlySpan<byte> a, Multiples p, ReadOnlySpan<byte> b)
    {
        Span<sbyte> ofP = stackalloc sbyte[256];
        Span<sbyte> ofB = stackalloc sbyte[256];
        SignedDigits(a, ofP);
        SignedDigits(b, ofB);
        var i = 255;
        while (i >= 0 && ofP[i] == 0 && ofB[i] == 0)
        {
            i--;
        }

        var sum = Identity;
        for (; i >= 0; i--)
        {
            sum = sum.Double();
            sum = p.AddTo(sum, ofP[i]);
            sum = s_base.AddTo(sum, ofB[i]);
        }

        return sum;
    }

    /// <summary>Section 5.1.3, strictly: false for y ≥ p, for x = 0 with the sign bit set, and where no x belongs to y.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = default;
        if (bytes.Length != Size || !FieldElement.TryRead(bytes, out var y))
        {
            return false;
        }

        var y2 = y.Square();
        var u = y2 - FieldElement.One;
        var v = (s_d * y2) + FieldElement.One;
        var v3 = v.Square() * v;
        var x = u * v3 * (u * v3.Square() * v).Power252();
        var vx2 = v * x.Square();
        if (!vx2.Same(u))
        {
            if (!vx2.Same(-u))
            {
                return false;
            }

            x *= s_root;
        }

        var negative = (bytes[31] & 0x80) != 0;
        if (negative && x.Same(FieldElement.Zero))
        {
            return false;
        }

        x = x.IsOdd == negative ? x : -x;
        point = new EdwardsPoint(x, y, FieldElement.One, x * y);
        return true;
    }

    public void Write(Span<byte> to)
    {
        var inverse = _z.Invert();
        (_y * inverse).Write(to);
        to[31] |= (byte)((_x * inverse).IsOdd ? 0x80 : 0);
    }

    public EdwardsPoint Negate() => new(-_x, _y, _z, -_t);

    private EdwardsPoint Double()
    {
        var a = _x.Square();
        var b = _y.Square();
        var c = _z.Square();
        var h = a + b;
        var e = h - (_x + _y).Square();
        var g = a - b;
        var f = c + c + g;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    private EdwardsPoint Add(in Cached other)
    {
        var a = (_y - _x) * other.Difference;
        var b = (_y + _x) * other.Sum;
        var c = _t * other.T;
        var d = _z * other.Z;
        FieldElement e = b - a, f = d - c, g = d + c, h = b + a;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    // y = 4/5, x even: 0x66…6658.
    private static EdwardsPoint MakeBase()
    {
        Span<byte> bytes = stackalloc byte[Size];
        (FieldElement.Of(4) * FieldElement.Of(5).Invert()).Write(bytes);
        return TryRead(bytes, out var point) ? point : default;
    }

    // Digits that are zero, or odd from -15 to 15 and then followed by four zeros: the scalar is the sum of digits[i]·2^i.
    private static void SignedDigits(ReadOnlySpan<byte> scalar, Span<sbyte> digits)
    {
        digits.Clear();
        var carry = 0;
        for (var i = 0; i < 256;)
        {
            var at = i >> 3;
            var bits = scalar[at] | (at + 1 < scalar.Length ? scalar[at + 1] << 8 : 0);
            var window = ((bits >> (i & 7)) & 31) + carry;
            if ((window & 1) == 0)
            {
                i++;
                continue;
            }

            carry = window >= 16 ? 1 : 0;
            digits[i] = (sbyte)(window - (carry << 5));
            i += 5;
        }
    }

    // What an addition wants to know of its second point: Y + X, Y - X, 2Z, 2dT.
    private readonly struct Cached(in FieldElement sum, in FieldElement difference, in FieldElement z, in FieldElement t)
    {
        public readonly FieldElement Sum = sum, Difference = difference, Z = z, T = t;

        public static Cached Of(in EdwardsPoint p) => new(p._y + p._x, p._y - p._x, p._z + p._z, p._t * s_d2);

        public Cached Negate() => new(Difference, Sum, Z, -T);
    }

    /// <summary>P, 3P, … 15P, ready to be added.</summary>
    internal sealed class Multiples
    {
        private readonly Cached[] _odd = new Cached[8];

        public Multiples(in EdwardsPoint p)
        {
            var twice = Cached.Of(p.Double());
            var next = p;
            for (var i = 0; i < _odd.Length; i++)
            {
                _odd[i] = Cached.Of(next);
                next = next.Add(twice);
            }
        }

        /// <summary>The sum and digit·P; the digit is zero, or odd from -15 to 15.</summary>
        public EdwardsPoint AddTo(in EdwardsPoint sum, int digit) => digit switch
        {
            0 => sum,
            > 0 => sum.Add(_odd[digit >> 1]),
            _ => sum.Add(_odd[-digit >> 1].Negate()),
        };
    }
}
