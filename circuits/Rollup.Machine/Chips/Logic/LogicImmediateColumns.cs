using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Logic;

/// <summary>ANDI, ORI, XORI. Of the sign-extended immediate all bits but the lowest eleven are its sign, so that only the lowest limb needs lookups.</summary>
public struct LogicImmediateColumns<T>
{
    public ImmediateForm<T> Form;

    /// <summary>1 if the row is ANDI.</summary>
    public T IsAnd;

    /// <summary>1 if the row is ORI.</summary>
    public T IsOr;

    /// <summary>1 if the row is XORI.</summary>
    public T IsXor;

    /// <summary>The bytes of the lowest limb of the immediate, from the program.</summary>
    public T ImmediateLow;

    public T ImmediateHigh;

    /// <summary>1 if the three other limbs are 0xFFFF, 0 if they are 0.</summary>
    public T ImmediateSign;

    /// <summary>The low byte of the lowest limb of rs1.</summary>
    public T LeftLow;

    /// <summary>The bytes of the conjunction of the lowest limbs.</summary>
    public T AndLow;

    public T AndHigh;

    /// <summary>rs1 and immediate, combined.</summary>
    public WordColumns<T> Result;
}
