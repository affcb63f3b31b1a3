using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>rd = rs1, or the low 32 bits of it: ADDI of 0, ADD.UW with x0.</summary>
public struct MoveColumns<T>
{
    public ImmediateForm<T> Form;

    /// <summary>1 if the row takes all of rs1.</summary>
    public T IsMove;

    /// <summary>1 if the row takes the low 32 bits.</summary>
    public T IsWord;

    /// <summary>The upper limbs of rs1, or 0.</summary>
    public T Upper0;

    public T Upper1;
}
