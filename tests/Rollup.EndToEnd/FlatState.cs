using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.EndToEnd;

/// <summary>A complete state in one dictionary; what is not in it is absent.</summary>
internal readonly struct FlatState(IEnumerable<KeyValuePair<StateKey, StateValue>> entries) : IStateAccess
{
    public Dictionary<StateKey, StateValue> Entries { get; } = new(entries);

    public bool TryGetAccount(in Address address, out AccountState account)
    {
        account = Read(StateKey.Account(in address)).Account;
        return true;
    }

    public bool TrySetAccount(in Address address, in AccountState account) => Write(StateKey.Account(in address), StateValue.OfAccount(in account));

    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = Read(StateKey.StorageSlot(in address, in slot)).Word;
        return true;
    }

    public bool TrySetSlot(in Address address, in U256 slot, in U256 value) => Write(StateKey.StorageSlot(in address, in slot), StateValue.OfSlot(in value));

    private StateValue Read(in StateKey key) => Entries.TryGetValue(key, out StateValue value) ? value : StateValue.Absent(in key);

    private bool Write(in StateKey key, in StateValue value)
    {
        if (value.IsAbsent(in key))
            Entries.Remove(key);
        else
            Entries[key] = value;
        return true;
    }
}
