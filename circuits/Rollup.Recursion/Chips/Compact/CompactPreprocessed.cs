using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;

namespace Rollup.Recursion.Chips.Compact;

/// <summary>The first preprocessed columns of a row; those of the operations follow. A row is at most one of a compression, a block's first and a block's second one, and the latter two follow each other.</summary>
public struct CompactPreprocessed<T>
{
    /// <summary>1 in a compression.</summary>
    public T IsCompression;

    /// <summary>1 in a block's first row. Never in the last row of the table.</summary>
    public T IsFirst;

    /// <summary>1 in a block's second row.</summary>
    public T IsSecond;

    /// <summary>The extension word E₀ in a block's first row, the sum after the block in its second one.</summary>
    public MemorySlot<T> ItemOrSum;

    /// <summary>The extension word E₁ in a block's first row, b in its second one.</summary>
    public MemorySlot<T> ItemOrPoint;

    /// <summary>The extension word E₂ in a block's first row, the bit in a compression.</summary>
    public MemorySlot<T> ItemOrBit;

    /// <summary>The digest word f₀ … f₇ in a block's first row, the node in a compression.</summary>
    public MemorySlot<T> FirstDigest;

    /// <summary>The digest word f₈ … f₁₅ in a block's first row, the right input in a compression; not used in a step of a Merkle path, whose sibling is free.</summary>
    public MemorySlot<T> SecondDigest;

    /// <summary>The digest word that a block's second row or a compression computes.</summary>
    public MemorySlot<T> Output;

    /// <summary>1 in a first row where a sponge starts: the capacity is (Domain, Length, 0, …) and the sum 0.</summary>
    public T IsStart;

    /// <summary>The sponge's domain.</summary>
    public T Domain;

    /// <summary>The sponge's length, below 2^16.</summary>
    public T Length;

    /// <summary>1 in a second row that the same sponge's next block follows. Never in the last row of the table.</summary>
    public T Continues;

    /// <summary>1 in the first row of a block that is summed as sixteen base elements.</summary>
    public T SumsBase;

    /// <summary>1 in the first row of a block that is three extension elements and f₁₅ = 0.</summary>
    public T HoldsExtensions;

    /// <summary>1 in the first row of a block whose three extension elements lie in the base field.</summary>
    public T HoldsBase;

    /// <summary>The address of the row's constant. Rows without one repeat the constant zero at address 0.</summary>
    public T ConstantAddress;

    /// <summary>The constant.</summary>
    public ColumnArrays.Of5<T> Constant;

    /// <summary>1 in the table's first row, which also sends the public values.</summary>
    public T SendsPublicValues;
}
