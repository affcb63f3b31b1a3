using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Primitives;

/// <summary>Words whose limbs sit on the edges where carries, signs and quotient estimates go wrong.</summary>
public static class Words
{
    public static readonly BigInteger Modulus = BigInteger.One << 256;

    private static readonly ulong[] EdgeLimbs =
    [
        0, 1, 2, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x8000000000000001,
        0xFFFFFFFF00000000, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF,
    ];

    public static Arbitrary<U256> Arbitrary()
    {
        Gen<ulong> limb = Gen.OneOf(Gen.Elements(EdgeLimbs), ArbMap.Default.GeneratorFor<ulong>());
        Gen<U256> full = from a in limb from b in limb from c in limb from d in limb select new U256(a, b, c, d);
        Gen<U256> cut = from word in full from bits in Gen.Choose(0, 255) select word >> bits;
        Gen<U256> small = Gen.Choose(0, 300).Select(i => (U256)(ulong)i);
        return Arb.From(Gen.OneOf(full, cut, small));
    }

    public static BigInteger ToBigInteger(this U256 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    public static BigInteger ToSigned(this U256 word)
    {
        BigInteger value = word.ToBigInteger();
        return value >= Modulus / 2 ? value - Modulus : value;
    }

    /// <summary>The word congruent to <paramref name="value"/> modulo 2^256.</summary>
    public static U256 ToWord(this BigInteger value)
    {
        BigInteger reduced = ((value % Modulus) + Modulus) % Modulus;
        byte[] bytes = reduced.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] padded = new byte[32];
        bytes.CopyTo(padded, 32 - bytes.Length);
        return U256.ReadBigEndian(padded);
    }
}
