using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Recursion.Chips.Sponge;

/// <summary>
/// A row of the sponge table: one permutation of width 24 whose input holds a block f₀ … f₁₅ and the capacity, and a step of a Horner sum over what is absorbed. The block also reads as three extension
/// elements E₀, E₁, E₂ (five elements each) or as two digests.
/// </summary>
public struct SpongeColumns<T>
{
    public Poseidon2WideColumns<T> Permutation;

    /// <summary>The sum's point b and its powers b², b³, b⁴.</summary>
    public ColumnArrays.Of5<T> Point, PointSquared, PointCubed, PointFourth;

    /// <summary>The sum before the block.</summary>
    public ColumnArrays.Of5<T> SumBefore;

    /// <summary>H₀ = SumBefore·b⁴ + (f₀b³ + f₁b² + f₂b + f₃), and so on with the next four elements: Hᵢ = Hᵢ₋₁·b⁴ + (f₄ᵢb³ + f₄ᵢ₊₁b² + f₄ᵢ₊₂b + f₄ᵢ₊₃).</summary>
    public ColumnArrays.Of5<T> Partial0, Partial1, Partial2;

    /// <summary>The sum after the block: H₃ of base elements, SumBefore·b³ + E₀b² + E₁b + E₂ of extension elements.</summary>
    public ColumnArrays.Of5<T> SumAfter;
}
