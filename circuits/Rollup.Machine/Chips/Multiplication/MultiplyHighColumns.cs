using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.Multiplication;

/// <summary>
/// MULH, MULHSU and MULHU, the high 64 bits of the product, and MULW. The product is that of unsigned factors; a negative left factor takes the right one times 2^64 from it, and the other way round.
/// </summary>
public struct MultiplyHighColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>1 if the row is MULH.</summary>
    public T IsSigned;

    /// <summary>1 if the row is MULHSU.</summary>
    public T IsSignedUnsigned;

    /// <summary>1 if the row is MULHU.</summary>
    public T IsUnsigned;

    /// <summary>1 if the row is MULW.</summary>
    public T IsWord;

    public ProductColumns<T> Factors;

    /// <summary>The low four limbs of the product.</summary>
    public WordColumns<T> Low;

    /// <summary>The high four.</summary>
    public WordColumns<T> High;

    /// <summary>What is carried out of each limb; negative ones occur, see <see cref="MultiplyHighInstruction"/>.</summary>
    public ColumnArrays.Of8<T> Carry;

    /// <summary>The sign of rs1 if it counts, else 0.</summary>
    public T LeftSign;

    /// <summary>The sign of rs2 if it counts, else 0.</summary>
    public T RightSign;

    /// <summary>The top bit of the low half if the row is MULW, else 0.</summary>
    public T WordSign;

    /// <summary>High, or the sign-extended low half of Low.</summary>
    public WordColumns<T> Result;
}
