using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Loads;

/// <summary>LBU.</summary>
public struct LoadByteColumns<T>
{
    public LoadForm<T> Form;

    /// <summary>1 at the limb that holds the byte; all 0 if the row is no instruction.</summary>
    public WordColumns<T> InLimb;

    /// <summary>1 if the byte is the upper one of its limb.</summary>
    public T IsHighByte;

    /// <summary>The bytes of the limb.</summary>
    public T LowByte;

    public T HighByte;

    /// <summary>The byte that is loaded.</summary>
    public T Byte;
}
