using Rollup.Kernel.Evm;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>The base state with the changes of the block so far on top, for one transaction after the other.</summary>
internal readonly struct OverlayView(IBaseState baseState, CodeCache codes) : IEvmState
{
    private readonly Dictionary<Address, AccountState> _accounts = [];
    private readonly Dictionary<StateKey, U256> _slots = [];
    private readonly List<Hash256> _createdCodes = [];

    /// <inheritdoc/>
    public bool TryGetAccount(in Address address, out AccountState account)
    {
        if (!_accounts.TryGetValue(address, out account))
            account = baseState.GetAccount(in address);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetAccount(in Address address, in AccountState account)
    {
        _accounts[address] = account;
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        if (!_slots.TryGetValue(StateKey.StorageSlot(in address, in slot), out value))
            value = baseState.GetSlot(in address, in slot);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        _slots[StateKey.StorageSlot(in address, in slot)] = value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasCode(in Address address, out bool hasCode)
    {
        _ = TryGetAccount(in address, out AccountState account);
        hasCode = account.HasCode;
        return true;
    }

    /// <inheritdoc/>
    public bool TryCredit(in Address address, in U256 amount) =>
        TryGetAccount(in address, out AccountState account) && TrySetAccount(in address, account.WithBalance(account.Balance + amount));

    /// <inheritdoc/>
    public bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        if (!codes.TryGet(in codeHash, out code))
            code = codes.Add(in codeHash, baseState.GetCode(in codeHash));
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        _ = codes.Add(in codeHash, code);
        _createdCodes.Add(codeHash);
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        hash = baseState.GetBlockHash(number);
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = baseState.HasStorage(in address);
        return true;
    }

    /// <summary>What differs from the base state.</summary>
    public StateChanges Changes()
    {
        var accounts = new List<KeyValuePair<Address, AccountState>>(_accounts.Count);
        foreach (KeyValuePair<Address, AccountState> entry in _accounts)
        {
            if (entry.Value != baseState.GetAccount(entry.Key))
                accounts.Add(entry);
        }

        var slots = new List<KeyValuePair<StateKey, U256>>(_slots.Count);
        foreach (KeyValuePair<StateKey, U256> entry in _slots)
        {
            if (entry.Value != baseState.GetSlot(entry.Key.Address, entry.Key.Slot))
                slots.Add(entry);
        }

        return new StateChanges { Accounts = accounts, Slots = slots, Codes = codes.Collect(_createdCodes) };
    }
}
