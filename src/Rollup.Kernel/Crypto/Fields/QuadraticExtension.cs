using System.Runtime.InteropServices;

namespace Rollup.Kernel.Crypto.Fields;

/// <summary>F[i] with i² = −1, over a prime field in which −1 is no square: A + B i.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct QuadraticExtension<TBase> : IField<QuadraticExtension<TBase>>, IEquatable<QuadraticExtension<TBase>>
    where TBase : struct, IField<TBase>
{
    /// <summary>The coefficient of 1.</summary>
    public readonly TBase A;

    /// <summary>The coefficient of i.</summary>
    public readonly TBase B;

    /// <summary>a + b i.</summary>
    public QuadraticExtension(in TBase a, in TBase b)
    {
        A = a;
        B = b;
    }

    /// <inheritdoc/>
    public static QuadraticExtension<TBase> One => new(TBase.One, default);

    /// <inheritdoc/>
    public bool IsZero => A.IsZero && B.IsZero;

    /// <summary>A − B i: the p-th power.</summary>
    public QuadraticExtension<TBase> Conjugate() => new(in A, -B);

    /// <summary>(A + B)(A − B) + 2AB i.</summary>
    public QuadraticExtension<TBase> Square()
    {
        TBase product = A * B;
        return new((A + B) * (A - B), product + product);
    }

    /// <summary>A² + B², the product with the conjugate.</summary>
    public TBase Norm() => A.Square() + B.Square();

    /// <inheritdoc/>
    public QuadraticExtension<TBase> Inverse()
    {
        TBase inverse = Norm().Inverse();
        return new(A * inverse, -(B * inverse));
    }

    /// <summary>The product with an element of the base field.</summary>
    public QuadraticExtension<TBase> Scale(in TBase factor) => new(A * factor, B * factor);

    /// <inheritdoc/>
    public bool Equals(QuadraticExtension<TBase> other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is QuadraticExtension<TBase> other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (A.GetHashCode() * 31) + B.GetHashCode();

    /// <inheritdoc/>
    public static QuadraticExtension<TBase> operator +(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) => new(a.A + b.A, a.B + b.B);

    /// <inheritdoc/>
    public static QuadraticExtension<TBase> operator -(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) => new(a.A - b.A, a.B - b.B);

    /// <summary>By Karatsuba's formula.</summary>
    public static QuadraticExtension<TBase> operator *(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b)
    {
        TBase low = a.A * b.A;
        TBase high = a.B * b.B;
        return new(low - high, ((a.A + a.B) * (b.A + b.B)) - low - high);
    }

    /// <inheritdoc/>
    public static QuadraticExtension<TBase> operator -(in QuadraticExtension<TBase> a) => new(-a.A, -a.B);

    /// <inheritdoc/>
    public static bool operator ==(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) => a.A == b.A && a.B == b.B;

    /// <inheritdoc/>
    public static bool operator !=(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b) => !(a == b);
}
