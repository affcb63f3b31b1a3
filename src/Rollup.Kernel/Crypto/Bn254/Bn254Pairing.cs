using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Crypto.Pairings;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>;
using TargetField = Rollup.Kernel.Crypto.Pairings.TargetField<
    Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>, Rollup.Kernel.Crypto.Bn254.Bn254Pairing>;

namespace Rollup.Kernel.Crypto.Bn254;

/// <summary>The optimal ate pairing of BN254 (Vercauteren, "Optimal pairings", 2010): ξ = 9 + i, a D-twist.</summary>
public readonly struct Bn254Pairing : IPairingCurve<BaseField>
{
    /// <summary>x, the parameter of the curve.</summary>
    private const ulong X = 0x44E992B44A6909F1;

    /// <inheritdoc/>
    public static bool IsDivisiveTwist => true;

    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> TwistB => new(
        BaseField.FromMontgomery(0x3BF938E377B802A8, 0x020B1B273633535D, 0x26B7EDF049755260, 0x2514C6324384A86D),
        BaseField.FromMontgomery(0x38E7ECCCD1DCFF67, 0x65F0B37D93CE0D3E, 0xD749D0DD22AC00AA, 0x0141B9CE4A688D4D));

    /// <inheritdoc/>
    public static BaseField Half => BaseField.FromMontgomery(0x87BEE7D24F060572, 0xD0FD2ADD2F1C6AE5, 0x8F5F7492FCFD4F44, 0x1F37631A3D9CBFAC);

    /// <inheritdoc/>
    public static ReadOnlySpan<QuadraticExtension<BaseField>> Frobenius => MemoryMarshal.Cast<ulong, QuadraticExtension<BaseField>>(FrobeniusLimbs);

    /// <summary>In Montgomery form, the coefficient of 1 before that of i.</summary>
    private static ReadOnlySpan<ulong> FrobeniusLimbs =>
    [
        0xAF9BA69633144907, 0xCA6B1D7387AFB78A, 0x11BDED5EF08A2087, 0x02F34D751A1F3A7C,
        0xA222AE234C492D72, 0xD00F02A4565DE15B, 0xDC2FF3A253DFC926, 0x10A75716B3899551,
        0xB5773B104563AB30, 0x347F91C8A9AA6454, 0x7A007127242E0991, 0x1956BCD8118214EC,
        0x6E849F1EA0AA4757, 0xAA1C7B6D89F89141, 0xB6E713CDFAE0CA3A, 0x26694FBB4E82EBC3,
        0xE4BBDD0C2936B629, 0xBB30F162E133BACB, 0x31A9D1B6F9645366, 0x253570BEA500F8DD,
        0xA1D77CE45FFE77C7, 0x07AFFD117826D1DB, 0x6D16BD27BB7EDC6B, 0x2C87200285DEFECC,
        0x7361D77F843ABE92, 0xA5BB2BD3273411FB, 0x9C941F314B3E2399, 0x15DF9CDDBB9FD3EC,
        0x5DDDFD154BD8C949, 0x62CB29A5A4445B60, 0x37BC870A0C7DD2B9, 0x24830A9D3171F0FD,
        0xC970692F41690FE7, 0xE240342127694B0B, 0x32BEE66B83C459E8, 0x12AABCED0AB08841,
        0x0D485D2340AEBFA9, 0x05193418AB2FCC57, 0xD3B0A40B8A4910F5, 0x2F21EBB535D2925A,
    ];

    /// <summary>The non-adjacent form of 6x + 2, the least significant digit first.</summary>
    private static ReadOnlySpan<sbyte> LoopDigits =>
    [
        0, 0, 0, 1, 0, 1, 0, -1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 0, 0, 0, -1, 0, 0, 1, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0, -1, 0, 1, 0, -1, 0, 0, 0, -1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 1,
    ];

    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> MultiplyByXi(in QuadraticExtension<BaseField> a)
    {
        QuadraticExtension<BaseField> eight = a + a;
        eight += eight;
        eight += eight;
        return new(eight.A + a.A - a.B, eight.B + a.B + a.A);
    }

    /// <summary>
    /// Miller's function of <paramref name="q"/> at <paramref name="p"/>: both in their groups, neither infinity. Products of such
    /// values become pairings by <see cref="FinalExponentiation"/>.
    /// </summary>
    internal static TargetField MillerLoop(in AffinePoint<BaseField> p, in AffinePoint<QuadraticExtension<BaseField>> q)
    {
        var point = new MillerPoint<BaseField, Bn254Pairing>(in q);
        AffinePoint<QuadraticExtension<BaseField>> opposite = -q;
        TargetField f = TargetField.One;
        for (int i = LoopDigits.Length - 2; i >= 0; i--)
        {
            f = f.Square().Multiply(point.Double(in p));
            int digit = LoopDigits[i];
            if (digit != 0)
                f = f.Multiply(point.Add(digit > 0 ? q : opposite, in p));
        }

        AffinePoint<QuadraticExtension<BaseField>> first = Bn254G2.Frobenius(in q);
        AffinePoint<QuadraticExtension<BaseField>> second = Bn254G2.Frobenius(in first);
        return f.Multiply(point.Add(in first, in p)).Multiply(point.Add(-second, in p));
    }

    /// <summary>
    /// f to the power of (p¹² − 1) / r. Its hard part (p⁴ − p² + 1) / r is a sum of powers of p with coefficients in x, evaluated by
    /// a vectorial addition chain (Scott et al., "On the final exponentiation for calculating pairings on ordinary elliptic curves", 2009).
    /// </summary>
    internal static TargetField FinalExponentiation(in TargetField f)
    {
        TargetField easy = f.Conjugate() * f.Inverse();
        easy = easy.Frobenius().Frobenius() * easy;

        TargetField x1 = easy.CyclotomicPower(X);
        TargetField x2 = x1.CyclotomicPower(X);
        TargetField x3 = x2.CyclotomicPower(X);
        TargetField power = easy.Frobenius();
        TargetField y0 = power * power.Frobenius() * power.Frobenius().Frobenius();
        TargetField y1 = easy.Conjugate();
        TargetField y2 = x2.Frobenius().Frobenius();
        TargetField y3 = x1.Frobenius().Conjugate();
        TargetField y4 = (x1 * x2.Frobenius()).Conjugate();
        TargetField y5 = x2.Conjugate();
        TargetField y6 = (x3 * x3.Frobenius()).Conjugate();

        // y0 · y1² · y2⁶ · y3¹² · y4¹⁸ · y5³⁰ · y6³⁶
        TargetField a = y6.CyclotomicSquare() * y4 * y5;
        TargetField b = y3 * y5 * a;
        a *= y2;
        b = b.CyclotomicSquare() * a;
        b = b.CyclotomicSquare();
        a = b * y1;
        b *= y0;
        return a.CyclotomicSquare() * b;
    }
}
