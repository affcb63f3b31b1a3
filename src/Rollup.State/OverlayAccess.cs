using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>A <see cref="StateOverlay"/> as the kernel sees it. Complete, so every access succeeds.</summary>
public readonly struct OverlayAccess(StateOverlay overlay) : IEvmState
{
    /// <inheritdoc/>
    public bool TryGetAccount(in Address address, out AccountState account)
    {
        account = overlay.GetAccount(in address);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetAccount(in Address address, in AccountState account)
    {
        overlay.Write(StateKey.Account(in address), StateValue.OfAccount(in account));
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = overlay.GetSlot(in address, in slot);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        overlay.Write(StateKey.StorageSlot(in address, in slot), StateValue.OfSlot(in value));
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        code = overlay.ReadCode(in codeHash).View;
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        overlay.AddCode(in codeHash, code);
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        hash = overlay.ReadBlockHash(number);
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasCode(in Address address, out bool hasCode)
    {
        hasCode = overlay.GetAccount(in address).HasCode;
        return true;
    }

    /// <summary>Adds to the balance, which cannot exceed what was ever deposited on L1, far below 2^256; should it, it stays at the maximum.</summary>
    public bool TryCredit(in Address address, in U256 amount)
    {
        AccountState account = overlay.GetAccount(in address);
        return TrySetAccount(in address, account.WithBalance(U256.AddOverflows(account.Balance, in amount, out U256 sum) ? U256.MaxValue : sum));
    }

    /// <summary>Never: on this chain storage implies a nonce or code.</summary>
    public bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = false;
        return true;
    }
}
