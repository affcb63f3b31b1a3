using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Shifts;

/// <summary>SRLI and SRAI by 16·l + b: LowBits = b, Factor = 2^(16 − b), and limb j of the result is High[j + l] + Factor·Low[j + l + 1], where above rs1 there are zeros or the sign.</summary>
public struct ShiftRightColumns<T>
{
    public ImmediateForm<T> Form;

    /// <summary>1 if the row is SRAI.</summary>
    public T IsArithmetic;

    /// <summary>The sign of rs1 if the row is SRAI, else 0.</summary>
    public T Sign;

    /// <summary>Bits of the low part of a limb, from the program.</summary>
    public T LowBits;

    /// <summary>2^(16 − LowBits), from the program.</summary>
    public T Factor;

    /// <summary>1 at the number of whole limbs; all 0 if the row is no instruction.</summary>
    public WordColumns<T> Shift;

    /// <summary>rs1, split.</summary>
    public SplitColumns<T> Parts;

    /// <summary>rs1, shifted.</summary>
    public WordColumns<T> Result;
}
