using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Loads;

/// <summary>LW and LWU at a multiple of 4.</summary>
public struct LoadWordColumns<T>
{
    public LoadForm<T> Form;

    /// <summary>1 if the row is LW.</summary>
    public T IsSigned;

    /// <summary>1 if the row is LWU.</summary>
    public T IsUnsigned;

    /// <summary>1 if the upper half of the word is loaded.</summary>
    public T InUpperHalf;

    /// <summary>The limbs of that half.</summary>
    public T Low;

    public T High;

    /// <summary>The top bit of High if the row is LW, else 0.</summary>
    public T Sign;
}
