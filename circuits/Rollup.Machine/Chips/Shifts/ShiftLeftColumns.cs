using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Shifts;

/// <summary>SLLI and SLLI.UW, which takes the low 32 bits of rs1, by 16·l + b: LowBits = 16 − b, Factor = 2^b, and limb j of the result is Factor·Low[j − l] + High[j − l − 1].</summary>
public struct ShiftLeftColumns<T>
{
    public ImmediateForm<T> Form;

    /// <summary>1 if the row is SLLI.UW.</summary>
    public T IsUnsignedWord;

    /// <summary>Bits of the low part of a limb, from the program.</summary>
    public T LowBits;

    /// <summary>2^(16 − LowBits), from the program.</summary>
    public T Factor;

    /// <summary>1 at the number of whole limbs; all 0 if the row is no instruction.</summary>
    public WordColumns<T> Shift;

    /// <summary>What is shifted, split.</summary>
    public SplitColumns<T> Parts;

    /// <summary>The same, shifted.</summary>
    public WordColumns<T> Result;
}
