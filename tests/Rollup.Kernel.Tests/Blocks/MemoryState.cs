using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.Blocks;

/// <summary>A state in two dictionaries. Entries named in <see cref="Missing"/> have no answer, as in an incomplete witness.</summary>
internal readonly struct MemoryState() : IStateAccess
{
    public Dictionary<Address, AccountState> Accounts { get; } = [];

    public Dictionary<(Address Address, U256 Slot), U256> Slots { get; } = [];

    public HashSet<StateKey> Missing { get; } = [];

    public HashSet<StateKey> Touched { get; } = [];

    public AccountState this[Address address]
    {
        get => Accounts.GetValueOrDefault(address, AccountState.Empty);
        set => Accounts[address] = value;
    }

    public bool TryGetAccount(in Address address, out AccountState account)
    {
        account = this[address];
        return Has(StateKey.Account(in address));
    }

    public bool TrySetAccount(in Address address, in AccountState account)
    {
        Accounts[address] = account;
        if (account.IsEmpty)
            Accounts.Remove(address);
        return Has(StateKey.Account(in address));
    }

    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = Slots.GetValueOrDefault((address, slot));
        return Has(StateKey.StorageSlot(in address, in slot));
    }

    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        Slots[(address, slot)] = value;
        if (value.IsZero)
            Slots.Remove((address, slot));
        return Has(StateKey.StorageSlot(in address, in slot));
    }

    private bool Has(StateKey key)
    {
        Touched.Add(key);
        return !Missing.Contains(key);
    }
}
