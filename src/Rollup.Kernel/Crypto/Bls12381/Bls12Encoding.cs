using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Bls12381;

/// <summary>
/// EIP-2537's encodings: an element of F_p is 64 bytes, big-endian and below p, one of F_p² its two coefficients, that of 1 first; a point is x
/// and y; infinity is all zero.
/// </summary>
internal static class Bls12Encoding
{
    public const int FieldSize = 64;
    public const int G1Size = 2 * FieldSize;
    public const int G2Size = 4 * FieldSize;

    private const int Padding = FieldSize - BaseField.Size;

    public static bool TryReadField(ReadOnlySpan<byte> source, out BaseField element)
    {
        element = default;
        return source[..Padding].IndexOfAnyExcept((byte)0) < 0 && BaseField.TryRead(source[Padding..], out element);
    }

    public static bool TryReadField(ReadOnlySpan<byte> source, out QuadraticExtension<BaseField> element)
    {
        bool isCanonical = TryReadField(source, out BaseField a) & TryReadField(source[FieldSize..], out BaseField b);
        element = new(in a, in b);
        return isCanonical;
    }

    /// <summary>A point of the curve, not necessarily of the group.</summary>
    public static bool TryReadG1(ReadOnlySpan<byte> source, out AffinePoint<BaseField> point)
    {
        bool isCanonical = TryReadField(source, out BaseField x) & TryReadField(source[FieldSize..], out BaseField y);
        point = new(in x, in y);
        return isCanonical && point.IsOn<G1Curve>();
    }

    /// <summary>A point of the twist, not necessarily of the group.</summary>
    public static bool TryReadG2(ReadOnlySpan<byte> source, out AffinePoint<QuadraticExtension<BaseField>> point)
    {
        bool isCanonical = TryReadField(source, out QuadraticExtension<BaseField> x) & TryReadField(source[G1Size..], out QuadraticExtension<BaseField> y);
        point = new(in x, in y);
        return isCanonical && point.IsOn<G2Curve>();
    }

    public static void Write(in AffinePoint<BaseField> point, Span<byte> destination)
    {
        Write(in point.X, destination);
        Write(in point.Y, destination[FieldSize..]);
    }

    public static void Write(in AffinePoint<QuadraticExtension<BaseField>> point, Span<byte> destination)
    {
        Write(in point.X.A, destination);
        Write(in point.X.B, destination[FieldSize..]);
        Write(in point.Y.A, destination[G1Size..]);
        Write(in point.Y.B, destination[(G1Size + FieldSize)..]);
    }

    private static void Write(in BaseField element, Span<byte> destination)
    {
        destination[..Padding].Clear();
        element.Write(destination[Padding..]);
    }
}
