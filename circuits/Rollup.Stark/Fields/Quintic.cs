using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>
/// Elements c₀ + c₁X + c₂X² + c₃X³ + c₄X⁴ of KoalaBear[X] / (X⁵ + X² − 1), about 2^154.9 of them: the field of all challenges.
/// <typeparamref name="P"/> says how many are held side by side; one (<c>Extension</c>) is <see cref="Quintic{Scalar}"/>.
/// </summary>
public readonly struct Quintic<P>(P c0, P c1, P c2, P c3, P c4)
    : IExtension<Quintic<P>, P>, IScaled<Quintic<P>, Quintic<P>>, IEquatable<Quintic<P>>
    where P : unmanaged, IPackedField<P>
{
    public readonly P C0 = c0, C1 = c1, C2 = c2, C3 = c3, C4 = c4;

    public static Quintic<P> Zero => default;

    public static Quintic<P> One => Constant(KoalaBear.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Constant(KoalaBear value) => new(P.Constant(value), default, default, default, default);

    /// <summary>The base elements of <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> FromBase(P value) => new(value, default, default, default, default);

    /// <summary>One extension element in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Broadcast(Extension value)
        => new(P.Constant(value.C0.Value), P.Constant(value.C1.Value), P.Constant(value.C2.Value), P.Constant(value.C3.Value), P.Constant(value.C4.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> operator +(Quintic<P> a, Quintic<P> b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> operator -(Quintic<P> a, Quintic<P> b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> operator -(Quintic<P> a) => new(-a.C0, -a.C1, -a.C2, -a.C3, -a.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> operator *(Quintic<P> a, P b) => new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> operator *(Quintic<P> a, Quintic<P> b) => P.Multiply(a, b);

    /// <summary>The schoolbook product, reduced by X⁵ = 1 − X², X⁶ = X − X³, X⁷ = X² − X⁴, X⁸ = X³ + X² − 1: the reference for <see cref="IPackedField{TSelf}.Multiply"/>.</summary>
    public static Quintic<P> Product(in Quintic<P> a, in Quintic<P> b)
    {
        P x0 = a.C0 * b.C0;
        P x1 = (a.C0 * b.C1) + (a.C1 * b.C0);
        P x2 = (a.C0 * b.C2) + (a.C1 * b.C1) + (a.C2 * b.C0);
        P x3 = (a.C0 * b.C3) + (a.C1 * b.C2) + (a.C2 * b.C1) + (a.C3 * b.C0);
        P x4 = (a.C0 * b.C4) + (a.C1 * b.C3) + (a.C2 * b.C2) + (a.C3 * b.C1) + (a.C4 * b.C0);
        P x5 = (a.C1 * b.C4) + (a.C2 * b.C3) + (a.C3 * b.C2) + (a.C4 * b.C1);
        P x6 = (a.C2 * b.C4) + (a.C3 * b.C3) + (a.C4 * b.C2);
        P x7 = (a.C3 * b.C4) + (a.C4 * b.C3);
        P x8 = a.C4 * b.C4;
        return new(x0 + x5 - x8, x1 + x6, x2 - x5 + x7 + x8, x3 - x6 + x8, x4 - x7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Scale(Quintic<P> value, P factor) => value * factor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Scale(Quintic<P> value, Quintic<P> factor) => value * factor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Embed(P value) => FromBase(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Embed(Quintic<P> value) => value;

    public static bool operator ==(Quintic<P> left, Quintic<P> right) => left.Equals(right);

    public static bool operator !=(Quintic<P> left, Quintic<P> right) => !left.Equals(right);

    /// <summary>The base-field coordinate <paramref name="index"/>, 0 to 4.</summary>
    public P this[int index] => index switch { 0 => C0, 1 => C1, 2 => C2, 3 => C3, _ => C4 };

    public Quintic<P> Pow(ulong exponent)
    {
        Quintic<P> result = One;
        Quintic<P> power = this;
        for (; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result *= power;
            power *= power;
        }

        return result;
    }

    /// <summary>
    /// The inverse, zero for zero, by Itoh and Tsujii: with r = 1 + p + p² + p³ + p⁴, a^r is in the base field and a⁻¹ = a^(r−1) / a^r.
    /// </summary>
    public Quintic<P> Inverse()
    {
        Quintic<P> a1 = Map(QuinticFrobenius.Once);                 // a^p
        Quintic<P> a12 = a1 * a1.Map(QuinticFrobenius.Once);        // a^(p + p²)
        Quintic<P> a1234 = a12 * a12.Map(QuinticFrobenius.Twice);   // a^(p + p² + p³ + p⁴)
        return a1234 * P.Inverse((this * a1234).C0);
    }

    public bool Equals(Quintic<P> other) => EqualityComparer<P>.Default.Equals(C0, other.C0) && EqualityComparer<P>.Default.Equals(C1, other.C1)
        && EqualityComparer<P>.Default.Equals(C2, other.C2) && EqualityComparer<P>.Default.Equals(C3, other.C3) && EqualityComparer<P>.Default.Equals(C4, other.C4);

    public override bool Equals(object? obj) => obj is Quintic<P> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(C0, C1, C2, C3, C4);

    public override string ToString() => $"[{C0}, {C1}, {C2}, {C3}, {C4}]";

    /// <summary>The linear map whose column i, elements 5i … 5i + 4 of <paramref name="matrix"/>, is the image of Xⁱ.</summary>
    private Quintic<P> Map(KoalaBear[] matrix)
    {
        Quintic<P> result = FromBase(C0);
        for (int i = 1; i < 5; i++)
        {
            P c = this[i];
            result += new Quintic<P>(
                c * P.Constant(matrix[5 * i]), c * P.Constant(matrix[(5 * i) + 1]), c * P.Constant(matrix[(5 * i) + 2]),
                c * P.Constant(matrix[(5 * i) + 3]), c * P.Constant(matrix[(5 * i) + 4]));
        }

        return result;
    }
}
