using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.State.Codes;

namespace Rollup.Rpc.Overrides;

/// <summary>A state with some accounts as a call pretends them to be.</summary>
internal sealed class OverriddenState : IStateReader
{
    private readonly IStateReader _below;
    private readonly IReadOnlyDictionary<Address, AccountOverride> _overrides;
    private readonly Dictionary<Hash256, ContractCode> _codes = [];

    /// <param name="below">The state.</param>
    /// <param name="overrides">What is different, by account.</param>
    public OverriddenState(IStateReader below, IReadOnlyDictionary<Address, AccountOverride> overrides)
    {
        _below = below;
        _overrides = overrides;
        foreach (AccountOverride account in overrides.Values)
        {
            if (account.Code is { } code)
                _codes[Keccak256.Hash(code)] = new ContractCode(code);
        }
    }

    /// <inheritdoc/>
    public StateValue Read(in StateKey key)
    {
        if (!_overrides.TryGetValue(key.Address, out AccountOverride? account))
            return _below.Read(in key);
        if (key.IsAccount)
            return StateValue.OfAccount(Override(_below.Read(in key).Account, account));
        if (account.Storage is { } storage)
            return StateValue.OfSlot(storage.GetValueOrDefault(key.Slot));
        return account.StorageChanges?.TryGetValue(key.Slot, out U256 value) == true ? StateValue.OfSlot(in value) : _below.Read(in key);
    }

    /// <inheritdoc/>
    public ContractCode ReadCode(in Hash256 codeHash) => _codes.TryGetValue(codeHash, out ContractCode? code) ? code : _below.ReadCode(in codeHash);

    /// <inheritdoc/>
    public Hash256? FindBlockHash(ulong number) => _below.FindBlockHash(number);

    /// <summary>The code's commitment is not computed: only proofs read it, and nothing here is ever proven.</summary>
    private static AccountState Override(in AccountState account, AccountOverride changes)
    {
        ulong nonce = changes.Nonce ?? account.Nonce;
        U256 balance = changes.Balance ?? account.Balance;
        return changes.Code is { } code
            ? new AccountState(nonce, in balance, Keccak256.Hash(code), default, (uint)code.Length)
            : new AccountState(nonce, in balance, account.CodeHash, account.CodeCommitment, account.CodeSize);
    }
}
