using System.Diagnostics.CodeAnalysis;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>
/// A vector of <see cref="Lanes"/> KoalaBear elements with element-wise arithmetic. All implementations give the same results
/// lane by lane; only the number of lanes differs (1, 4, 8 or 16, a power of two). Memory layout: the lanes' Montgomery words in order.
/// </summary>
public interface IPackedField<TSelf> : IAlgebra<TSelf>
    where TSelf : unmanaged, IPackedField<TSelf>
{
    static abstract int Lanes { get; }

    /// <summary>Lane by lane the inverse, and zero for zero.</summary>
    static abstract TSelf Inverse(TSelf value);

    /// <summary>Lane by lane value·2^−<paramref name="log"/>, 1 ≤ <paramref name="log"/> ≤ 24, cheaper than a product.</summary>
    static abstract TSelf DivideByPowerOfTwo(TSelf value, int log);

    /// <summary>Lane by lane (value + <paramref name="constant"/>)³, cheaper than a sum and two products.</summary>
    static abstract TSelf CubeOfSum(TSelf value, KoalaBear constant);

    /// <summary>
    /// A step of the transposition of a square of vectors: the lanes of <paramref name="low"/> whose index has the bit <paramref name="distance"/> set trade places
    /// with those of <paramref name="high"/> whose index has it clear.
    /// </summary>
    static abstract void ExchangeLanes(ref TSelf low, ref TSelf high, [ConstantExpected] int distance);

    /// <summary>Lanes 1 … L − 1 of <paramref name="value"/>, followed by lane 0 of <paramref name="next"/>: the same column one row later.</summary>
    static abstract TSelf ShiftIn(TSelf value, TSelf next);

    /// <summary>Lane by lane the canonical representative, x·2^−32 of the Montgomery word, as a raw word.</summary>
    static abstract TSelf ToCanonicalWords(TSelf value);

    /// <summary>Lane by lane the product of extension elements.</summary>
    static abstract Quintic<TSelf> Multiply(in Quintic<TSelf> left, in Quintic<TSelf> right);

    /// <summary>Σᵢ coefficientsᵢ·valuesᵢ, reduced at the end only: less than half the work of as many products and sums.</summary>
    static abstract Quintic<TSelf> Dot(ReadOnlySpan<TSelf> values, ReadOnlySpan<Extension> coefficients);

    /// <summary>
    /// Adds Σₜ weightsₜ·(row t at column c), t below <see cref="PackedField.DotTerms"/>, to the sum of every column c. <paramref name="rows"/> is the first row,
    /// <paramref name="stride"/> vectors before the next. A sum is <see cref="PackedField.SumLength"/> vectors, at first zeros, for <see cref="FinishSum"/> to reduce; it takes up to 2^24 calls.
    /// </summary>
    static abstract void AddProducts(ReadOnlySpan<TSelf> rows, int stride, ReadOnlySpan<Quintic<TSelf>> weights, Span<TSelf> sums);

    /// <summary>The element that a sum of products stands for.</summary>
    static abstract Quintic<TSelf> FinishSum(ReadOnlySpan<TSelf> sum);
}
