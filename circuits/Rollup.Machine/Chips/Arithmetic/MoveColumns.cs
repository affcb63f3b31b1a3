using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>rd = rs1: ADDI of 0.</summary>
public struct MoveColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public ImmediateForm<T> Form;
}
