using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Codes;
using Rollup.Storage;
using Rollup.Storage.StateData;

namespace Rollup.EndToEnd;

/// <summary>A complete state in one dictionary; what is not in it is absent.</summary>
internal readonly struct FlatState(IEnumerable<KeyValuePair<StateKey, StateValue>> entries, IEnumerable<CodeRow> codes) : IEvmState
{
    public Dictionary<StateKey, StateValue> Entries { get; } = new(entries);

    /// <summary>The code created so far, by Keccak hash.</summary>
    public Dictionary<Hash256, ContractCode> Codes { get; } = codes.DistinctBy(code => code.Hash).ToDictionary(code => code.Hash, code => new ContractCode(code.Code.Span));

    /// <summary>The hashes of the blocks executed so far; those before are in the ring.</summary>
    public Dictionary<ulong, Hash256> BlockHashes { get; } = [];

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

    public bool TryGetCode(in Hash256 codeHash, out CodeView code)
    {
        bool isKnown = Codes.TryGetValue(codeHash, out ContractCode? known);
        code = isKnown ? known!.View : default;
        return isKnown;
    }

    public bool TrySetCode(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        _ = Codes.TryAdd(codeHash, new ContractCode(code));
        return true;
    }

    public bool TryGetBlockHash(ulong number, out Hash256 hash)
    {
        bool isKnown = TryGetSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing, out U256 stored);
        hash = BlockHashes.TryGetValue(number, out Hash256 executed) ? executed : Hash256.FromU256(in stored);
        return isKnown;
    }

    public bool TryHasCode(in Address address, out bool hasCode)
    {
        hasCode = Read(StateKey.Account(in address)).Account.HasCode;
        return true;
    }

    public bool TryCredit(in Address address, in U256 amount) =>
        TryGetAccount(in address, out AccountState account) && TrySetAccount(in address, account.WithBalance(account.Balance + amount));

    public bool TryHasStorage(in Address address, out bool hasStorage)
    {
        hasStorage = false;
        return true;
    }

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
