using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>One KoalaBear element as a vector of one lane: the reference for the wider ones, and the base of the scalar extension field.</summary>
public readonly struct Scalar(KoalaBear value) : IPackedField<Scalar>, IEquatable<Scalar>
{
    public static int Lanes => 1;

    public KoalaBear Value { get; } = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Constant(KoalaBear value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator +(Scalar left, Scalar right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator -(Scalar left, Scalar right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator *(Scalar left, Scalar right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator -(Scalar value) => new(-value.Value);

    public static bool operator ==(Scalar left, Scalar right) => left.Value == right.Value;

    public static bool operator !=(Scalar left, Scalar right) => left.Value != right.Value;

    public static Scalar Inverse(Scalar value) => new(value.Value.Inverse());

    public static Scalar DivideByPowerOfTwo(Scalar value, int log) => value * new Scalar(KoalaBear.Two.Inverse().Pow((ulong)log));

    public static Scalar CubeOfSum(Scalar value, KoalaBear constant)
    {
        KoalaBear sum = value.Value + constant;
        return new(sum * sum * sum);
    }

    /// <summary>A single lane has no bit to exchange by.</summary>
    public static void ExchangeLanes(ref Scalar low, ref Scalar high, [ConstantExpected] int distance)
    {
    }

    public static Scalar ShiftIn(Scalar value, Scalar next) => next;

    public static Scalar ToCanonicalWords(Scalar value) => new(KoalaBear.FromMontgomeryWord(value.Value.ToCanonical()));

    public bool Equals(Scalar other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() => (int)Value.MontgomeryWord;

    public override string ToString() => Value.ToCanonical().ToString();
}
