using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Codes;
using Rollup.Storage;
using Rollup.Storage.StateData;

namespace Rollup.State.UnitTests;

/// <summary>A store in memory, for properties over many batches.</summary>
public sealed class MemoryStateStore : IStateStore
{
    private readonly SortedDictionary<ulong, Checkpoint> _checkpoints = [];
    private readonly Dictionary<TreeKey, SortedDictionary<ulong, StoredEntry>> _entries = [];
    private readonly Dictionary<NodePosition, byte[]> _bundles = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    public Checkpoint? ReadNewestCheckpoint() => _checkpoints.Count == 0 ? null : _checkpoints.Values.Last();

    public Checkpoint? ReadCheckpointEndingWith(ulong block) => _checkpoints.Values.SingleOrDefault(checkpoint => checkpoint.LastBlock == block);

    public StoredEntry? ReadEntry(in TreeKey path, ulong batch)
    {
        lock (_entries)
            return FindEntry(in path, batch);
    }

    public IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch)
    {
        Dictionary<TreeKey, StoredEntry> found = [];
        foreach (TreeKey path in paths)
        {
            if (ReadEntry(in path, batch) is { } entry)
                found[path] = entry;
        }

        return found;
    }

    public byte[]? ReadCode(in Hash256 codeHash) => _codes.GetValueOrDefault(codeHash);

    public IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions) =>
        positions.Where(_bundles.ContainsKey).ToDictionary(position => position, position => _bundles[position]);

    public void Write(SealedBatch batch)
    {
        _checkpoints.Add(batch.Checkpoint.Batch, batch.Checkpoint);
        lock (_entries)
        {
            foreach ((TreeKey path, StoredEntry entry) in batch.Entries)
            {
                if (!_entries.TryGetValue(path, out SortedDictionary<ulong, StoredEntry>? history))
                    _entries[path] = history = [];
                history.Add(batch.Checkpoint.Batch, entry);
            }
        }

        foreach (CodeRow code in batch.Codes)
            _codes[code.Hash] = code.Code.ToArray();
        foreach ((NodePosition position, byte[]? nodes) in batch.Bundles)
        {
            if (nodes is null)
                _ = _bundles.Remove(position);
            else
                _bundles[position] = nodes;
        }
    }

    /// <summary>Stores what a block has created.</summary>
    public void Write(IReadOnlyDictionary<Hash256, ContractCode> codes)
    {
        foreach ((Hash256 hash, ContractCode code) in codes)
            _codes[hash] = code.Bytes.ToArray();
    }

    private StoredEntry? FindEntry(in TreeKey path, ulong batch)
    {
        if (!_entries.TryGetValue(path, out SortedDictionary<ulong, StoredEntry>? history))
            return null;
        StoredEntry? newest = history.LastOrDefault(row => row.Key <= batch).Value;
        return newest is null || newest.Value.IsAbsent(newest.Key) ? null : newest;
    }
}
