using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Storage.StateData;

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

/// <summary>The state at the end of a batch, as committed to by its header. Batch 0 is genesis.</summary>
/// <param name="Batch">The batch's number.</param>
/// <param name="LastBlock">Its last block.</param>
/// <param name="Root">The root of the state tree.</param>
/// <param name="NextIndex">The index that the next new leaf gets.</param>
public sealed record Checkpoint(ulong Batch, ulong LastBlock, Digest Root, ulong NextIndex);

/// <summary>An entry of the tree with the index of its leaf; its value is absent only where a deletion is meant.</summary>
public sealed record StoredEntry(StateKey Key, ulong Index, StateValue Value);

/// <summary>Where a node is in the tree: below the first <paramref name="Depth"/> bits of <paramref name="Path"/>, whose other bits are zero.</summary>
public readonly record struct NodePosition(int Depth, TreeKey Path)
{
    /// <summary>The stored form: the depth's byte, then the bytes of the path that the depth reaches.</summary>
    public byte[] Encode()
    {
        Span<byte> path = stackalloc byte[TreeKey.Size];
        Path.WriteTo(path);
        return [(byte)Depth, .. path[..((Depth + 7) / 8)]];
    }
}

/// <summary>A batch's effect on the stored state.</summary>
/// <param name="Checkpoint">The state at the batch's end.</param>
/// <param name="Entries">The leaves that changed; the value is absent for a deleted one.</param>
/// <param name="Bundles">The bundles of tree nodes that changed, null where there is none any more.</param>
/// <param name="Codes">The code of accounts that come with the batch rather than with its blocks: those of genesis or of a reconstructed batch.</param>
public sealed record StateBatch(
    Checkpoint Checkpoint,
    IReadOnlyList<(TreeKey Path, StoredEntry Entry)> Entries,
    IReadOnlyList<(NodePosition Position, byte[]? Nodes)> Bundles,
    IReadOnlyList<CodeRow> Codes);
