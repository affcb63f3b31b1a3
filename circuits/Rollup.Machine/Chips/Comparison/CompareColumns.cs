using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Comparison;

/// <summary>SLT and SLTU.</summary>
public struct CompareColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>1 if the comparison is signed.</summary>
    public T IsSigned;

    /// <summary>1 if the comparison is unsigned.</summary>
    public T IsUnsigned;

    public LessColumns<T> Comparison;

    /// <summary>The sign of rs1; 0 if the comparison is unsigned.</summary>
    public T LeftSign;

    /// <summary>The sign of rs2; 0 if the comparison is unsigned.</summary>
    public T RightSign;
}
