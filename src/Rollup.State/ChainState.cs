using Rollup.Kernel.Host;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>
/// The chain's state: the stored checkpoint of the last batch, and above it in memory what the blocks since have changed.
/// One writer (the sequencer, or a follower applying the sequencer's diffs) and any number of concurrent readers.
/// </summary>
/// <remarks>
/// An entry is looked for in this order; the first place that knows it decides.
/// <code>
/// open batch  ──▶  batch being sealed  ──▶  cache of unchanged entries  ──▶  store
/// </code>
/// </remarks>
public sealed class ChainState : IStateReader, IDisposable
{
    private readonly IStateStore _store;
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly EntryCache _cache;

    private readonly RecentBlocks _recent;
    private readonly BatchChanges _open = new();

    private ChainState(IStateStore store, ChainStateOptions options, Checkpoint checkpoint)
    {
        _store = store;
        _cache = new EntryCache(options.CachedEntries);
        _recent = new RecentBlocks(options.KeptBlocks);
        Sealed = checkpoint;
        LatestBlock = checkpoint.LastBlock;
    }

    /// <summary>The newest stored checkpoint.</summary>
    public Checkpoint Sealed { get; private set; }

    /// <summary>The newest block whose changes are in this state.</summary>
    public ulong LatestBlock { get; private set; }

    /// <summary>
    /// Opens the stored state and replays the blocks since its checkpoint. <paramref name="recent"/> are diffs of consecutive blocks, the oldest first:
    /// those up to the checkpoint only serve reads of past blocks.
    /// </summary>
    public static ChainState Open(IStateStore store, ChainStateOptions options, IEnumerable<BlockDiff> recent)
    {
        Checkpoint checkpoint = store.ReadNewestCheckpoint() ?? throw new InvalidOperationException("The database holds no genesis state.");
        ChainState state = new(store, options, checkpoint);
        foreach (BlockDiff diff in recent)
        {
            if (diff.Block <= checkpoint.LastBlock)
                state._recent.Add(diff);
            else
                state.Apply(diff);
        }

        return state;
    }

    /// <summary>The latest value of an entry.</summary>
    public StateValue Read(in StateKey key)
    {
        ulong batch;
        _lock.EnterReadLock();
        try
        {
            if (TryReadInMemory(in key, out StateValue value))
                return value;
            batch = Sealed.Batch;
        }
        finally
        {
            _lock.ExitReadLock();
        }

        return Load(in key, batch);
    }

    /// <summary>An overlay above the latest state, to execute the next block in.</summary>
    public StateOverlay BeginBlock() => new(this);

    /// <summary>Makes the next block's changes part of the latest state; stored, the diff restores them after a restart.</summary>
    public BlockDiff Commit(ulong block, StateOverlay overlay)
    {
        BlockDiff diff = BlockDiff.Of(block, overlay);
        Apply(diff);
        return diff;
    }

    /// <summary>Makes the changes of the next block part of the latest state.</summary>
    public void Apply(BlockDiff diff)
    {
        if (diff.Block != LatestBlock + 1)
            throw new ArgumentException($"Block {diff.Block} does not follow block {LatestBlock}.", nameof(diff));

        _lock.EnterWriteLock();
        try
        {
            _open.Add(diff);
            _recent.Add(diff);
            LatestBlock = diff.Block;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>
    /// The state at the end of <paramref name="block"/>: of the latest <see cref="ChainStateOptions.KeptBlocks"/> blocks, and of the last block of any batch.
    /// Null if it is neither, or not yet there.
    /// </summary>
    public IStateReader? At(ulong block)
    {
        if (block > LatestBlock)
            return null;
        _lock.EnterReadLock();
        try
        {
            if (block >= LatestBlock - (ulong)_recent.Count)
                return new StateView(this, block);
        }
        finally
        {
            _lock.ExitReadLock();
        }

        return _store.ReadCheckpointEndingWith(block) is { } checkpoint ? new CheckpointView(_store, checkpoint.Batch) : null;
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>The value at the end of a block: what the first change after it found there.</summary>
    internal StateValue ReadAt(in StateKey key, ulong block)
    {
        _lock.EnterReadLock();
        try
        {
            if (_recent.TryUndo(in key, block, out StateValue before))
                return before;
        }
        finally
        {
            _lock.ExitReadLock();
        }

        StateValue latest = Read(in key);
        _lock.EnterReadLock();
        try
        {
            // A block that came in between has left the value that it found.
            return _recent.TryUndo(in key, block, out StateValue before) ? before : latest;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private bool TryReadInMemory(in StateKey key, out StateValue value)
    {
        if (_open.TryGet(in key, out value))
            return true;
        bool cached = _cache.TryGet(in key, out CachedEntry entry);
        value = entry.Value;
        return cached;
    }

    private StateValue Load(in StateKey key, ulong batch)
    {
        SoftwareHost host = default;
        TreeKey path = key.Hash(ref host);
        CachedEntry loaded = _store.ReadEntry(in path, batch) is { } stored
            ? new CachedEntry(stored.Index, stored.Value)
            : new CachedEntry(0, StateValue.Absent(in key));

        _lock.EnterReadLock();
        try
        {
            // The cache holds the values of the checkpoint, which may have moved on since.
            if (Sealed.Batch == batch)
                _cache.Add(in key, in loaded);
            else if (TryReadInMemory(in key, out StateValue newer))
                return newer;
        }
        finally
        {
            _lock.ExitReadLock();
        }

        return loaded.Value;
    }
}
