using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>Arithmetic modulo n, the order of the group.</summary>
internal static class Secp256k1Scalar
{
    /// <summary>λ, a cube root of one modulo n.</summary>
    private static U256 Lambda => new(0xDF02967C1B23BD72, 0x122E22EA20816678, 0xA5261C028812645A, 0x5363AD4CC05C30E0);

    // The short lattice vectors (a1, b1), (a2, b2) with a + b λ = 0 mod n give the split: −b1, −b2 mod n, and
    // ⌊2^384 · b2 / n⌉ and ⌊2^384 · (−b1) / n⌉ to round k · b / n (Gallant, Lambert, Vanstone, CRYPTO 2001).
    private static U256 MinusB1 => new(0x6F547FA90ABFE4C3, 0xE4437ED6010E8828, 0, 0);

    private static U256 MinusB2 => new(0xD765CDA83DB1562C, 0x8A280AC50774346D, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    private static U256 RoundingFactor1 => new(0xE893209A45DBB031, 0x3DAA8A1471E8CA7F, 0xE86C90E49284EB15, 0x3086D221A7D46BCD);

    private static U256 RoundingFactor2 => new(0x1571B4AE8AC47F71, 0x221208AC9DF506C6, 0x6F547FA90ABFE4C4, 0xE4437ED6010E8828);

    /// <summary>
    /// Writes a scalar below n as ±low ± high · λ with both magnitudes below 2^129.
    /// </summary>
    public static void Split(in U256 scalar, out U256 low, out bool lowIsNegative, out U256 high, out bool highIsNegative)
    {
        U256 n = Secp256k1Curve.Order;
        U256 c1 = MultiplyShift384(in scalar, RoundingFactor1);
        U256 c2 = MultiplyShift384(in scalar, RoundingFactor2);
        high = U256.AddMod(U256.MulMod(in c1, MinusB1, in n), U256.MulMod(in c2, MinusB2, in n), in n);
        U256 product = U256.MulMod(in high, Lambda, in n);
        low = scalar >= product ? scalar - product : scalar + n - product;

        lowIsNegative = MakeShort(ref low);
        highIsNegative = MakeShort(ref high);
    }

    /// <summary>Replaces a value by its distance to the nearest multiple of n, and tells whether it was below that multiple.</summary>
    private static bool MakeShort(ref U256 value)
    {
        if (value <= Secp256k1Curve.HalfOrder)
            return false;
        value = Secp256k1Curve.Order - value;
        return true;
    }

    /// <summary>⌊a · b / 2^384⌉.</summary>
    private static U256 MultiplyShift384(in U256 a, in U256 b)
    {
        U256.MultiplyFull(in a, in b, out _, out U256 high);
        U256 quotient = high >> 128;
        return (high.L1 >> 63) != 0 ? quotient + U256.One : quotient;
    }
}
