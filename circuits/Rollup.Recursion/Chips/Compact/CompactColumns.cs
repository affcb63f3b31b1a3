using System.Runtime.CompilerServices;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Recursion.Chips.Compact;

/// <summary>
/// The first columns of a row of the compact table; operations follow, as many as the layout says. The permutation's columns read as one of three things, as the preprocessed columns say:
/// <see cref="Poseidon2Columns{T}"/> in a compression, <see cref="WideFirstColumns{T}"/> and <see cref="WideSecondColumns{T}"/> in the two rows of a sponge's block.
/// </summary>
public struct CompactColumns<T>
{
    public PermutationColumns Permutation;

    /// <summary>In a compression a bit, because it is a word that was decomposed from a value or a constant: 0 if the node is the left input, 1 if it is the right one. Zero in a block's first row.</summary>
    public T IsRight;

    /// <summary>How often the row's constant is read. The prover's choice, which the balance of the bus leaves no freedom.</summary>
    public T Uses;

    /// <summary>As many as a permutation of width 16 takes, the widest of the three.</summary>
    [InlineArray(164)]
    public struct PermutationColumns
    {
        private T _column0;
    }
}

/// <summary>
/// The first row of a block: the permutation of width 24 up to the last of its internal rounds (as <see cref="Poseidon2WideColumns{T}"/>), and the batched sum up to the half of the block. The next row
/// goes on with both, and holds the powers of the sum's point b.
/// </summary>
public struct WideFirstColumns<T>
{
    /// <summary>The block f₀ … f₁₅ and the capacity. The block also reads as three extension elements E₀, E₁, E₂ or as two digests.</summary>
    public ColumnArrays.Of24<T> Input;

    public ColumnArrays.Of96<T> Initial;

    public ColumnArrays.Of23<T> Internal;

    /// <summary>The sum before the block.</summary>
    public ColumnArrays.Of5<T> SumBefore;

    /// <summary>With Fᵢ = f₄ᵢb³ + f₄ᵢ₊₁b² + f₄ᵢ₊₂b + f₄ᵢ₊₃: (SumBefore·b⁴ + F₀)·b⁴ + F₁. Free where base elements are not summed.</summary>
    public ColumnArrays.Of5<T> Half;
}

/// <summary>
/// The second row of a block. The columns stand where few are read from the row before: these, and those of the capacity and of <see cref="WideFirstColumns{T}.SumBefore"/>, are all that is opened in the
/// next row.
/// </summary>
public struct WideSecondColumns<T>
{
    /// <summary>The sum after the block: (Half·b⁴ + F₂)·b⁴ + F₃ of base elements, SumBefore·b³ + E₀b² + E₁b + E₂ of extension elements, and else zero.</summary>
    public ColumnArrays.Of5<T> SumAfter;

    /// <summary>b, b², b⁴.</summary>
    public ColumnArrays.Of5<T> Point, PointSquared, PointFourth;

    /// <summary>The state after the internal rounds.</summary>
    public ColumnArrays.Of24<T> Middle;

    /// <summary>As in <see cref="Poseidon2WideColumns{T}"/>.</summary>
    public ColumnArrays.Of96<T> Final;
}
