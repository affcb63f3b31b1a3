using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>
/// What outlives the process: every entry's history at batch granularity, the tree's nodes, the checkpoints. Reads are synchronous, because
/// execution needs them in the middle of a transaction; safe for concurrent readers.
/// </summary>
public interface IStateStore
{
    /// <summary>The checkpoint of the newest batch; null if there is not even genesis.</summary>
    Checkpoint? ReadNewestCheckpoint();

    /// <summary>The checkpoint of the batch that ends with <paramref name="block"/>; null if none does.</summary>
    Checkpoint? ReadCheckpointEndingWith(ulong block);

    /// <summary>The entry with this path as of the end of <paramref name="batch"/>; null if it is not in the tree then.</summary>
    StoredEntry? ReadEntry(in TreeKey path, ulong batch);

    /// <summary>Many entries at once, as <see cref="ReadEntry"/> would answer for each; absent ones are left out.</summary>
    IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch);

    /// <summary>The code with this Keccak hash; null if it is not stored.</summary>
    byte[]? ReadCode(in Hash256 codeHash);

    /// <summary>
    /// The stored bundles of tree nodes whose roots have these positions; those that are not there, because the node is not an inner one, are left out.
    /// </summary>
    IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions);
}
