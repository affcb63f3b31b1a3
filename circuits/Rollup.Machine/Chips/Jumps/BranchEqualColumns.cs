using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Jumps;

/// <summary>BEQ and BNE. With d_i the differences of the limbs, left − right.</summary>
public struct BranchEqualColumns<T>
{
    public BranchForm<T> Form;

    /// <summary>1 if the row is BEQ.</summary>
    public T IsEqual;

    /// <summary>1 if the row is BNE.</summary>
    public T IsNotEqual;

    /// <summary>1 if the operands differ: Different = LowInverse·(d₀ + Mix·d₁) + HighInverse·(d₂ + Mix·d₃), which no choice of the three can make 1 if all d_i are 0.</summary>
    public T Different;

    /// <summary>1 if only d₁ or d₃ tells the operands apart.</summary>
    public T Mix;

    public T LowInverse;

    public T HighInverse;
}
