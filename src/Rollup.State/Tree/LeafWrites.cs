using Rollup.Kernel.Host;
using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>From entries to what <see cref="StateTree{THost}.Update(ReadOnlySpan{LeafWrite})"/> takes.</summary>
public static class LeafWrites
{
    /// <summary>Hashes keys and leaves, and sorts by path. An absent value is a deletion.</summary>
    public static LeafWrite[] Prepare<THost>(StateKey[] keys, ulong[] indices, StateValue[] values)
        where THost : struct, IHost
    {
        TreeKey[] paths = ParallelHasher<THost>.Paths(keys);
        TreeLeaf[] leaves = new TreeLeaf[keys.Length];
        for (int i = 0; i < leaves.Length; i++)
            leaves[i] = new TreeLeaf(keys[i], paths[i], indices[i], values[i]);
        Array.Sort(paths, leaves);
        return Hash<THost>(leaves);
    }

    /// <summary>Hashes leaves that are in path order.</summary>
    internal static LeafWrite[] Hash<THost>(TreeLeaf[] leaves)
        where THost : struct, IHost
    {
        Digest[] digests = ParallelHasher<THost>.Leaves(leaves);
        LeafWrite[] writes = new LeafWrite[leaves.Length];
        for (int i = 0; i < writes.Length; i++)
            writes[i] = new LeafWrite(leaves[i].Path, digests[i]);
        return writes;
    }
}

/// <summary>What becomes of the leaf at a path: the digest of its new content, or the empty one to delete it.</summary>
public readonly record struct LeafWrite(TreeKey Path, Digest Leaf)
{
    /// <summary>Whether the leaf goes.</summary>
    public bool IsDeletion => Leaf.IsEmpty;
}
