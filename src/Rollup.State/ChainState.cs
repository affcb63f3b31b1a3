using Rollup.Execution.Native;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Codes;
using Rollup.State.Tree;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>
/// The chain's state: the stored checkpoint of the last batch, and above it in memory what the blocks since have changed.
/// One writer (the sequencer, or a follower applying the sequencer's diffs) and any number of concurrent readers.
/// </summary>
/// <remarks>
/// An entry is looked for in this order; the first place that knows it decides.
/// <code>
/// open batch  ──▶  batch being stored  ──▶  cache of entries as of the checkpoint  ──▶  store
///      │  Seal             ▲   │  Complete              ▲
///      └───────────────────┘   └────────────────────────┘
/// </code>
/// </remarks>
public sealed class ChainState : IStateReader, IDisposable
{
    private const long UsualEntryBytes = 256;

    private readonly IStateStore _store;
    private readonly ChainStateOptions _options;
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly EntryCache _cache;
    private readonly RecentBlocks _recent;
    private readonly RecentCodes _codes;
    private BatchChanges _open = new();
    private BatchChanges? _sealing;
    private StateSealer _sealer;

    private ChainState(IStateStore store, ChainStateOptions options, Checkpoint checkpoint)
    {
        _store = store;
        _options = options;
        _cache = new EntryCache(options.CachedEntries);
        _recent = new RecentBlocks(options.TrackedBlocks);
        _codes = new RecentCodes(store, options.CachedCodeBytes);
        _sealer = new StateSealer(store, checkpoint);
        Sealed = checkpoint;
    }

    /// <summary>The newest stored checkpoint.</summary>
    public Checkpoint Sealed { get; private set; }

    /// <summary>The newest block whose changes are in this state.</summary>
    public ulong LatestBlock { get; private set; }

    /// <summary>
    /// About how many bytes the witness of the open batch would have, without its transactions: a few tree nodes per entry, and each code at its
    /// longest. For the writer.
    /// </summary>
    public long OpenWitnessBytes => (_open.Touched.Count * UsualEntryBytes) + (_open.CodesRead.Count * (long)EvmLimits.CodeSize);

    /// <summary>
    /// Opens the stored state and replays the blocks since its checkpoint. <paramref name="recent"/> are diffs of consecutive blocks, the oldest first:
    /// those up to the checkpoint only serve reads of past blocks.
    /// </summary>
    public static ChainState Open(IStateStore store, ChainStateOptions options, IEnumerable<BlockDiff> recent)
    {
        ChainState state = new(store, options, NewestCheckpoint(store));
        state.Reopen(recent);
        return state;
    }

    /// <summary>Starts anew from what is stored, as <see cref="Open"/> does: after a rollback, or when a follower takes over.</summary>
    public void Reopen(IEnumerable<BlockDiff> recent)
    {
        _lock.EnterWriteLock();
        try
        {
            Sealed = NewestCheckpoint(_store);
            LatestBlock = Sealed.LastBlock;
            _sealer = new StateSealer(_store, Sealed);
            _cache.Clear();
            _recent.Clear();
            _open = new BatchChanges();
            _sealing = null;
            foreach (BlockDiff diff in recent)
            {
                if (diff.Block <= Sealed.LastBlock)
                    _recent.Add(diff);
                else
                    Append(diff);
            }

            _recent.Trim(Sealed.LastBlock);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
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

    /// <summary>The latest value of an entry, if it need not be loaded.</summary>
    public bool TryPeek(in StateKey key, out StateValue value)
    {
        _lock.EnterReadLock();
        try
        {
            return TryReadInMemory(in key, out value);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public ContractCode ReadCode(in Hash256 codeHash) => _codes.Read(in codeHash);

    /// <summary>Blocks before the latest whose diffs are of use here.</summary>
    public int TrackedBlocks => _options.TrackedBlocks;

    /// <summary>The hash of one of the latest <see cref="ChainStateOptions.TrackedBlocks"/> blocks, or of the open batch's; null for any other, and for genesis.</summary>
    public Hash256? FindBlockHash(ulong number)
    {
        _lock.EnterReadLock();
        try
        {
            return _recent.FindHash(number);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Loads many entries at once, so that reading them soon does not wait for the store.</summary>
    public void Prefetch(IReadOnlyCollection<StateKey> keys)
    {
        StateKey[] missing = [.. keys.Where(key => !_cache.TryGet(in key, out _))];
        Checkpoint checkpoint = Sealed;
        CachedEntry[] loaded = LoadMany(missing, ParallelHasher<NativeHost>.Paths(missing), checkpoint.Batch);
        _lock.EnterReadLock();
        try
        {
            if (Sealed != checkpoint)
                return;
            for (int i = 0; i < missing.Length; i++)
                _cache.Add(in missing[i], in loaded[i]);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>An overlay above the latest state, to execute the next block in, or a batch's own writes at its end.</summary>
    public StateOverlay BeginBlock() => new(this);

    /// <summary>Makes the next block's changes part of the latest state; stored, the diff restores them after a restart.</summary>
    public BlockDiff Commit(ulong block, in Hash256 blockHash, StateOverlay overlay)
    {
        BlockDiff diff = BlockDiff.Of(block, in blockHash, overlay);
        Apply(diff);
        return diff;
    }

    /// <summary>Makes the changes of the next block part of the latest state.</summary>
    public void Apply(BlockDiff diff)
    {
        _lock.EnterWriteLock();
        try
        {
            Append(diff);
            _recent.Trim(Sealed.LastBlock);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>
    /// Ends the open batch with the latest block: <paramref name="systemWrites"/>, an overlay from <see cref="BeginBlock"/>, holds what the batch itself writes (the
    /// ring of block hashes), and counts as part of that block. Updates the tree and takes the witness. The result is to be written in one
    /// database transaction with the batch, again if that fails; then <see cref="Complete"/>. Blocks may be added in between. If this throws, or the result
    /// cannot be stored, only <see cref="Reopen"/> helps.
    /// </summary>
    /// <exception cref="InvalidOperationException">The batch before is not complete, or there is no block in this one.</exception>
    public SealedBatch Seal(ulong batch, StateOverlay systemWrites)
    {
        if (_sealing is not null)
            throw new InvalidOperationException("The batch before is not stored yet.");
        if (LatestBlock == Sealed.LastBlock)
            throw new InvalidOperationException("The batch has no block.");

        BatchChanges changes;
        BlockDiff lastBlock;
        _lock.EnterWriteLock();
        try
        {
            BlockDiff newest = _recent.Newest;
            BlockDiff system = BlockDiff.Of(newest.Block, newest.BlockHash, systemWrites);
            lastBlock = newest.Then(system);
            _recent.Replace(lastBlock);
            _open.Add(system);
            changes = _open;
            _sealing = changes;
            _open = new BatchChanges();
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        if (_sealer.Checkpoint != Sealed)
            _sealer = new StateSealer(_store, Sealed);
        return _sealer.Seal(batch, LatestBlock, changes.Touched, ReadCheckpointEntries, changes.NewestValue, lastBlock) with { CodesRead = changes.CodesRead };
    }

    /// <summary>The sealed batch is stored: it is the checkpoint from now on.</summary>
    public void Complete(SealedBatch batch)
    {
        _lock.EnterWriteLock();
        try
        {
            foreach ((_, StoredEntry entry) in batch.Entries)
                _cache.Set(entry.Key, new CachedEntry(entry.Index, entry.Value));
            Sealed = batch.Checkpoint;
            _sealing = null;
            _recent.Trim(Sealed.LastBlock);
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        if (_sealer.NodeCount > _options.CachedNodes)
            _sealer.Unload();
    }

    /// <summary>
    /// A follower's <see cref="Complete"/>: another process has stored a batch. <paramref name="lastBlock"/> is its last block's diff as it is stored now, with the
    /// batch's own writes.
    /// </summary>
    public void Follow(Checkpoint checkpoint, BlockDiff lastBlock)
    {
        if (checkpoint.LastBlock > LatestBlock)
            throw new ArgumentException($"Batch {checkpoint.Batch} ends after block {LatestBlock}.", nameof(checkpoint));

        _lock.EnterWriteLock();
        try
        {
            _recent.Replace(lastBlock);
            _open = new BatchChanges();
            foreach (BlockDiff diff in _recent.After(checkpoint.LastBlock))
                _open.Add(diff);
            _cache.Clear();
            Sealed = checkpoint;
            _recent.Trim(Sealed.LastBlock);
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
        _lock.EnterReadLock();
        try
        {
            if (block > LatestBlock)
                return null;
            bool isKept = block >= LatestBlock - (ulong)Math.Min(_recent.Count, _options.KeptBlocks);
            if (isKept || block > Sealed.LastBlock)
                return new StateView(this, block);
        }
        finally
        {
            _lock.ExitReadLock();
        }

        return _store.ReadCheckpointEndingWith(block) is { } checkpoint ? new CheckpointView(_store, _codes, checkpoint.Batch) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>The value at the end of a block: what the first change after it found there.</summary>
    internal StateValue ReadAt(in StateKey key, ulong block)
    {
        if (TryUndo(in key, block, out StateValue before))
            return before;
        StateValue latest = Read(in key);

        // A block that came in between has left the value that it found.
        return TryUndo(in key, block, out before) ? before : latest;
    }

    private static Checkpoint NewestCheckpoint(IStateStore store) =>
        store.ReadNewestCheckpoint() ?? throw new InvalidOperationException("The store holds no genesis state.");

    private bool TryUndo(in StateKey key, ulong block, out StateValue value)
    {
        _lock.EnterReadLock();
        try
        {
            return _recent.TryUndo(in key, block, out value);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private void Append(BlockDiff diff)
    {
        if (diff.Block != LatestBlock + 1)
            throw new ArgumentException($"Block {diff.Block} does not follow block {LatestBlock}.", nameof(diff));
        _open.Add(diff);
        _recent.Add(diff);
        LatestBlock = diff.Block;
    }

    private bool TryReadInMemory(in StateKey key, out StateValue value)
    {
        if (_open.TryGet(in key, out value) || (_sealing is not null && _sealing.TryGet(in key, out value)))
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
            // The cache holds the checkpoint's values, and memory newer ones; both may have moved on since.
            if (Sealed.Batch == batch)
                _cache.Add(in key, in loaded);
            return TryReadInMemory(in key, out StateValue newest) ? newest : loaded.Value;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private CachedEntry[] ReadCheckpointEntries(IReadOnlyList<StateKey> keys, TreeKey[] paths)
    {
        CachedEntry[] entries = new CachedEntry[keys.Count];
        List<int> missing = [];
        for (int i = 0; i < entries.Length; i++)
        {
            if (!_cache.TryGet(keys[i], out entries[i]))
                missing.Add(i);
        }

        CachedEntry[] loaded = LoadMany([.. missing.Select(i => keys[i])], [.. missing.Select(i => paths[i])], Sealed.Batch);
        for (int i = 0; i < loaded.Length; i++)
            entries[missing[i]] = loaded[i];
        return entries;
    }

    private CachedEntry[] LoadMany(StateKey[] keys, TreeKey[] paths, ulong batch)
    {
        IReadOnlyDictionary<TreeKey, StoredEntry> stored = _store.ReadEntries(paths, batch);
        return [.. keys.Select((key, i) => stored.TryGetValue(paths[i], out StoredEntry? entry)
            ? new CachedEntry(entry.Index, entry.Value)
            : new CachedEntry(0, StateValue.Absent(in key)))];
    }
}

/// <summary>How much of the state is kept in memory.</summary>
public sealed record ChainStateOptions
{
    /// <summary>Blocks before the latest that can be read. At least 256, Ethereum's own promise for BLOCKHASH.</summary>
    public int KeptBlocks { get; init; } = 256;

    /// <summary>Blocks whose diffs are to be loaded: those kept, and before them as many as the oldest one's BLOCKHASH can ask for.</summary>
    public int TrackedBlocks => KeptBlocks + ProtocolConstants.BlockHashRing;

    /// <summary>Unchanged entries kept to answer reads without the database; about 250 bytes each.</summary>
    public int CachedEntries { get; init; } = 1 << 20;

    /// <summary>Bytes of contract code kept in memory.</summary>
    public long CachedCodeBytes { get; init; } = 128L << 20;

    /// <summary>Tree nodes kept; about 70 bytes each. Beyond it the tree is dropped after a batch and loads again as it is needed.</summary>
    public int CachedNodes { get; init; } = 1 << 23;
}
