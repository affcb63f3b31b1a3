using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;

namespace Rollup.Machine.Chips.Stores;

/// <summary>SB.</summary>
public struct StoreByteColumns<T>
{
    public StoreForm<T> Form;

    /// <summary>1 at the limb that holds the byte; all 0 if the row is no instruction.</summary>
    public WordColumns<T> InLimb;

    /// <summary>1 if the byte is the upper one of its limb.</summary>
    public T IsHighByte;

    /// <summary>The bytes of that limb, before.</summary>
    public T LowByte;

    public T HighByte;

    /// <summary>The lowest byte of rs2, which is stored.</summary>
    public T Byte;

    /// <summary>The limb after, less the limb before.</summary>
    public T Change;
}
