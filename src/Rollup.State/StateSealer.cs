using Rollup.Execution.Native;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Tree;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>Brings the tree from one checkpoint to the next.</summary>
internal sealed class StateSealer(IStateStore store, Checkpoint checkpoint)
{
    private readonly StateTree<NativeHost> _tree = new(checkpoint.Root, store.ReadBundles);

    /// <summary>Nodes of the tree in memory.</summary>
    public int NodeCount => _tree.NodeCount;

    /// <summary>The state that the tree holds.</summary>
    public Checkpoint Checkpoint { get; private set; } = checkpoint;

    /// <summary>Forgets the tree's nodes, all of which are stored.</summary>
    public void Unload() => _tree.Unload();

    /// <summary>
    /// Applies a batch: its witness is taken before, new leaves get their indices in path order. <paramref name="before"/> gives a touched entry
    /// as of the checkpoint, <paramref name="after"/> its new value.
    /// </summary>
    public SealedBatch Seal(
        ulong batch,
        ulong lastBlock,
        IReadOnlyCollection<StateKey> touched,
        Func<IReadOnlyList<StateKey>, TreeKey[], CachedEntry[]> before,
        Func<StateKey, CachedEntry, StateValue> after,
        BlockDiff? lastBlockDiff)
    {
        StateKey[] keys = [.. touched];
        TreeKey[] paths = ParallelHasher<NativeHost>.Paths(keys);
        Array.Sort(paths, keys);
        CachedEntry[] entries = before(keys, paths);
        _tree.Load(paths);
        TouchedEntry[] changes = new TouchedEntry[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            ulong? index = entries[i].Value.IsAbsent(keys[i]) ? null : entries[i].Index;
            changes[i] = new TouchedEntry(keys[i], paths[i], index, entries[i].Value, after(keys[i], entries[i]));
        }

        byte[] witness = new WitnessBuilder<NativeHost>(_tree, changes).Build(strangers => store.ReadEntries(strangers, Checkpoint.Batch));
        return Advance(batch, lastBlock, changes) with { Witness = witness, LastBlockDiff = lastBlockDiff };
    }

    /// <summary>Applies a batch without taking a witness; <paramref name="changes"/> are in path order.</summary>
    public SealedBatch Advance(ulong batch, ulong lastBlock, IReadOnlyList<TouchedEntry> changes)
    {
        ulong nextIndex = Checkpoint.NextIndex;
        List<TreeLeaf> leaves = [];
        foreach (TouchedEntry entry in changes)
        {
            LeafChange change = entry.Change;
            if (change != LeafChange.None)
                leaves.Add(new TreeLeaf(entry.Key, entry.Path, change == LeafChange.Created ? nextIndex++ : entry.Index!.Value, entry.After));
        }

        IReadOnlyList<(NodePosition, byte[]?)> bundles = Apply(leaves);
        Checkpoint = new Checkpoint(batch, lastBlock, _tree.Root, nextIndex);
        return new SealedBatch(
            Checkpoint,
            Witness: [],
            LastBlockDiff: null,
            [.. leaves.Select(leaf => (leaf.Path, new StoredEntry(leaf.Key, leaf.Index, leaf.Value)))],
            bundles);
    }

    /// <summary>Puts back the leaves of an earlier checkpoint, in path order, and gives the bundles that change.</summary>
    public IReadOnlyList<(NodePosition Position, byte[]? Nodes)> Restore(Checkpoint earlier, IReadOnlyList<TreeLeaf> leaves)
    {
        _tree.Load([.. leaves.Select(leaf => leaf.Path)]);
        IReadOnlyList<(NodePosition, byte[]?)> bundles = Apply(leaves);
        if (_tree.Root != earlier.Root)
            throw new InvalidDataException($"The stored entries of batch {earlier.Batch} do not give its state root.");
        Checkpoint = earlier;
        return bundles;
    }

    private IReadOnlyList<(NodePosition Position, byte[]? Nodes)> Apply(IEnumerable<TreeLeaf> leaves)
    {
        _tree.Update(LeafWrites.Hash<NativeHost>([.. leaves]));
        return _tree.TakeChangedBundles();
    }
}

/// <summary>A batch's effect on the stored state, ready to be written, and the tree part of its witness.</summary>
/// <param name="Checkpoint">The state at the batch's end.</param>
/// <param name="Witness">What <see cref="WitnessState"/> reads: the touched entries and the pruned tree before the batch. Empty if the batch was reconstructed.</param>
/// <param name="LastBlockDiff">The last block's diff with the batch's own writes added; it replaces the one in the block's row. Null for genesis and reconstructed batches.</param>
/// <param name="Entries">The leaves that changed; the value is absent for a deleted one.</param>
/// <param name="Bundles">The bundles of tree nodes that changed, null where there is none any more.</param>
public sealed record SealedBatch(
    Checkpoint Checkpoint,
    byte[] Witness,
    BlockDiff? LastBlockDiff,
    IReadOnlyList<(TreeKey Path, StoredEntry Entry)> Entries,
    IReadOnlyList<(NodePosition Position, byte[]? Nodes)> Bundles)
{
    /// <summary>The Keccak hashes of code that the batch's blocks read and no earlier block of it created: its witness must hold that code.</summary>
    public IReadOnlyCollection<Hash256> CodesRead { get; init; } = [];

    /// <summary>The code of accounts that come with the batch rather than with its blocks: those of genesis or of a reconstructed batch.</summary>
    public IReadOnlyList<CodeRow> Codes { get; init; } = [];

    /// <summary>The part that is stored.</summary>
    public StateBatch Stored => new(Checkpoint, Entries, Bundles, Codes);
}
