using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>A storage slot that the transaction has loaded, or a transient one (which has no original).</summary>
internal struct SlotEntry
{
    /// <summary>Index of the account in the journal.</summary>
    public int Account;

    /// <summary>Accessed (EIP-2929).</summary>
    public bool IsWarm;

    public U256 Slot;

    /// <summary>The value before the transaction (EIP-2200).</summary>
    public U256 Original;

    public U256 Value;
}
