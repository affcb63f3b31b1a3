using Rollup.Execution.Parallel;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Benchmarks;

/// <summary>A base state in memory.</summary>
internal sealed class DictionaryState : IBaseState
{
    private readonly Dictionary<Address, AccountState> _accounts = [];
    private readonly Dictionary<StateKey, U256> _slots = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    public void Fund(Address address) => _accounts[address] = new AccountState(0, U256.One << 80);

    public void Deploy(Address address, byte[] code)
    {
        Hash256 hash = Keccak256.Hash(code);
        _codes[hash] = code;
        _accounts[address] = new AccountState(1, 0, hash, default, (uint)code.Length);
    }

    public void Store(Address address, U256 slot, U256 value) => _slots[StateKey.StorageSlot(in address, in slot)] = value;

    public AccountState GetAccount(in Address address) => _accounts.GetValueOrDefault(address, AccountState.Empty);

    public U256 GetSlot(in Address address, in U256 slot) => _slots.GetValueOrDefault(StateKey.StorageSlot(in address, in slot));

    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => _codes[codeHash];

    public Hash256 GetBlockHash(ulong number) => default;

    public bool HasStorage(in Address address) => false;
}
