using Rollup.Machine.Access;

namespace Rollup.Machine.Chips.Jumps;

/// <summary>BEQ, BNE, BLT and BGE with x0.</summary>
public struct BranchZeroColumns<T>
{
    /// <summary>1 if the row is BEQ.</summary>
    public T IsEqual;

    /// <summary>1 if the row is BNE.</summary>
    public T IsNotEqual;

    /// <summary>1 if the row is BLT.</summary>
    public T IsLess;

    /// <summary>1 if the row is BGE.</summary>
    public T IsNotLess;

    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rs1;

    /// <summary>target/4, from the program.</summary>
    public T Target;

    /// <summary>taken · (Target − Pc − 1).</summary>
    public T Distance;

    public ReadColumns<T> Left;

    /// <summary>1 if rs1 is not 0: if the sum of its limbs, which is far below p, has an inverse.</summary>
    public T Nonzero;

    public T Inverse;

    /// <summary>The sign of rs1 if the row looks at it, else 0.</summary>
    public T Sign;
}
