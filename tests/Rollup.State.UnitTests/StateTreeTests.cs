using Rollup.Execution.Native;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.State;
using Rollup.State.Tree;
using Rollup.Storage.StateData;

namespace Rollup.State.UnitTests;

public class StateTreeTests
{
    [Fact]
    public void Vector_and_scalar_hashing_give_the_same_root()
    {
        Random random = new(1);
        StateTree<NativeHost> packed = StateTree<NativeHost>.CreateEmpty();
        StateTree<SoftwareHost> scalar = StateTree<SoftwareHost>.CreateEmpty();
        for (int batch = 0; batch < 3; batch++)
        {
            LeafWrite[] updates = [.. Enumerable.Range(0, 3_000).Select(_ => NextUpdate(random)).OrderBy(update => update.Path)];
            packed.Update(updates);
            scalar.Update(updates);
            packed.Root.ShouldBe(scalar.Root);
        }
    }

    [Fact]
    public void Deleting_everything_leaves_the_empty_tree_and_no_bundle()
    {
        Random random = new(2);
        StateTree<NativeHost> tree = StateTree<NativeHost>.CreateEmpty();
        LeafWrite[] updates = [.. Enumerable.Range(0, 500).Select(_ => NextUpdate(random)).OrderBy(update => update.Path)];
        tree.Update(updates);
        HashSet<NodePosition> stored = [.. tree.TakeChangedBundles().Where(bundle => bundle.Nodes is not null).Select(bundle => bundle.Position)];
        tree.Update([.. updates.Select(update => update with { Leaf = Digest.Empty })]);
        tree.Root.ShouldBe(Digest.Empty);
        foreach ((NodePosition position, byte[]? nodes) in tree.TakeChangedBundles())
        {
            if (nodes is null)
                _ = stored.Remove(position);
        }

        stored.ShouldBe([new NodePosition(0, default)]);
        tree.NodeCount.ShouldBe(1);
    }

    [Fact]
    public void A_bundle_of_another_tree_is_refused()
    {
        Random random = new(3);
        StateTree<NativeHost> tree = StateTree<NativeHost>.CreateEmpty();
        tree.Update([NextUpdate(random)]);
        byte[] foreign = tree.TakeChangedBundles()[0].Nodes!;
        StateTree<NativeHost> other = new(RandomDigest(random), positions => positions.ToDictionary(position => position, _ => foreign));
        Should.Throw<InvalidDataException>(() => other.Update([NextUpdate(random)]));
        StateTree<NativeHost> missing = new(RandomDigest(random), _ => new Dictionary<NodePosition, byte[]>());
        Should.Throw<InvalidDataException>(() => missing.Update([NextUpdate(random)]));
    }

    private static LeafWrite NextUpdate(Random random) => new(TreeKey.FromElements(RandomDigest(random).AsSpan()), RandomDigest(random));

    private static Digest RandomDigest(Random random) =>
        Digest.FromElements([.. Enumerable.Range(0, 8).Select(_ => KoalaBear.FromCanonical((uint)random.NextInt64(KoalaBear.Modulus)))]);
}
