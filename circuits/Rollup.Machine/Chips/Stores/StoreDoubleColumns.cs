using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Stores;

/// <summary>SD at a multiple of 8.</summary>
public struct StoreDoubleColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public StoreForm<T> Form;
}
