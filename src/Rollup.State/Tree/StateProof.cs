using Rollup.Kernel.State;

namespace Rollup.State.Tree;

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
