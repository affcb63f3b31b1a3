using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.State.Codes;

namespace Rollup.Sequencer.Tests.Pool;

/// <summary>A state of accounts that a test sets.</summary>
internal sealed class FakeState : IStateReader
{
    private readonly Dictionary<Address, AccountState> _accounts = [];

    public void Set(Address address, ulong nonce, U256 balance) => _accounts[address] = new AccountState(nonce, balance);

    /// <summary>Gives the account code: what a delegation looks like to the pool.</summary>
    public void Delegate(Address address)
    {
        AccountState account = _accounts[address];
        _accounts[address] = new AccountState(account.Nonce, account.Balance, Hash256.FromU256(0xef01), default, 23);
    }

    public StateValue Read(in StateKey key) =>
        _accounts.TryGetValue(key.Address, out AccountState account) ? StateValue.OfAccount(account) : StateValue.Absent(in key);

    public ContractCode ReadCode(in Hash256 codeHash) => throw new InvalidDataException("No account here has code.");

    public Hash256? FindBlockHash(ulong number) => null;
}
