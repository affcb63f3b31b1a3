using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.Rare;

/// <summary>
/// Instructions that are seldom executed and share columns: SLT and SLTU with rs2 or an immediate, minima and maxima, counts of zeros, extensions of bytes and halves.
/// </summary>
public struct RareColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>One flag per operation of <see cref="RareInstruction"/>.</summary>
    public ColumnArrays.Of15<T> Is;

    /// <summary>The lowest limb of the immediate, from the program; it stands in for rs2, whose columns then hold it.</summary>
    public T ImmediateLow;

    /// <summary>The three other limbs, 0 or 0xFFFF.</summary>
    public T ImmediateUpper;

    /// <summary>Whether rs1 is less than rs2 or the immediate; only comparisons, minima and maxima look at that.</summary>
    public LessColumns<T> Comparison;

    /// <summary>The sign of rs1 if the comparison is signed, else 0.</summary>
    public T LeftSign;

    /// <summary>The sign of rs2 or the immediate if the comparison is signed, else 0.</summary>
    public T RightSign;

    /// <summary>1 if a minimum or maximum is rs1.</summary>
    public T TakesLeft;

    /// <summary>Of a count of zeros, 1 at the limb of the first one; all 0 if there is none.</summary>
    public WordColumns<T> InLimb;

    /// <summary>The number of that bit in the limb.</summary>
    public T Bit;

    /// <summary>2^Bit, or 0 if there is none.</summary>
    public T Power;

    /// <summary>2^15 / Power.</summary>
    public T Cofactor;

    /// <summary>The limb.</summary>
    public T Selected;

    /// <summary>The low byte of rs1.</summary>
    public T LowByte;

    /// <summary>The sign of what SEXT.B and SEXT.H extend.</summary>
    public T ExtendedSign;

    /// <summary>Of leading zeros, the limb without its highest bit; of trailing zeros, what is above its lowest bit; of an extension, the byte or half without its sign.</summary>
    public T Remainder;

    /// <summary>How many bits the remainder has.</summary>
    public T RemainderBits;

    public WordColumns<T> Result;
}
