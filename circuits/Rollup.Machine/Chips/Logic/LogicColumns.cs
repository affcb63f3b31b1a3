using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Logic;

/// <summary>AND, OR, XOR, ANDN, ORN, XNOR.</summary>
public struct LogicColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>One flag per instruction.</summary>
    public T IsAnd;

    public T IsOr;

    public T IsXor;

    public T IsAndNot;

    public T IsOrNot;

    public T IsXorNot;

    /// <summary>The low bytes of the limbs of rs1.</summary>
    public WordColumns<T> LeftLow;

    /// <summary>The low bytes of the limbs of rs2.</summary>
    public WordColumns<T> RightLow;

    /// <summary>The low bytes of rs1 AND rs2.</summary>
    public WordColumns<T> AndLow;

    /// <summary>The high bytes of rs1 AND rs2.</summary>
    public WordColumns<T> AndHigh;

    /// <summary>rs1 and rs2, combined.</summary>
    public WordColumns<T> Result;
}
