using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.Shifts;

/// <summary>
/// Every shift and rotation but those of <see cref="ShiftLeftInstruction"/> and <see cref="ShiftRightInstruction"/>. The amount 16·l + b, taken from rs2 or the program, shifts a word X by limbs and bits:
/// X is rs1, or its low half with what belongs above it. As there, to the right LowBits = b and Factor = 2^(16 − b), to the left LowBits = 16 − b and Factor = 2^b.
/// </summary>
public struct ShiftColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>One flag per operation of <see cref="ShiftInstruction"/>.</summary>
    public ColumnArrays.Of15<T> Is;

    /// <summary>The bits of b.</summary>
    public WordColumns<T> AmountBits;

    /// <summary>2^(b mod 4).</summary>
    public T LowPower;

    /// <summary>2^(b − b mod 4).</summary>
    public T HighPower;

    /// <summary>2^b.</summary>
    public T Power;

    /// <summary>2^b to the left, 2^(16 − b) to the right.</summary>
    public T Factor;

    /// <summary>16 − b to the left, b to the right.</summary>
    public T LowBits;

    /// <summary>16·l + b.</summary>
    public T Amount;

    /// <summary>The amount if it comes from the program, else 0.</summary>
    public T ImmediateAmount;

    /// <summary>What of the lowest limb of rs2 is above the amount, if that comes from rs2.</summary>
    public T Rest;

    /// <summary>1 at l if the row is a shift to the left.</summary>
    public WordColumns<T> Left;

    /// <summary>1 at l if the row is a shift to the right.</summary>
    public WordColumns<T> Right;

    /// <summary>1 at l if the row is a rotation to the right, at 3 − l if it is one to the left.</summary>
    public WordColumns<T> Rotate;

    /// <summary>The top limb of what an arithmetic shift extends, else 0.</summary>
    public T SignedLimb;

    /// <summary>Its sign.</summary>
    public T Sign;

    /// <summary>Limb 2 of X.</summary>
    public T Upper0;

    /// <summary>Limb 3 of X.</summary>
    public T Upper1;

    /// <summary>X, split.</summary>
    public SplitColumns<T> Parts;

    /// <summary>X, shifted.</summary>
    public WordColumns<T> Shifted;

    /// <summary>The top bit of the low half of Shifted if that is the result, else 0.</summary>
    public T WordSign;

    /// <summary>The upper limbs of the result.</summary>
    public T Result2;

    public T Result3;
}
