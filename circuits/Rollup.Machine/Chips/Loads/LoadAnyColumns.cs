using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;

namespace Rollup.Machine.Chips.Loads;

/// <summary>
/// Any load at any address. The eight limbs of the two words make a row of which five, from the one that holds the first byte on, are split into bytes. The second word is read only if the access
/// reaches into it; its limbs are not used otherwise.
/// </summary>
public struct LoadAnyColumns<T>
{
    public LoadForm<T> Form;

    /// <summary>1 if the row loads 1 byte.</summary>
    public T IsByte;

    /// <summary>1 if the row loads 2 bytes.</summary>
    public T IsHalf;

    /// <summary>1 if the row loads 4 bytes.</summary>
    public T IsWord;

    /// <summary>1 if the row loads 8 bytes.</summary>
    public T IsDouble;

    /// <summary>1 if the row extends with zeros.</summary>
    public T IsUnsigned;

    /// <summary>1 at the limb that holds the first byte; all 0 if the row is no instruction.</summary>
    public WordColumns<T> InLimb;

    /// <summary>1 if the first byte is the upper one of its limb.</summary>
    public T IsOdd;

    /// <summary>1 if the access reaches into the next word.</summary>
    public T Crosses;

    /// <summary>The word behind.</summary>
    public ReadColumns<T> NextWord;

    /// <summary>The low bytes of the limbs from the first one on.</summary>
    public FiveLimbs<T> LowBytes;

    /// <summary>Their high bytes.</summary>
    public FiveLimbs<T> HighBytes;

    /// <summary>Eight bytes from the address on.</summary>
    public WordColumns<T> Loaded;

    /// <summary>The first of them.</summary>
    public T Byte;

    /// <summary>The top bit of what is loaded if that is extended, else 0.</summary>
    public T Sign;

    /// <summary>The byte or limb that the sign is taken from, without it.</summary>
    public T BelowSign;

    /// <summary>What is loaded, extended.</summary>
    public WordColumns<T> Result;
}
