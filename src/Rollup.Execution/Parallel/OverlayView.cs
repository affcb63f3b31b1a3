using System.Runtime.InteropServices;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>The base state with the changes of the block so far on top, for one transaction after the other; it keeps all that was looked at.</summary>
internal readonly struct OverlayView(IBaseState baseState, CodeCache codes) : IEvmState
{
    private readonly Dictionary<Address, (AccountState Before, AccountState Now)> _accounts = [];
    private readonly Dictionary<StateKey, (U256 Before, U256 Now)> _slots = [];
    private readonly List<Hash256> _createdCodes = [];
    private readonly HashSet<Hash256> _readCodes = [];

    /// <summary>The hashes of the code that was read.</summary>
    public IReadOnlyList<Hash256> CodesRead => [.. _readCodes];

    /// <inheritdoc/>
    public bool TryGetAccount(in Address address, out AccountState account)
    {
        account = Entry(in address).Now;
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetAccount(in Address address, in AccountState account)
    {
        Entry(in address).Now = account;
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetSlot(in Address address, in U256 slot, out U256 value)
    {
        value = Entry(in address, in slot).Now;
        return true;
    }

    /// <inheritdoc/>
    public bool TrySetSlot(in Address address, in U256 slot, in U256 value)
    {
        Entry(in address, in slot).Now = value;
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasCode(in Address address, out bool hasCode)
    {
        hasCode = Entry(in address).Now.HasCode;
        return true;
    }

    /// <inheritdoc/>
    public bool TryCredit(in Address address, in U256 amount)
    {
        ref (AccountState Before, AccountState Now) entry = ref Entry(in address);
        entry.Now = entry.Now.WithBalance(entry.Now.Balance + amount);
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        _ = _readCodes.Add(codeHash);
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
        _ = Entry(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing);
        hash = baseState.GetBlockHash(number);
        return true;
    }

    /// <inheritdoc/>
    public bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = baseState.HasStorage(in address);
        return true;
    }

    /// <summary>All that was looked at or changed.</summary>
    public IReadOnlyList<StateKey> Touched() => [.. _accounts.Keys.Select(address => StateKey.Account(in address)), .. _slots.Keys];

    /// <summary>What differs from the base state.</summary>
    public StateChanges Changes() => new()
    {
        Accounts = [.. _accounts.Where(entry => entry.Value.Now != entry.Value.Before).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Now))],
        Slots = [.. _slots.Where(entry => entry.Value.Now != entry.Value.Before).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Now))],
        Codes = codes.Collect(_createdCodes),
    };

    private ref (AccountState Before, AccountState Now) Entry(in Address address)
    {
        ref (AccountState Before, AccountState Now) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, address, out bool isKnown);
        if (!isKnown)
        {
            entry.Before = baseState.GetAccount(in address);
            entry.Now = entry.Before;
        }

        return ref entry;
    }

    private ref (U256 Before, U256 Now) Entry(in Address address, in U256 slot)
    {
        ref (U256 Before, U256 Now) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, StateKey.StorageSlot(in address, in slot), out bool isKnown);
        if (!isKnown)
        {
            entry.Before = baseState.GetSlot(in address, in slot);
            entry.Now = entry.Before;
        }

        return ref entry;
    }
}
