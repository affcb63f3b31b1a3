using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.Rare;

/// <summary>
/// The instructions that are seldom executed and look at single bits of rs1: counts of zeros and ones, minima and maxima, extensions, ORC.B.
/// </summary>
public struct RareColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>One flag per operation of <see cref="RareInstruction"/>.</summary>
    public ColumnArrays.Of14<T> Is;

    /// <summary>The bits of rs1.</summary>
    public ColumnArrays.Of64<T> Bits;

    /// <summary>Of a count of zeros, 1 at the limb of the first one; all 0 if there is none.</summary>
    public WordColumns<T> InLimb;

    /// <summary>1 at the bit of that limb.</summary>
    public ColumnArrays.Of16<T> AtBit;

    /// <summary>That limb.</summary>
    public T Selected;

    /// <summary>Of leading zeros, the limb without its highest bit; of trailing zeros, what is above its lowest bit.</summary>
    public T Remainder;

    /// <summary>How many bits the remainder has.</summary>
    public T RemainderBits;

    /// <summary>1 if the byte of rs1 has a bit that is 1.</summary>
    public ColumnArrays.Of8<T> IsByteNonzero;

    /// <summary>The inverse of the number of ones in it.</summary>
    public ColumnArrays.Of8<T> ByteInverse;

    /// <summary>Whether rs1 is less than rs2; only minima and maxima look at that.</summary>
    public LessColumns<T> Comparison;

    /// <summary>The sign of rs1 if the comparison is signed, else 0.</summary>
    public T LeftSign;

    /// <summary>The sign of rs2 if the comparison is signed, else 0.</summary>
    public T RightSign;

    /// <summary>1 if a minimum or maximum is rs1.</summary>
    public T TakesLeft;

    public WordColumns<T> Result;
}
