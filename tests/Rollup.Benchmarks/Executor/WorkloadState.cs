using Rollup.Execution.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Testing;

namespace Rollup.Benchmarks.Executor;

/// <summary>A base state in memory, with contracts of <c>Contracts</c> whose storage is written by the layout that the compiler gives it.</summary>
internal sealed class WorkloadState : IBaseState
{
    /// <summary>The mapping of balances of OpenZeppelin's ERC-20.</summary>
    private const ulong Balances = 0;

    /// <summary>The mapping of mappings of allowances.</summary>
    private const ulong Allowances = 1;

    private static readonly U256 Unlimited = ~default(U256);

    private readonly Dictionary<Address, AccountState> _accounts = [];
    private readonly Dictionary<StateKey, U256> _slots = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    /// <summary>Gives an account enough for all fees.</summary>
    public void Fund(Address address) => _accounts[address] = new AccountState(0, U256.One << 80);

    /// <summary>Puts a contract's code at an address.</summary>
    public void Deploy(Address address, CompiledContract contract) => Deploy(address, contract.Runtime);

    /// <summary>Puts code at an address.</summary>
    public void Deploy(Address address, byte[] code)
    {
        Hash256 hash = Keccak256.Hash(code);
        _codes[hash] = code;
        _accounts[address] = new AccountState(1, 0, hash, default, (uint)code.Length);
    }

    /// <summary>Writes a slot.</summary>
    public void Store(Address address, U256 slot, U256 value) => _slots[StateKey.StorageSlot(in address, in slot)] = value;

    /// <summary>Writes the entry of the mapping at a slot that belongs to an address.</summary>
    public void StoreEntry(Address address, U256 mapping, Address key, U256 value) => Store(address, Entry(mapping, key), value);

    /// <summary>Gives <paramref name="holder"/> a balance of a token.</summary>
    public void SetBalance(Address token, Address holder, U256 amount) => StoreEntry(token, Balances, holder, amount);

    /// <summary>Lets <paramref name="spender"/> move everything that <paramref name="holder"/> has.</summary>
    public void Approve(Address token, Address holder, Address spender) => StoreEntry(token, Entry(Allowances, holder), spender, Unlimited);

    /// <inheritdoc/>
    public AccountState GetAccount(in Address address) => _accounts.GetValueOrDefault(address, AccountState.Empty);

    /// <inheritdoc/>
    public U256 GetSlot(in Address address, in U256 slot) => _slots.GetValueOrDefault(StateKey.StorageSlot(in address, in slot));

    /// <inheritdoc/>
    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => _codes[codeHash];

    /// <inheritdoc/>
    public Hash256 GetBlockHash(ulong number) => default;

    /// <inheritdoc/>
    public bool HasStorage(in Address address) => false;

    /// <summary>The slot of a mapping's entry: the hash of key and the mapping's own slot.</summary>
    private static U256 Entry(U256 mapping, Address key) =>
        Keccak256.Hash([.. CompiledContract.Word(key.ToU256()), .. CompiledContract.Word(mapping)]).ToU256();
}
