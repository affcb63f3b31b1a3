using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>A <see cref="StateOverlay"/> as the kernel sees it. Complete, so every access succeeds.</summary>
public readonly struct OverlayAccess(StateOverlay overlay) : IStateAccess
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
}
