using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

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
