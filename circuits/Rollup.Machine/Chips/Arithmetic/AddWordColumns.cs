using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>ADDW and SUBW: the low 32 bits of the sum or difference, sign-extended.</summary>
public struct AddWordColumns<T>
{
    public RegisterForm<T> Form;

    /// <summary>1 if the row is an addition.</summary>
    public T IsAdd;

    /// <summary>1 if the row is a subtraction.</summary>
    public T IsSub;

    /// <summary>The limbs of the 32-bit result.</summary>
    public T Low;

    public T High;

    /// <summary>The top bit of High; the two limbs above are its extension.</summary>
    public T Sign;
}
