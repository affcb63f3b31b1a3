using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>ADDI.</summary>
public struct AddImmediateColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public ImmediateForm<T> Form;

    /// <summary>The lowest limb of the immediate, from the program.</summary>
    public T Low;

    /// <summary>The three other limbs, 0 or 0xFFFF.</summary>
    public T Upper;

    /// <summary>rs1 + immediate without the carry out of 64 bits.</summary>
    public WordColumns<T> Result;
}
