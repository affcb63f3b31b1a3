using Rollup.Stark.Airs;

namespace Rollup.Stark.Chips.MulMod;

/// <summary>
/// The columns of one multiplication a·b = q·m + r, r below m, over bytes, lowest first; m is at most 2^256, so it has a 33rd digit.
/// </summary>
public struct MulModColumns<T>
{
    /// <summary>1 if the row is a multiplication, 0 if it is padding, which is constrained the same but sends nothing.</summary>
    public T IsReal;

    /// <summary>a, any 256-bit number.</summary>
    public ColumnArrays.Of32<T> Left;

    /// <summary>b, any 256-bit number.</summary>
    public ColumnArrays.Of32<T> Right;

    /// <summary>The low 256 bits of m.</summary>
    public ColumnArrays.Of32<T> Modulus;

    /// <summary>1 if m = 2^256, and then the low bits are zero.</summary>
    public T ModulusTop;

    /// <summary>r, the result.</summary>
    public ColumnArrays.Of32<T> Result;

    /// <summary>m − 1 − r, which is not negative.</summary>
    public ColumnArrays.Of32<T> Slack;

    /// <summary>The carries of r + slack + 1 = m, one after each byte.</summary>
    public ColumnArrays.Of32<T> SlackCarry;

    /// <summary>q; a·b is below 2^512, so q is too.</summary>
    public ColumnArrays.Of64<T> Quotient;

    /// <summary>The low bytes of the carries of a·b − q·m − r, each plus 2^15, one per product digit but the last.</summary>
    public ColumnArrays.Of96<T> CarryLow;

    /// <summary>Their high bytes.</summary>
    public ColumnArrays.Of96<T> CarryHigh;
}
