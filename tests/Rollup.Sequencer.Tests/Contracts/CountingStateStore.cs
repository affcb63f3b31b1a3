using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.Sequencer.Tests.Contracts;

/// <summary>A stored state without a tree, which counts how often it is asked for single entries and for many.</summary>
internal sealed class CountingStateStore : IStateStore
{
    private readonly Dictionary<TreeKey, StoredEntry> _entries = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    public int SingleReads { get; private set; }

    public int Queries { get; private set; }

    public void Add(in StateKey key, in StateValue value)
    {
        SoftwareHost host = default;
        _entries.Add(key.Hash(ref host), new StoredEntry(key, (ulong)_entries.Count, value));
    }

    public void Add(in Hash256 codeHash, byte[] code) => _codes.Add(codeHash, code);

    public Checkpoint ReadNewestCheckpoint() => new(0, 0, default, (ulong)_entries.Count);

    public Checkpoint? ReadCheckpointEndingWith(ulong block) => block == 0 ? ReadNewestCheckpoint() : null;

    public StoredEntry? ReadEntry(in TreeKey path, ulong batch)
    {
        SingleReads++;
        return _entries.GetValueOrDefault(path);
    }

    public IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch)
    {
        Queries++;
        return paths.Where(_entries.ContainsKey).ToDictionary(path => path, path => _entries[path]);
    }

    public byte[]? ReadCode(in Hash256 codeHash) => _codes.GetValueOrDefault(codeHash);

    public IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions) => new Dictionary<NodePosition, byte[]>();
}
