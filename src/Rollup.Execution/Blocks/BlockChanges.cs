using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Blocks;

/// <summary>What one thread collected of a block's changes. Serves again for the next block.</summary>
internal sealed class BlockChanges
{
    public List<KeyValuePair<Address, AccountState>> Accounts { get; } = [];

    public List<KeyValuePair<StateKey, U256>> Slots { get; } = [];

    public List<StateKey> Touched { get; } = [];

    /// <summary>Forgets the last block.</summary>
    public void Clear()
    {
        Accounts.Clear();
        Slots.Clear();
        Touched.Clear();
    }
}

/// <summary>
/// How the state after a block differs from the one before: final values, only of keys whose value is another one than before, in no
/// particular order. An absent account is <see cref="AccountState.Empty"/>, an absent slot 0.
/// </summary>
public sealed class StateChanges
{
    /// <summary>The accounts that changed.</summary>
    public required IReadOnlyList<KeyValuePair<Address, AccountState>> Accounts { get; init; }

    /// <summary>The slots that changed.</summary>
    public required IReadOnlyList<KeyValuePair<StateKey, U256>> Slots { get; init; }

    /// <summary>The code that included transactions created, each once, by its Keccak hash, in order of first creation.</summary>
    public required IReadOnlyList<KeyValuePair<Hash256, ReadOnlyMemory<byte>>> Codes { get; init; }
}
