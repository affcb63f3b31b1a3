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

    public static Extension Multiply(in Extension left, in Extension right) => Extension.Product(left, right);

    public static Extension Dot(ReadOnlySpan<Scalar> values, ReadOnlySpan<Extension> coefficients)
    {
        Extension sum = default;
        for (int i = 0; i < values.Length; i++)
            sum += coefficients[i] * values[i];
        return sum;
    }

    /// <summary>The first five elements of a sum are its coordinates; the others are not used.</summary>
    public static void AddProducts(ReadOnlySpan<Scalar> rows, int stride, ReadOnlySpan<Extension> weights, Span<Scalar> sums)
    {
        for (int column = 0; column < sums.Length / PackedField.SumLength; column++)
        {
            Span<Scalar> sum = sums.Slice(column * PackedField.SumLength, PackedField.SumLength);
            Extension total = FinishSum(sum);
            for (int t = 0; t < PackedField.DotTerms; t++)
                total += weights[t] * rows[(t * stride) + column];
            Matrices.PackedRows.Write(sum, total);
        }
    }

    public static Extension FinishSum(ReadOnlySpan<Scalar> sum) => Matrices.PackedRows.Read(sum);

    public bool Equals(Scalar other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() => (int)Value.MontgomeryWord;

    public override string ToString() => Value.ToCanonical().ToString();
}
