namespace Rollup.Machine.Chips.MemoryTree;

/// <summary>A word of a block: its limbs, the highest as two bytes.</summary>
public struct LeafWordColumns<T>
{
    public T Limb0;

    public T Limb1;

    public T Limb2;

    /// <summary>Bits 48 to 55.</summary>
    public T Byte6;

    /// <summary>Bits 56 to 63.</summary>
    public T Byte7;
}
