using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Jumps;

/// <summary>BLT, BGE, BLTU, BGEU.</summary>
public struct BranchLessColumns<T>
{
    public BranchForm<T> Form;

    /// <summary>1 if the row is BLT.</summary>
    public T IsLess;

    /// <summary>1 if the row is BGE.</summary>
    public T IsNotLess;

    /// <summary>1 if the row is BLTU.</summary>
    public T IsLessUnsigned;

    /// <summary>1 if the row is BGEU.</summary>
    public T IsNotLessUnsigned;

    public LessColumns<T> Comparison;

    /// <summary>The sign of rs1; 0 if the comparison is unsigned.</summary>
    public T LeftSign;

    /// <summary>The sign of rs2; 0 if the comparison is unsigned.</summary>
    public T RightSign;
}
