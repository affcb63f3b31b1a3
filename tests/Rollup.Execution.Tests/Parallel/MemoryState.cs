using Rollup.Execution.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>A base state in dictionaries.</summary>
internal sealed class MemoryState : IBaseState
{
    private readonly Dictionary<Address, AccountState> _accounts = [];
    private readonly Dictionary<StateKey, U256> _slots = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    public void Fund(Address address, U256 balance, ulong nonce = 0) => _accounts[address] = new AccountState(nonce, balance);

    public void Deploy(Address address, byte[] code, U256 balance = default)
    {
        Hash256 hash = Keccak256.Hash(code);
        _codes[hash] = code;
        _accounts[address] = new AccountState(1, balance, hash, default, (uint)code.Length);
    }

    public void Store(Address address, U256 slot, U256 value) => _slots[StateKey.StorageSlot(in address, in slot)] = value;

    public AccountState GetAccount(in Address address) => _accounts.GetValueOrDefault(address, AccountState.Empty);

    public U256 GetSlot(in Address address, in U256 slot) => _slots.GetValueOrDefault(StateKey.StorageSlot(in address, in slot));

    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => _codes[codeHash];

    public Hash256 GetBlockHash(ulong number) => Hash256.FromU256(number + 1000);

    public bool HasStorage(in Address address) => false;

    /// <summary>Makes the changes part of the state.</summary>
    public void Apply(StateChanges changes)
    {
        foreach ((Address address, AccountState account) in changes.Accounts)
            _accounts[address] = account;
        foreach ((StateKey key, U256 value) in changes.Slots)
            _slots[key] = value;
        foreach ((Hash256 hash, ReadOnlyMemory<byte> code) in changes.Codes)
            _codes[hash] = code.ToArray();
    }
}
