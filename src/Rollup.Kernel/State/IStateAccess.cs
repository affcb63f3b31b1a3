using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// The state as execution sees it: the verified witness when proving, an overlay of the node's state when sequencing. Passed as
/// <c>ref TState state where TState : struct, IStateAccess, allows ref struct</c>, so that calls are direct.
/// Every method returns false if the entry is not part of this view (the witness is incomplete); the caller then stops with a
/// typed failure: a missing entry never reads as absent.
/// </summary>
public interface IStateAccess
{
    /// <summary>The account at <paramref name="address"/>; <see cref="AccountState.Empty"/> if it is absent.</summary>
    bool TryGetAccount(in Address address, out AccountState account);

    /// <summary>Replaces the account; <see cref="AccountState.Empty"/> removes it.</summary>
    bool TrySetAccount(in Address address, in AccountState account);

    /// <summary>The value of a storage slot; 0 if it is absent.</summary>
    bool TryGetSlot(in Address address, in U256 slot, out U256 value);

    /// <summary>Replaces the value of a storage slot; 0 removes it.</summary>
    bool TrySetSlot(in Address address, in U256 slot, in U256 value);
}
