using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Bls12381;

/// <summary>
/// Maps field elements into G1 and G2 (RFC 9380, 6.6.3, 8.8): the simplified SWU map to an isogenous curve y² = x³ + A'x + B', the isogeny,
/// and the clearing of the cofactor.
/// </summary>
public static class MapToCurve
{
    private static BaseField A1 => BaseField.FromMontgomery(
        0x2F65AA0E9AF5AA51, 0x86464C2D1E8416C3, 0xB85CE591B7BD31E2, 0x27E11C91B5F24E7C, 0x28376EDA6BFC1835, 0x155455C3E5071D85);

    private static BaseField B1 => BaseField.FromMontgomery(
        0xFB996971FE22A1E0, 0x9AA93EB35B742D6F, 0x8C476013DE99C5C4, 0x873E27C3A221E571, 0xCA72B5E45A52D888, 0x06824061418A386B);

    /// <summary>11, no square.</summary>
    private static BaseField Z1 => BaseField.FromMontgomery(
        0x886C00000023FFDC, 0x0F70008D3090001D, 0x77672417ED5828C3, 0x9DAC23E943DC1740, 0x50553F1B9C131521, 0x078C712FBE0AB6E8);

    /// <summary>240 i.</summary>
    private static QuadraticExtension<BaseField> A2 => new(
        default,
        BaseField.FromMontgomery(0xE53A000003135242, 0x01080C0FDEF80285, 0xE7889EDBE340F6BD, 0x0B51375126310601, 0x02D6985717C744AB, 0x1220B4E979EA5467));

    /// <summary>1012 (1 + i).</summary>
    private static QuadraticExtension<BaseField> B2
    {
        get
        {
            BaseField part = BaseField.FromMontgomery(
                0x22EA00000CF89DB2, 0x6EC832DF71380AA4, 0x6E1B94403DB5A66E, 0x75BF3C53A79473BA, 0x3DD3A569412C0A34, 0x125CDB5E74DC4FD1);
            return new(in part, in part);
        }
    }

    /// <summary>−(2 + i), no square.</summary>
    private static QuadraticExtension<BaseField> Z2 => new(
        BaseField.FromMontgomery(0x87EBFFFFFFF9555C, 0x656FFFE5DA8FFFFA, 0x0FD0749345D33AD2, 0xD951E663066576F4, 0xDE291A3D41E980D3, 0x0815664C7DFE040D),
        BaseField.FromMontgomery(0x43F5FFFFFFFCAAAE, 0x32B7FFF2ED47FFFD, 0x07E83A49A2E99D69, 0xECA8F3318332BB7A, 0xEF148D1EA0F4C069, 0x040AB3263EFF0206));

    /// <summary>The point of G1 for <paramref name="u"/>.</summary>
    public static AffinePoint<BaseField> ToG1(in BaseField u)
    {
        BaseField x1 = FirstX(in u, A1, B1, Z1, out BaseField tail);
        bool isSquare = Right(in x1, A1, B1).SquareRoot(out BaseField y);
        BaseField x = x1;
        if (!isSquare)
        {
            x = tail * x1;
            _ = Right(in x, A1, B1).SquareRoot(out y);
        }

        if (y.IsOdd != u.IsOdd)
            y = -y;
        AffinePoint<BaseField> point = Apply(in x, in y, G1Isogeny.XNumerator, G1Isogeny.XDenominator, G1Isogeny.YNumerator, G1Isogeny.YDenominator);
        return JacobianPoint<BaseField, G1Curve>.FromAffine(in point).Multiply(G1Curve.EffectiveCofactor).ToAffine();
    }

    /// <summary>The point of G2 for <paramref name="u"/>.</summary>
    public static AffinePoint<QuadraticExtension<BaseField>> ToG2(in QuadraticExtension<BaseField> u)
    {
        QuadraticExtension<BaseField> x1 = FirstX(in u, A2, B2, Z2, out QuadraticExtension<BaseField> tail);
        bool isSquare = QuadraticRoot.TryCompute(Right(in x1, A2, B2), out QuadraticExtension<BaseField> y);
        QuadraticExtension<BaseField> x = x1;
        if (!isSquare)
        {
            x = tail * x1;
            _ = QuadraticRoot.TryCompute(Right(in x, A2, B2), out y);
        }

        if (QuadraticRoot.IsOdd(in y) != QuadraticRoot.IsOdd(in u))
            y = -y;
        AffinePoint<QuadraticExtension<BaseField>> point =
            Apply(in x, in y, G2Isogeny.XNumerator, G2Isogeny.XDenominator, G2Isogeny.YNumerator, G2Isogeny.YDenominator);
        return G2Curve.ClearCofactor(JacobianPoint<QuadraticExtension<BaseField>, G2Curve>.FromAffine(in point)).ToAffine();
    }

    /// <summary>
    /// (−B/A) (1 + 1 / (Z²u⁴ + Zu²)), or B / (ZA) where that does not exist; <paramref name="tail"/> = Zu² times it is the other candidate,
    /// and exactly one of the two is the x of a point unless both are the same.
    /// </summary>
    private static TField FirstX<TField>(in TField u, in TField a, in TField b, in TField z, out TField tail)
        where TField : struct, IField<TField>
    {
        tail = z * u.Square();
        TField denominator = tail.Square() + tail;
        return denominator.IsZero ? b * (z * a).Inverse() : -b * a.Inverse() * (TField.One + denominator.Inverse());
    }

    /// <summary>x³ + ax + b.</summary>
    private static TField Right<TField>(in TField x, in TField a, in TField b)
        where TField : struct, IField<TField> => ((x.Square() + a) * x) + b;

    /// <summary>The image of a point under an isogeny; infinity where a denominator is zero.</summary>
    private static AffinePoint<TField> Apply<TField>(
        in TField x, in TField y, ReadOnlySpan<TField> xNumerator, ReadOnlySpan<TField> xDenominator, ReadOnlySpan<TField> yNumerator, ReadOnlySpan<TField> yDenominator)
        where TField : struct, IField<TField>
    {
        TField xBelow = Evaluate(xDenominator, in x);
        TField yBelow = Evaluate(yDenominator, in x);
        TField inverse = (xBelow * yBelow).Inverse();
        return new AffinePoint<TField>(Evaluate(xNumerator, in x) * yBelow * inverse, y * Evaluate(yNumerator, in x) * xBelow * inverse);
    }

    private static TField Evaluate<TField>(ReadOnlySpan<TField> polynomial, in TField x)
        where TField : struct, IField<TField>
    {
        TField value = default;
        for (int i = polynomial.Length - 1; i >= 0; i--)
            value = (value * x) + polynomial[i];
        return value;
    }
}

/// <summary>Square roots and signs in F_p².</summary>
internal static class QuadraticRoot
{
    /// <summary>
    /// A square root of a + bi; false if there is none. With n = √(a² + b²), which exists exactly for squares, the root is x + b / (2x) · i for
    /// x² = (a + n) / 2 or (a − n) / 2, exactly one of which is a square, their product being −b²/4. A real number has a real or an imaginary root.
    /// </summary>
    public static bool TryCompute(in QuadraticExtension<BaseField> value, out QuadraticExtension<BaseField> root)
    {
        if (value.B.IsZero)
        {
            bool isReal = value.A.SquareRoot(out BaseField part);
            root = isReal ? new(in part, default) : new(default, in part);
            return true;
        }

        root = default;
        if (!value.Norm().SquareRoot(out BaseField norm))
            return false;
        if (!((value.A + norm) * Bls12Pairing.Half).SquareRoot(out BaseField x))
            _ = ((value.A - norm) * Bls12Pairing.Half).SquareRoot(out x);
        root = new(in x, value.B * Bls12Pairing.Half * x.Inverse());
        return true;
    }

    /// <summary>RFC 9380's sign: that of the first coefficient that is not zero.</summary>
    public static bool IsOdd(in QuadraticExtension<BaseField> value) => value.A.IsZero ? value.B.IsOdd : value.A.IsOdd;
}
