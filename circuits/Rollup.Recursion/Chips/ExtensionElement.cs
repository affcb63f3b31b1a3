using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Chips;

/// <summary>An element of the challenge field whose coordinates are columns: c₀ + c₁X + … + c₄X⁴ modulo X⁵ + X² − 1.</summary>
public readonly struct ExtensionElement<T>(T c0, T c1, T c2, T c3, T c4)
    where T : struct, IAlgebra<T>
{
    public readonly T C0 = c0, C1 = c1, C2 = c2, C3 = c3, C4 = c4;

    public ExtensionElement(ReadOnlySpan<T> coordinates)
        : this(coordinates[0], coordinates[1], coordinates[2], coordinates[3], coordinates[4])
    {
    }

    public static ExtensionElement<T> operator +(ExtensionElement<T> a, ExtensionElement<T> b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    public static ExtensionElement<T> operator -(ExtensionElement<T> a, ExtensionElement<T> b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    /// <summary>The product with a base element.</summary>
    public static ExtensionElement<T> operator *(ExtensionElement<T> a, T b) => new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    /// <summary>The sum with a base element.</summary>
    public static ExtensionElement<T> operator +(ExtensionElement<T> a, T b) => new(a.C0 + b, a.C1, a.C2, a.C3, a.C4);

    /// <summary>The schoolbook product, reduced by X⁵ = 1 − X², X⁶ = X − X³, X⁷ = X² − X⁴, X⁸ = X³ + X² − 1.</summary>
    public static ExtensionElement<T> operator *(ExtensionElement<T> a, ExtensionElement<T> b)
    {
        T x0 = a.C0 * b.C0;
        T x1 = (a.C0 * b.C1) + (a.C1 * b.C0);
        T x2 = (a.C0 * b.C2) + (a.C1 * b.C1) + (a.C2 * b.C0);
        T x3 = (a.C0 * b.C3) + (a.C1 * b.C2) + (a.C2 * b.C1) + (a.C3 * b.C0);
        T x4 = (a.C0 * b.C4) + (a.C1 * b.C3) + (a.C2 * b.C2) + (a.C3 * b.C1) + (a.C4 * b.C0);
        T x5 = (a.C1 * b.C4) + (a.C2 * b.C3) + (a.C3 * b.C2) + (a.C4 * b.C1);
        T x6 = (a.C2 * b.C4) + (a.C3 * b.C3) + (a.C4 * b.C2);
        T x7 = (a.C3 * b.C4) + (a.C4 * b.C3);
        T x8 = a.C4 * b.C4;
        return new(x0 + x5 - x8, x1 + x6, x2 - x5 + x7 + x8, x3 - x6 + x8, x4 - x7);
    }

    /// <summary>All coordinates are zero.</summary>
    public void AssertZero<TBuilder>(ref TBuilder builder, string name)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
    {
        builder.AssertZero(name, C0);
        builder.AssertZero(name, C1);
        builder.AssertZero(name, C2);
        builder.AssertZero(name, C3);
        builder.AssertZero(name, C4);
    }
}
