using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Stores;

/// <summary>
/// Stores of 2, 4 and 8 bytes at any address. Of the eight limbs of the two words, five, from the one that holds the first byte on, become Stored; the others stay. The second word is written only if the
/// access reaches into it; its limbs are not used otherwise.
/// </summary>
public struct StoreAnyColumns<T>
{
    public StoreForm<T> Form;

    /// <summary>1 if the row stores 2 bytes.</summary>
    public T IsHalf;

    /// <summary>1 if the row stores 4 bytes.</summary>
    public T IsWord;

    /// <summary>1 if the row stores 8 bytes.</summary>
    public T IsDouble;

    /// <summary>1 at the limb that holds the first byte; all 0 if the row is no instruction.</summary>
    public WordColumns<T> InLimb;

    /// <summary>1 if the first byte is the upper one of its limb.</summary>
    public T IsOdd;

    /// <summary>1 if the access reaches into the next word.</summary>
    public T Crosses;

    /// <summary>The word behind, before.</summary>
    public WriteColumns<T> NextWord;

    /// <summary>The low bytes of the limbs of rs2.</summary>
    public WordColumns<T> ValueLow;

    /// <summary>The bytes of the first limb, before.</summary>
    public T FirstLow;

    public T FirstHigh;

    /// <summary>The bytes of the limb behind the last whole one, before.</summary>
    public T LastLow;

    public T LastHigh;

    /// <summary>The limbs from the first one on, after.</summary>
    public FiveLimbs<T> Stored;
}
