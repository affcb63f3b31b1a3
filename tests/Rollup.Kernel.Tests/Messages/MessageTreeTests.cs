using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Messages;

public class MessageTreeTests
{
    [Fact]
    public void The_incremental_root_is_that_of_the_padded_tree()
    {
        Prop.ForAll(Gen.Choose(0, 40).ToArbitrary(), count =>
        {
            var host = default(SoftwareHost);
            Hash256[] leaves = Leaves(count);
            var tree = default(MessageTree);
            foreach (Hash256 leaf in leaves)
                tree.TryAppend(ref host, in leaf).ShouldBeTrue();
            tree.Count.ShouldBe(count);
            tree.Root(ref host).ShouldBe(NaiveRoot(leaves, MessageTree.Depth));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_leaf_has_a_proof_that_gives_the_root_at_its_index_only()
    {
        var host = default(SoftwareHost);
        Hash256[] leaves = Leaves(11);
        Hash256 root = NaiveRoot(leaves, MessageTree.Depth);
        var proof = new Hash256[MessageTree.Depth];
        for (int i = 0; i < leaves.Length; i++)
        {
            MessageProof.TryBuild(ref host, leaves, i, new Hash256[leaves.Length], proof).ShouldBeTrue();
            MessageProof.Root(ref host, in leaves[i], i, proof).ShouldBe(root);
            MessageProof.Root(ref host, in leaves[i], i ^ 1, proof).ShouldNotBe(root);
        }
    }

    [Fact]
    public void A_leaf_that_does_not_exist_has_no_proof()
    {
        var host = default(SoftwareHost);
        MessageProof.TryBuild(ref host, Leaves(3), 3, new Hash256[3], new Hash256[MessageTree.Depth]).ShouldBeFalse();
        MessageProof.TryBuild(ref host, Leaves(3), -1, new Hash256[3], new Hash256[MessageTree.Depth]).ShouldBeFalse();
    }

    [Fact]
    public void A_full_tree_refuses_further_leaves_and_keeps_its_root()
    {
        var host = default(SoftwareHost);
        Hash256 leaf = HashOf("leaf");
        var tree = default(MessageTree);
        for (int i = 0; i < MessageTree.Capacity; i++)
            tree.TryAppend(ref host, in leaf).ShouldBeTrue();

        Hash256 expected = leaf;
        for (int i = 0; i < MessageTree.Depth; i++)
            expected = Node(expected, expected);
        tree.TryAppend(ref host, in leaf).ShouldBeFalse();
        tree.Root(ref host).ShouldBe(expected);
    }

    private static Hash256[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => HashOf($"leaf {i}"))];

    private static Hash256 NaiveRoot(Hash256[] leaves, int height)
    {
        if (height == 0)
            return leaves.Length == 0 ? Hash256.Zero : leaves[0];
        int half = Math.Min(leaves.Length, 1 << (height - 1));
        if (leaves.Length == 0)
        {
            Hash256 empty = NaiveRoot([], height - 1);
            return Node(empty, empty);
        }

        return Node(NaiveRoot(leaves[..half], height - 1), NaiveRoot(leaves[half..], height - 1));
    }

    private static Hash256 Node(Hash256 left, Hash256 right) => Keccak256.Hash([.. left.AsSpan(), .. right.AsSpan()]);
}
