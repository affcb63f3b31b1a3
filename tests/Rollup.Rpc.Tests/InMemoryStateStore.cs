using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.Rpc.Tests;

/// <summary>A genesis state without a tree: enough to read from.</summary>
internal sealed class InMemoryStateStore : IStateStore
{
    private readonly Dictionary<TreeKey, StoredEntry> _entries = [];
    private readonly Dictionary<Hash256, byte[]> _codes;

    public InMemoryStateStore(IEnumerable<(StateKey Key, StateValue Value)> genesis, IEnumerable<byte[]> codes)
    {
        _codes = codes.DistinctBy(code => Keccak256.Hash(code)).ToDictionary(code => Keccak256.Hash(code));
        SoftwareHost host = default;
        foreach ((StateKey key, StateValue value) in genesis)
            _entries.Add(key.Hash(ref host), new StoredEntry(key, (ulong)_entries.Count, value));
    }

    public Checkpoint ReadNewestCheckpoint() => new(0, 0, default, (ulong)_entries.Count);

    public Checkpoint? ReadCheckpointEndingWith(ulong block) => block == 0 ? ReadNewestCheckpoint() : null;

    public StoredEntry? ReadEntry(in TreeKey path, ulong batch) => _entries.GetValueOrDefault(path);

    public IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch) =>
        paths.Where(_entries.ContainsKey).ToDictionary(path => path, path => _entries[path]);

    public void AddCode(in Hash256 codeHash, byte[] code) => _codes[codeHash] = code;

    public byte[]? ReadCode(in Hash256 codeHash) => _codes.GetValueOrDefault(codeHash);

    public IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions) =>
        new Dictionary<NodePosition, byte[]>();
}
