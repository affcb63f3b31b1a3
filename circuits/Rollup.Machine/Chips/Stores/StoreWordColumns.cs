using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Stores;

/// <summary>SW at a multiple of 4.</summary>
public struct StoreWordColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public StoreForm<T> Form;

    /// <summary>1 if the upper half of the word is overwritten.</summary>
    public T InUpperHalf;
}
