using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Messages;

/// <summary>Proofs of membership in a <see cref="MessageTree"/>: the siblings of the path, from the leaf upwards.</summary>
public static class MessageProof
{
    /// <summary>
    /// Writes the <see cref="MessageTree.Depth"/> siblings of leaf <paramref name="index"/> to <paramref name="proof"/>.
    /// <paramref name="scratch"/> has at least one element per leaf, and is overwritten. False if there is no such leaf, or a span is too short.
    /// </summary>
    public static bool TryBuild<THost>(
        ref THost host, scoped ReadOnlySpan<Hash256> leaves, int index, scoped Span<Hash256> scratch, scoped Span<Hash256> proof)
        where THost : struct, IHost, allows ref struct
    {
        if ((uint)index >= (uint)leaves.Length || leaves.Length > MessageTree.Capacity
            || scratch.Length < leaves.Length || proof.Length < MessageTree.Depth)
            return false;

        leaves.CopyTo(scratch);
        int count = leaves.Length;
        Hash256 empty = default;
        for (int height = 0; height < MessageTree.Depth; height++)
        {
            int sibling = index ^ 1;
            proof[height] = sibling < count ? scratch[sibling] : empty;
            for (int i = 0; i < count; i += 2)
            {
                Hash256 right = i + 1 < count ? scratch[i + 1] : empty;
                scratch[i >> 1] = MessageTree.Parent(ref host, in scratch[i], in right);
            }

            empty = MessageTree.Parent(ref host, in empty, in empty);
            count = (count + 1) >> 1;
            index >>= 1;
        }

        return true;
    }

    /// <summary>The root that <paramref name="proof"/>, of <see cref="MessageTree.Depth"/> siblings, gives for <paramref name="leaf"/> at <paramref name="index"/>.</summary>
    public static Hash256 Root<THost>(ref THost host, in Hash256 leaf, int index, scoped ReadOnlySpan<Hash256> proof)
        where THost : struct, IHost, allows ref struct
    {
        Hash256 node = leaf;
        for (int height = 0; height < MessageTree.Depth; height++)
        {
            node = ((index >> height) & 1) != 0
                ? MessageTree.Parent(ref host, in proof[height], in node)
                : MessageTree.Parent(ref host, in node, in proof[height]);
        }

        return node;
    }
}
