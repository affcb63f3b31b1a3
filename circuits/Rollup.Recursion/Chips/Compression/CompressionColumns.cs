using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Recursion.Chips.Compression;

/// <summary>A row of the compression table: the permutation of L ‖ R, elements 0 to 7 and 8 to 15 of its input.</summary>
public struct CompressionColumns<T>
{
    public Poseidon2Columns<T> Permutation;

    /// <summary>A bit, because it is a word that was decomposed from a value or a constant: 0 if the node is L, 1 if it is R.</summary>
    public T IsRight;
}
