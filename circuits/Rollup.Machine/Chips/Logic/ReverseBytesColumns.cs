using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Logic;

/// <summary>REV8.</summary>
public struct ReverseBytesColumns<T>
{
    /// <summary>1 if the row is an instruction.</summary>
    public T IsReal;

    public ImmediateForm<T> Form;

    /// <summary>The low bytes of the limbs of rs1.</summary>
    public WordColumns<T> Low;
}
