namespace Rollup.Machine.Chips.Permutations;

/// <summary>The columns of a Poseidon2 permutation that any number of rows elsewhere look up.</summary>
public struct PermutationColumns<T, TPermutation>
    where TPermutation : struct
{
    /// <summary>The permutation's own columns; they hold in padding, too.</summary>
    public TPermutation Permutation;

    /// <summary>How often (input, first eight of output + input) is looked up.</summary>
    public T Compressions;

    /// <summary>How often (input, output) is looked up.</summary>
    public T Permutations;
}
