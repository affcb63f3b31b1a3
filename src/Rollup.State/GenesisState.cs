using Rollup.Execution.Native;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Storage;

namespace Rollup.State;

/// <summary>The state before the first block: the allocated balances and the two system accounts.</summary>
public static class GenesisState
{
    /// <summary>Batch 0, to be written to an empty store. Its checkpoint's root and next index go into the genesis header.</summary>
    public static SealedBatch Create(IReadOnlyDictionary<Address, U256> allocation)
    {
        Dictionary<StateKey, StateValue> values = allocation.ToDictionary(
            entry => StateKey.Account(entry.Key),
            entry => StateValue.OfAccount(new AccountState(0, entry.Value)));
        StateValue system = StateValue.OfAccount(SystemAccount());
        values[StateKey.Account(ProtocolConstants.Messenger)] = system;
        values[StateKey.Account(ProtocolConstants.BlockHashes)] = system;

        StateSealer sealer = new(EmptyStateStore.Instance, new Checkpoint(0, 0, default, 0));
        return sealer.Seal(
            batch: 0,
            lastBlock: 0,
            values.Keys,
            (keys, _) => [.. keys.Select(key => new CachedEntry(0, StateValue.Absent(in key)))],
            (key, _) => values[key],
            lastBlockDiff: null) with { Codes = [new CodeRow(system.Account.CodeHash, SystemCode)] };
    }

    private static byte[] SystemCode => [ProtocolConstants.SystemAccountCode];

    private static AccountState SystemAccount()
    {
        NativeHost host = default;
        ReadOnlySpan<byte> code = SystemCode;
        return new AccountState(
            ProtocolConstants.SystemAccountNonce, U256.Zero, Keccak256.Hash(code), CodeCommitment.Compute(ref host, code), (uint)code.Length);
    }
}
