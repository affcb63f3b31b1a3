using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Arithmetic;

/// <summary>ADDIW: the low 32 bits of the sum, sign-extended.</summary>
public struct AddWordImmediateColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public ImmediateForm<T> Form;

    /// <summary>The lowest limb of the immediate, from the program.</summary>
    public T ImmediateLow;

    /// <summary>The three other limbs, 0 or 0xFFFF.</summary>
    public T ImmediateUpper;

    /// <summary>The limbs of the 32-bit result.</summary>
    public T Low;

    public T High;

    /// <summary>The top bit of High; the two limbs above are its extension.</summary>
    public T Sign;
}
