using System.Numerics;
using Weir.Modules.Sumdb;
using Weir.TestKit.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class Ed25519Tests
{
    private static readonly List<Vector> s_vectors = [.. Read()];

    [Fact]
    public void Public_vectors_get_their_verdict()
    {
        Assert.True(s_vectors.Count > 80);
        foreach (var v in s_vectors)
        {
            Assert.True(Ed25519.TryCreate(v.Key, out var key), v.Source);
            Assert.True(key.Verify(v.Message, v.Signature) == v.Valid, v.Source);
        }
    }

    [Fact]
    public void The_signer_of_the_kit_makes_the_signatures_of_the_vectors()
    {
        var signed = s_vectors.Where(v => v.Secret.Length > 0).ToList();
        Assert.True(signed.Count > 15);
        foreach (var v in signed)
        {
            var signer = new Ed25519Signer(v.Secret);
            Assert.Equal(v.Key, signer.PublicKey);
            Assert.Equal(v.Signature, signer.Sign(v.Message));
        }
    }

    [Fact]
    public void Any_flipped_bit_spoils_a_signature()
    {
        foreach (var v in s_vectors.Where(v => v.Valid).Take(3))
        {
            Assert.True(Ed25519.TryCreate(v.Key, out var key));
            for (var bit = 0; bit < 8 * Ed25519.SignatureSize; bit++)
            {
                v.Signature[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(key.Verify(v.Message, v.Signature), $"{v.Source}, bit {bit}");
                v.Signature[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.False(key.Verify([.. v.Message, 0], v.Signature));
        }
    }

    [Fact]
    public void S_has_one_spelling()
    {
        var v = s_vectors[0];
        Assert.True(Ed25519.TryCreate(v.Key, out var key));
        var s = new BigInteger(v.Signature.AsSpan(32), isUnsigned: true);
        for (var add = Ed25519.Order; s + add < BigInteger.One << 256; add += Ed25519.Order)
        {
            var bytes = new byte[32];
            Assert.True((s + add).TryWriteBytes(bytes, out _, isUnsigned: true));
            Assert.False(key.Verify(v.Message, [.. v.Signature[..32], .. bytes]));
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080", true)] // y = 0: a point of order 4
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080", false)] // x = 0 with the sign bit
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)] // y = -1, x = 0 with the sign bit
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)] // y = p
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)] // y = p + 1
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)] // y = 2^255 - 1
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000", false)] // no such x
    [InlineData("01000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("5866666666666666666666666666666666666666666666666666666666666666", true)]
    public void A_key_is_the_canonical_encoding_of_a_point(string key, bool sound) =>
        Assert.Equal(sound, Ed25519.TryCreate(Convert.FromHexString(key), out _));

    [Fact]
    public void Field_elements_are_the_integers_modulo_p()
    {
        var p = (BigInteger.One << 255) - 19;
        var random = new Random(25519);
        BigInteger[] edges = [0, 1, 2, 18, 19, 20, p - 1, p - 2, p - 19, p / 2, (BigInteger.One << 51) - 1, BigInteger.One << 204];
        for (var round = 0; round < 2000; round++)
        {
            var (a, b) = (Pick(), Pick());
            var (x, y) = (Element(a), Element(b));
            Assert.Equal((a + b) % p, Number(x + y));
            Assert.Equal((a - b + p) % p, Number(x - y));
            Assert.Equal(a * b % p, Number(x * y));
            Assert.Equal(a * a % p, Number(x.Square()));
            Assert.Equal((a + b) * (a - b + p) % p, Number((x + y) * (x - y)));
            Assert.Equal(a.IsZero ? 0 : 1, Number(x * x.Invert()));
        }

        BigInteger Pick()
        {
            var bytes = new byte[32];
            random.NextBytes(bytes);
            return random.Next(4) == 0 ? edges[random.Next(edges.Length)] : new BigInteger(bytes, isUnsigned: true) % p;
        }
    }

    private static FieldElement Element(BigInteger number)
    {
        var bytes = new byte[32];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        Assert.True(FieldElement.TryRead(bytes, out var x));
        return x;
    }

    private static BigInteger Number(FieldElement x)
    {
        var bytes = new byte[32];
        x.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static IEnumerable<Vector> Read()
    {
        using var reader = new StreamReader(typeof(Ed25519Tests).Assembly.GetManifestResourceStream("ed25519.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var f = line.Split(' ');
            if (f[0] != "#")
                yield return new(Hex(f[0]), Hex(f[1]), Hex(f[2]), f[3] == "valid", f[4], f.Length > 5 ? Hex(f[5]) : []);
        }
    }

    private static byte[] Hex(string text) => text == "-" ? [] : Convert.FromHexString(text);

    private sealed record Vector(byte[] Key, byte[] Message, byte[] Signature, bool Valid, string Source, byte[] Secret);
}
