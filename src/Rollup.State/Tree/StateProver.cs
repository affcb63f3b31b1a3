using Rollup.Execution.Native;
using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State.Tree;

/// <summary>Proves entries of the newest stored tree, the only one there is.</summary>
public static class StateProver
{
    private const int Attempts = 3;

    /// <summary>
    /// Proofs of <paramref name="keys"/>, in their order, against the root of the newest checkpoint. Reads only the bundles on their paths.
    /// </summary>
    /// <exception cref="InvalidDataException">The stored tree is damaged, or batches are sealed faster than it can be read.</exception>
    public static (Checkpoint Checkpoint, IReadOnlyList<StateProof> Proofs) Prove(IStateStore store, IReadOnlyList<StateKey> keys)
    {
        for (int attempt = 1; ; attempt++)
        {
            Checkpoint checkpoint = store.ReadNewestCheckpoint() ?? throw new InvalidDataException("The store holds no genesis state.");
            try
            {
                return (checkpoint, Prove(store, checkpoint, [.. keys]));
            }
            catch (InvalidDataException) when (attempt < Attempts && store.ReadNewestCheckpoint() != checkpoint)
            {
                // A batch was stored between two reads, so that they were of different trees.
            }
        }
    }

    private static StateProof[] Prove(IStateStore store, Checkpoint checkpoint, StateKey[] keys)
    {
        TreeKey[] paths = ParallelHasher<NativeHost>.Paths(keys);
        StateTree<NativeHost> tree = new(checkpoint.Root, store.ReadBundles);
        tree.Load(paths);
        (List<Digest> Siblings, TreeKey? Leaf)[] ends = [.. paths.Select(path => tree.Follow(in path))];
        IReadOnlyDictionary<TreeKey, StoredEntry> leaves = store.ReadEntries([.. ends.Where(end => end.Leaf is not null).Select(end => end.Leaf!.Value).Distinct()], checkpoint.Batch);
        StateProof[] proofs = new StateProof[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            StoredEntry? leaf = null;
            if (ends[i].Leaf is { } path && !leaves.TryGetValue(path, out leaf))
                throw new InvalidDataException("The stored entries lack a leaf of the tree.");
            ends[i].Siblings.Reverse();
            proofs[i] = new StateProof(keys[i], paths[i], ends[i].Siblings, leaf, ends[i].Leaf ?? default);
        }

        return proofs;
    }
}

/// <summary>
/// What the state root says of one key. The key's path leads from the root past <see cref="Siblings"/> to a subtree with one leaf, or none: if the leaf's path is
/// the key's, that is its entry; if it is another's, or there is no leaf, the key has no entry.
/// </summary>
/// <param name="Key">The key.</param>
/// <param name="Path">Its path.</param>
/// <param name="Siblings">Digests of the subtrees beside the path, from the leaf up; zero for an empty one. Their number is the depth.</param>
/// <param name="Leaf">The leaf at the end, its own or another's; null if nothing is there.</param>
/// <param name="LeafPath">That leaf's path; the default if there is none.</param>
public sealed record StateProof(StateKey Key, TreeKey Path, IReadOnlyList<Digest> Siblings, StoredEntry? Leaf, TreeKey LeafPath)
{
    /// <summary>The key's value.</summary>
    public StateValue Value => Leaf is not null && LeafPath == Path ? Leaf.Value : StateValue.Absent(Key);
}
