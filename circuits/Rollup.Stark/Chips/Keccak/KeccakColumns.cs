using Rollup.Stark.Airs;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>
/// The columns of one round of Keccak-f[1600] (FIPS 202, section 3.2). Lane (x, y) has index x + 5y; limbs are 16 bits, four per lane, lowest first; bits are 64 per lane or column.
/// </summary>
public struct KeccakColumns<T>
{
    /// <summary>step_r is 1 in round r and 0 otherwise.</summary>
    public ColumnArrays.Of24<T> Step;

    /// <summary>1 if the permutation is sent to the buses; the same in all rounds of a permutation.</summary>
    public T IsReal;

    /// <summary>The permutation's number on the buses; the same in all its rounds.</summary>
    public T Number;

    /// <summary>A, the state before the round, in limbs.</summary>
    public ColumnArrays.Of100<T> Before;

    /// <summary>C[x, z] = ⊕_y A[x, y, z].</summary>
    public ColumnArrays.Of320<T> Parity;

    /// <summary>C′[x, z] = C[x, z] ⊕ C[x − 1, z] ⊕ C[x + 1, z − 1], the column parities after θ.</summary>
    public ColumnArrays.Of320<T> ThetaParity;

    /// <summary>A′[x, y, z] = A[x, y, z] ⊕ C[x, z] ⊕ C′[x, z], the state after θ, in bits.</summary>
    public ColumnArrays.Of1600<T> Theta;

    /// <summary>Bits 0, 1, 3, 7, 15, 31 and 63 of lane (0, 0) after χ, those that ι may change.</summary>
    public ColumnArrays.Of7<T> Iota;

    /// <summary>The state after ρ, π, χ and ι, in limbs.</summary>
    public ColumnArrays.Of100<T> After;
}
