using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>Zba: rd = rs2 + (rs1 &lt;&lt; n), of which the forms .UW take the low 32 bits of rs1.</summary>
public struct ShiftAddColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>One flag per operation of <see cref="ShiftAddInstruction"/>.</summary>
    public ColumnArrays.Of7<T> Is;

    /// <summary>rs2 + 2^n·rs1 modulo 2^64.</summary>
    public WordColumns<T> Result;

    /// <summary>What is carried out of each limb: 8 at most.</summary>
    public WordColumns<T> Carry;
}
