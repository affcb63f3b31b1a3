using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>The columns of one Keccak permutation absorbed by <see cref="KeccakDigestAir"/>.</summary>
public struct KeccakDigestColumns<T>
{
    /// <summary>1 in the rows that absorb a permutation, which come first.</summary>
    public T IsReal;

    /// <summary>The row's index, and the permutation's number on the buses.</summary>
    public T Number;

    /// <summary>The number of real rows up to here.</summary>
    public T Count;

    /// <summary>The sponge's state before the row.</summary>
    public ColumnArrays.Of16<T> State;

    /// <summary>Permutation i overwrites elements 0 to 7 with limbs 8i to 8i + 7 of (input ‖ output), 25 times 8.</summary>
    public ColumnArrays.Of25<Poseidon2Columns<T>> Permutations;
}
