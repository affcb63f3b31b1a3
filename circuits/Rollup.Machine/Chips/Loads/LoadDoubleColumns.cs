using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Loads;

/// <summary>LD at a multiple of 8.</summary>
public struct LoadDoubleColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public LoadForm<T> Form;
}
