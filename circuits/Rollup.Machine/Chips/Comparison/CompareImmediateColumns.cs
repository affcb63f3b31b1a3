using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Comparison;

/// <summary>SLTI and SLTIU, which compares with the sign-extended immediate as an unsigned number.</summary>
public struct CompareImmediateColumns<T>
{
    public ImmediateForm<T> Form;

    /// <summary>1 if the comparison is signed.</summary>
    public T IsSigned;

    /// <summary>1 if the comparison is unsigned.</summary>
    public T IsUnsigned;

    public LessColumns<T> Comparison;

    /// <summary>The sign of rs1; 0 if the comparison is unsigned.</summary>
    public T LeftSign;

    /// <summary>The lowest limb of the immediate, from the program.</summary>
    public T Low;

    /// <summary>The three other limbs, 0 or 0xFFFF.</summary>
    public T Upper;

    /// <summary>1 if the comparison is signed and the immediate negative: IsSigned · Upper / 0xFFFF.</summary>
    public T ImmediateSign;
}
