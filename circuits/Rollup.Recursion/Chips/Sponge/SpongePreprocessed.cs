using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;

namespace Rollup.Recursion.Chips.Sponge;

/// <summary>The preprocessed columns of a row.</summary>
public struct SpongePreprocessed<T>
{
    /// <summary>The extension words E₀, E₁, E₂.</summary>
    public ColumnArrays.Of3<MemorySlot<T>> Items;

    /// <summary>The digest words f₀ … f₇ and f₈ … f₁₅.</summary>
    public MemorySlot<T> FirstDigest, SecondDigest;

    /// <summary>The digest word of the permutation's first eight elements.</summary>
    public MemorySlot<T> Output;

    /// <summary>The extension word SumAfter.</summary>
    public MemorySlot<T> Sum;

    /// <summary>The extension word b.</summary>
    public MemorySlot<T> Point;

    /// <summary>1 where a sponge starts: the capacity is (Domain, Length, 0, …) and the sum 0.</summary>
    public T IsStart;

    /// <summary>The sponge's domain.</summary>
    public T Domain;

    /// <summary>The sponge's length, below 2^16.</summary>
    public T Length;

    /// <summary>1 where the next row absorbs the same sponge's next block. Never in the last row.</summary>
    public T Continues;

    /// <summary>1 where the block is summed as sixteen base elements.</summary>
    public T SumsBase;

    /// <summary>1 where the block is three extension elements and f₁₅ = 0.</summary>
    public T HoldsExtensions;

    /// <summary>1 where the three extension elements lie in the base field.</summary>
    public T HoldsBase;
}
