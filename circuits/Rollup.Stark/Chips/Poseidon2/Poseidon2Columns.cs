using Rollup.Stark.Airs;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>The columns of one Poseidon2 permutation of width 16. Linear layers are folded into the constraints; M is the external one, I the internal one.</summary>
public struct Poseidon2Columns<T>
{
    /// <summary>The state before the permutation.</summary>
    public ColumnArrays.Of16<T> Input;

    /// <summary>[round, element] of the first four external rounds: M·(s + c)³, where s starts as M·Input.</summary>
    public ColumnArrays.Of64<T> Initial;

    /// <summary>Per internal round: (s₀ + c)³; the state then is I·(that, s₁, …, s₁₅).</summary>
    public ColumnArrays.Of20<T> Internal;

    /// <summary>[round, element] of the last four external rounds: M·(s + c)³. The last sixteen are the output.</summary>
    public ColumnArrays.Of64<T> Final;
}
