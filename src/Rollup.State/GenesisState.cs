using Rollup.Execution.Native;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Storage;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>
/// The state before the first block: the allocated balances, the two system accounts, and the CREATE2 factory that tools expect on every chain.
/// </summary>
public static class GenesisState
{
    /// <summary>
    /// Where Foundry and others deploy contracts through, so that they have the same address on every chain (github.com/Arachnid/deterministic-deployment-proxy).
    /// Elsewhere it comes by a transaction without a chain id, which this chain refuses.
    /// </summary>
    public static Address Create2Factory { get; } = Address.FromSpan(Convert.FromHexString("4e59b44847b379578588920ca78fbf26c0b4956c"));

    /// <summary>CREATE2 of all but the first 32 bytes of the input, with those as the salt; returns the address.</summary>
    private static byte[] Create2FactoryCode => Convert.FromHexString(
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3");

    private static byte[] SystemCode => [ProtocolConstants.SystemAccountCode];

    /// <summary>Batch 0, to be written to an empty store. Its checkpoint's root and next index go into the genesis header.</summary>
    public static SealedBatch Create(IReadOnlyDictionary<Address, U256> allocation)
    {
        Dictionary<StateKey, StateValue> values = allocation.ToDictionary(
            entry => StateKey.Account(entry.Key),
            entry => StateValue.OfAccount(new AccountState(0, entry.Value)));
        List<CodeRow> codes = [];

        void Add(Address address, ulong nonce, byte[] code)
        {
            NativeHost host = default;
            var row = new CodeRow(Keccak256.Hash(code), code);
            var account = new AccountState(nonce, allocation.GetValueOrDefault(address), row.Hash, CodeCommitment.Compute(ref host, code), (uint)code.Length);
            values[StateKey.Account(in address)] = StateValue.OfAccount(in account);
            codes.Add(row);
        }

        Add(ProtocolConstants.Messenger, ProtocolConstants.SystemAccountNonce, SystemCode);
        Add(ProtocolConstants.BlockHashes, ProtocolConstants.SystemAccountNonce, SystemCode);
        Add(Create2Factory, nonce: 1, Create2FactoryCode);

        StateSealer sealer = new(EmptyStateStore.Instance, new Checkpoint(0, 0, default, 0));
        return sealer.Seal(
            batch: 0,
            lastBlock: 0,
            values.Keys,
            (keys, _) => [.. keys.Select(key => new CachedEntry(0, StateValue.Absent(in key)))],
            (key, _) => values[key],
            lastBlockDiff: null) with { Codes = codes };
    }
}
