using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.State.Codes;

namespace Rollup.Rpc.Chain;

/// <summary>The state at the end of a block in the past: that at the end of an earlier batch, and what the blocks since have changed.</summary>
/// <param name="checkpoint">The state at the end of the batch.</param>
internal sealed class PastState(IStateReader checkpoint) : IStateReader
{
    private readonly Dictionary<StateKey, StateValue> _changes = new(StateKeyComparer.Instance);
    private readonly Dictionary<ulong, Hash256> _hashes = [];

    /// <summary>Adds the next block.</summary>
    public void Add(BlockDiff diff)
    {
        _hashes[diff.Block] = diff.BlockHash;
        foreach ((StateKey key, EntryChange change) in diff.Changes)
            _changes[key] = change.After;
    }

    /// <inheritdoc/>
    public StateValue Read(in StateKey key) => _changes.TryGetValue(key, out StateValue value) ? value : checkpoint.Read(in key);

    /// <inheritdoc/>
    public ContractCode ReadCode(in Hash256 codeHash) => checkpoint.ReadCode(in codeHash);

    /// <inheritdoc/>
    public Hash256? FindBlockHash(ulong number) => _hashes.TryGetValue(number, out Hash256 hash) ? hash : checkpoint.FindBlockHash(number);
}
