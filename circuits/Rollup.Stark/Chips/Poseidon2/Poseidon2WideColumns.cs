using Rollup.Stark.Airs;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>The columns of one Poseidon2 permutation of width 24. Linear layers are folded into the constraints; M is the external one, I the internal one.</summary>
public struct Poseidon2WideColumns<T>
{
    /// <summary>The state before the permutation.</summary>
    public ColumnArrays.Of24<T> Input;

    /// <summary>[round, element] of the first four external rounds: M·(s + c)³, where s starts as M·Input.</summary>
    public ColumnArrays.Of96<T> Initial;

    /// <summary>Per internal round: (s₀ + c)³; the state then is I·(that, s₁, …, s₂₃).</summary>
    public ColumnArrays.Of23<T> Internal;

    /// <summary>[round, element] of the last four external rounds: M·(s + c)³. The last twenty-four are the output.</summary>
    public ColumnArrays.Of96<T> Final;
}
