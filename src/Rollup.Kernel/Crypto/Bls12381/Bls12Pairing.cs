using System.Numerics;
using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Crypto.Pairings;
using TargetField = Rollup.Kernel.Crypto.Pairings.TargetField<Rollup.Kernel.Crypto.Bls12381.BaseField, Rollup.Kernel.Crypto.Bls12381.Bls12Pairing>;

namespace Rollup.Kernel.Crypto.Bls12381;

/// <summary>The ate pairing of BLS12-381 (EIP-2537): ξ = 1 + i, an M-twist, the parameter x negative.</summary>
public readonly struct Bls12Pairing : IPairingCurve<BaseField>
{
    /// <summary>−x.</summary>
    internal const ulong AbsoluteX = 0xD201000000010000;

    /// <inheritdoc/>
    public static bool IsDivisiveTwist => false;

    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> TwistB => new(G1Curve.B, G1Curve.B);

    /// <inheritdoc/>
    public static BaseField Half => BaseField.FromMontgomery(
        0x1804000000015554, 0x855000053AB00001, 0x633CB57C253C276F, 0x6E22D1EC31EBB502, 0xD3916126F2D14CA2, 0x17FBB8571A006596);

    /// <inheritdoc/>
    public static ReadOnlySpan<QuadraticExtension<BaseField>> Frobenius => MemoryMarshal.Cast<ulong, QuadraticExtension<BaseField>>(FrobeniusLimbs);

    /// <summary>In Montgomery form, the coefficient of 1 before that of i.</summary>
    private static ReadOnlySpan<ulong> FrobeniusLimbs =>
    [
        0x07089552B319D465, 0xC6695F92B50A8313, 0x97E83CCCD117228F, 0xA35BAECAB2DC29EE, 0x1CE393EA5DAACE4D, 0x08F2220FB0FB66EB,
        0xB2F66AAD4CE5D646, 0x5842A06BFC497CEC, 0xCF4895D42599D394, 0xC11B9CBA40A8E8D0, 0x2E3813CBE5A0DE89, 0x110EEFDA88847FAF,
        0, 0, 0, 0, 0, 0,
        0xCD03C9E48671F071, 0x5DAB22461FCDA5D2, 0x587042AFD3851B95, 0x8EB60EBE01BACB9E, 0x03F97D6E83D050D2, 0x18F0206554638741,
        0x7BCFA7A25AA30FDA, 0xDC17DEC12A927E7C, 0x2F088DD86B4EBEF1, 0xD1CA2087DA74D4A7, 0x2DA2596696CEBC1D, 0x0E2B7EEDBBFD87D2,
        0x7BCFA7A25AA30FDA, 0xDC17DEC12A927E7C, 0x2F088DD86B4EBEF1, 0xD1CA2087DA74D4A7, 0x2DA2596696CEBC1D, 0x0E2B7EEDBBFD87D2,
        0x890DC9E4867545C3, 0x2AF322533285A5D5, 0x50880866309B7E2C, 0xA20D1B8C7E881024, 0x14E4F04FE2DB9068, 0x14E56D3F1564853A,
        0, 0, 0, 0, 0, 0,
        0x82D83CF50DBCE43F, 0xA2813E53DF9D018F, 0xC6F0CAA53C65E181, 0x7525CF528D50FE95, 0x4A85ED50F4798A6B, 0x171DA0FD6CF8EEBD,
        0x3726C30AF242C66C, 0x7C2AC1AAD1B6FE70, 0xA04007FBBA4B14A2, 0xEF517C3266341429, 0x0095BA654ED2226B, 0x02E370ECCC86F7DD,
    ];

    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> MultiplyByXi(in QuadraticExtension<BaseField> a) => new(a.A - a.B, a.A + a.B);

    /// <summary>
    /// Miller's function of <paramref name="q"/> at <paramref name="p"/>: both in their groups, neither infinity. Products of such
    /// values become pairings by <see cref="FinalExponentiation"/>.
    /// </summary>
    internal static TargetField MillerLoop(in AffinePoint<BaseField> p, in AffinePoint<QuadraticExtension<BaseField>> q)
    {
        var point = new MillerPoint<BaseField, Bls12Pairing>(in q);
        TargetField f = TargetField.One;
        for (int i = 62 - BitOperations.LeadingZeroCount(AbsoluteX); i >= 0; i--)
        {
            f = f.Square().Multiply(point.Double(in p));
            if (((AbsoluteX >> i) & 1) != 0)
                f = f.Multiply(point.Add(in q, in p));
        }

        return f.Conjugate();
    }

    /// <summary>
    /// f to the power of 3 (p¹² − 1) / r. Three times its hard part is (x − 1)² (x + p) (x² + p² − 1) + 3 (Hayashida, Hayasaka,
    /// Teruya, eprint 2020/875).
    /// </summary>
    internal static TargetField FinalExponentiation(in TargetField f)
    {
        TargetField easy = f.Conjugate() * f.Inverse();
        easy = easy.Frobenius().Frobenius() * easy;

        TargetField t = PowerOfX(in easy) * easy.Conjugate();
        t = PowerOfX(in t) * t.Conjugate();
        t = PowerOfX(in t) * t.Frobenius();
        t = PowerOfX(PowerOfX(in t)) * t.Frobenius().Frobenius() * t.Conjugate();
        return t * easy.CyclotomicSquare() * easy;
    }

    private static TargetField PowerOfX(in TargetField f) => f.CyclotomicPower(AbsoluteX).Conjugate();
}
