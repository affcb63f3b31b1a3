using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Rpc.Tests;

/// <summary>A contract of a test chain's genesis; its nonce is 1, as that of any created contract.</summary>
internal sealed record TestContract(Address Address, byte[] Code)
{
    public U256 Balance { get; init; }

    public IReadOnlyDictionary<U256, U256> Storage { get; init; } = new Dictionary<U256, U256>();

    /// <summary>A call's state overrides that give one account these fields.</summary>
    public static string Override(string address, string fields) => $$"""{"{{address}}":{{fields}} }""";

    /// <summary>What the state holds of it.</summary>
    public IEnumerable<(StateKey Key, StateValue Value)> Entries()
    {
        SoftwareHost host = default;
        AccountState account = new(1, Balance, Keccak256.Hash(Code), CodeCommitment.Compute(ref host, Code), (uint)Code.Length);
        return Storage.Select(slot => (StateKey.StorageSlot(Address, slot.Key), StateValue.OfSlot(slot.Value)))
            .Append((StateKey.Account(Address), StateValue.OfAccount(in account)));
    }
}
