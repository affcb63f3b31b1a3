using System.Text;
using Rollup.Execution.Blocks;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.StateTests;

/// <summary>A test's accounts as the executors see them, and the accounts after a block.</summary>
public sealed class TestBaseState : IBaseState
{
    /// <summary>
    /// An account that is empty but in the trie, as old tests have them: to the executors another value than the absent account, so that its
    /// removal (EIP-161) counts as a change.
    /// </summary>
    private static readonly AccountState EmptyButThere = new(0, default, AccountState.EmptyCodeHash, Digest.FromElements(Enumerable.Repeat(KoalaBear.One, Digest.Length).ToArray()), 0);

    private readonly IReadOnlyDictionary<Address, TestAccount> _accounts;
    private readonly Dictionary<Address, AccountState> _states = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];
    private readonly IReadOnlyDictionary<ulong, Hash256>? _blockHashes;

    /// <summary>
    /// The state of <paramref name="accounts"/>, which must not change. Without <paramref name="blockHashes"/> the hashes are those of official
    /// tests: of the number's decimal digits.
    /// </summary>
    public TestBaseState(IReadOnlyDictionary<Address, TestAccount> accounts, IReadOnlyDictionary<ulong, Hash256>? blockHashes = null)
    {
        _accounts = accounts;
        _blockHashes = blockHashes;
        foreach ((Address address, TestAccount account) in accounts)
        {
            Hash256 codeHash = Keccak256.Hash(account.Code);
            _codes[codeHash] = account.Code;
            _states[address] = new AccountState(account.Nonce, account.Balance, in codeHash, default, (uint)account.Code.Length);
            if (_states[address].IsEmpty)
                _states[address] = EmptyButThere;
        }
    }

    /// <inheritdoc/>
    public AccountState GetAccount(in Address address) => _states.GetValueOrDefault(address, AccountState.Empty);

    /// <inheritdoc/>
    public U256 GetSlot(in Address address, in U256 slot) =>
        _accounts.TryGetValue(address, out TestAccount? account) ? account.Storage.GetValueOrDefault(slot) : default;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> GetCode(in Hash256 codeHash) => _codes[codeHash];

    /// <inheritdoc/>
    public Hash256 GetBlockHash(ulong number) => _blockHashes?[number] ?? Keccak256.Hash(Encoding.ASCII.GetBytes(number.ToString()));

    /// <inheritdoc/>
    public bool HasStorage(in Address address) => _accounts.TryGetValue(address, out TestAccount? account) && account.Storage.Count > 0;

    /// <summary>
    /// The accounts after a block. <paramref name="touched"/> are accounts that were credited, be it with nothing: they are removed if they are
    /// empty.
    /// </summary>
    public Dictionary<Address, TestAccount> After(StateChanges changes, params ReadOnlySpan<Address> touched)
    {
        Dictionary<Address, TestAccount> after = new(_accounts);
        Dictionary<Hash256, byte[]> codes = changes.Codes.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
        foreach ((Address address, AccountState state) in changes.Accounts)
        {
            after.Remove(address, out TestAccount? before);
            if (state.IsEmpty)
                continue;
            TestAccount account = before?.Clone() ?? new TestAccount();
            account.Nonce = state.Nonce;
            account.Balance = state.Balance;
            account.Code = state.HasCode ? codes.GetValueOrDefault(state.CodeHash) ?? _codes[state.CodeHash] : [];
            after[address] = account;
        }

        foreach (IGrouping<Address, KeyValuePair<StateKey, U256>> slots in changes.Slots.GroupBy(entry => entry.Key.Address))
        {
            TestAccount account = after[slots.Key] = after[slots.Key].Clone();
            foreach ((StateKey key, U256 value) in slots)
            {
                if (value.IsZero)
                    account.Storage.Remove(key.Slot);
                else
                    account.Storage[key.Slot] = value;
            }
        }

        foreach (Address address in touched)
        {
            if (after.TryGetValue(address, out TestAccount? account) && account.Nonce == 0 && account.Balance.IsZero && account.Code.Length == 0)
                after.Remove(address);
        }

        return after;
    }
}
