using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.StateData;

namespace Rollup.Testing.Batches;

/// <summary>The state as of the last batch written, in dictionaries.</summary>
internal sealed class MemoryStateStore : IStateStore
{
    private readonly Dictionary<TreeKey, StoredEntry> _entries = [];
    private readonly Dictionary<NodePosition, byte[]> _bundles = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];
    private Checkpoint? _checkpoint;

    public void Write(SealedBatch batch)
    {
        _checkpoint = batch.Checkpoint;
        foreach ((TreeKey path, StoredEntry entry) in batch.Entries)
        {
            if (entry.Value.IsAbsent(entry.Key))
                _ = _entries.Remove(path);
            else
                _entries[path] = entry;
        }

        foreach ((NodePosition position, byte[]? nodes) in batch.Bundles)
        {
            if (nodes is null)
                _ = _bundles.Remove(position);
            else
                _bundles[position] = nodes;
        }

        foreach (CodeRow code in batch.Codes)
            _codes[code.Hash] = code.Code.ToArray();
    }

    public void WriteCode(byte[] code) => _codes[Keccak256.Hash(code)] = code;

    public Checkpoint? ReadNewestCheckpoint() => _checkpoint;

    public Checkpoint? ReadCheckpointEndingWith(ulong block) => _checkpoint is { } newest && newest.LastBlock == block ? newest : null;

    public StoredEntry? ReadEntry(in TreeKey path, ulong batch) => _entries.GetValueOrDefault(path);

    public IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch) =>
        paths.Distinct().Where(_entries.ContainsKey).ToDictionary(path => path, path => _entries[path]);

    public byte[]? ReadCode(in Hash256 codeHash) => _codes.GetValueOrDefault(codeHash);

    public IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions) =>
        positions.Distinct().Where(_bundles.ContainsKey).ToDictionary(position => position, position => _bundles[position]);
}
