using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>What is stored before genesis.</summary>
internal sealed class EmptyStateStore : IStateStore
{
    public static readonly EmptyStateStore Instance = new();

    public Checkpoint? ReadNewestCheckpoint() => null;

    public Checkpoint? ReadCheckpointEndingWith(ulong block) => null;

    public StoredEntry? ReadEntry(in TreeKey path, ulong batch) => null;

    public IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch) =>
        new Dictionary<TreeKey, StoredEntry>();

    public byte[]? ReadCode(in Hash256 codeHash) => null;

    public IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions) =>
        new Dictionary<NodePosition, byte[]>();
}
