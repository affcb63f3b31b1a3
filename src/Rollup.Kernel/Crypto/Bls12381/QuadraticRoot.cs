using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Bls12381;

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
