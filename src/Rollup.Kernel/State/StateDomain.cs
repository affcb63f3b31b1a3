namespace Rollup.Kernel.State;

/// <summary>The domains, in the sponge's capacity, that keep the tree's uses of the width-24 sponge apart.</summary>
public static class StateDomain
{
    /// <summary>A key: kind, address, slot.</summary>
    public const uint Key = 1;

    /// <summary>A leaf that holds an account.</summary>
    public const uint AccountLeaf = 2;

    /// <summary>A leaf that holds a storage slot.</summary>
    public const uint SlotLeaf = 3;

    /// <summary>A contract's code.</summary>
    public const uint Code = 4;
}
