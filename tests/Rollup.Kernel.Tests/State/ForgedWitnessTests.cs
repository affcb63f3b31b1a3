using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.State;

/// <summary>What a malicious prover may try with the state part of a witness, one lie each.</summary>
public class ForgedWitnessTests
{
    private const ulong Index = 5;

    private static readonly Address Owner = Address.FromU256(1);
    private static readonly StateKey Slot = StateKey.StorageSlot(in Owner, U256.One);
    private static readonly TreeKey Path = ReferenceTree.PathOf(Slot);
    private static readonly Digest OneLeaf = ForgedWitness.SlotLeafDigest(Path, Index, 7);

    [Fact]
    public void The_witness_without_a_lie_is_accepted() =>
        new ForgedWitness().Key(Slot).SlotLeaf(Path, Index, 7).Open(OneLeaf).ShouldBe(StateFailure.None);

    [Fact]
    public void A_leaf_with_another_value_or_index_does_not_give_the_root()
    {
        new ForgedWitness().Key(Slot).SlotLeaf(Path, Index, 8).Open(OneLeaf).ShouldBe(StateFailure.RootMismatch);
        new ForgedWitness().Key(Slot).SlotLeaf(Path, Index + 1, 7).Open(OneLeaf).ShouldBe(StateFailure.RootMismatch);
    }

    [Fact]
    public void A_leaf_cannot_be_hidden_as_an_empty_node_or_a_stub()
    {
        new ForgedWitness().Key(Slot).Node((byte)NodeKind.Empty).Open(OneLeaf).ShouldBe(StateFailure.RootMismatch);
        uint[] digest = [.. OneLeaf.AsSpan().ToArray().Select(element => element.MontgomeryWord)];
        new ForgedWitness().Key(Slot).Stub(digest).Open(OneLeaf).ShouldBe(StateFailure.MissingNode);
        new ForgedWitness().Stub(digest).Open(OneLeaf).ShouldBe(StateFailure.None);
    }

    [Fact]
    public void A_leaf_is_not_taken_for_an_entry_of_the_other_kind()
    {
        StateKey account = StateKey.Account(in Owner);
        TreeKey path = ReferenceTree.PathOf(account);
        new ForgedWitness().Key(account).SlotLeaf(path, Index, 7).Open(ForgedWitness.SlotLeafDigest(path, Index, 7)).ShouldBe(StateFailure.KindMismatch);
    }

    [Fact]
    public void A_leaf_lies_where_its_path_leads()
    {
        ForgedWitness wrongSide = new ForgedWitness().Node((byte)NodeKind.Inner);
        wrongSide = Path.Bit(0)
            ? wrongSide.SlotLeaf(Path, Index, 7).Node((byte)NodeKind.Empty)
            : wrongSide.Node((byte)NodeKind.Empty).SlotLeaf(Path, Index, 7);
        wrongSide.Open(OneLeaf).ShouldBe(StateFailure.LeafOffPath);
    }

    [Fact]
    public void A_lone_leaf_below_inner_nodes_is_not_the_collapsed_tree()
    {
        ForgedWitness deeper = new ForgedWitness().Key(Slot).Node((byte)NodeKind.Inner);
        deeper = Path.Bit(0)
            ? deeper.Node((byte)NodeKind.Empty).SlotLeaf(Path, Index, 7)
            : deeper.SlotLeaf(Path, Index, 7).Node((byte)NodeKind.Empty);
        deeper.Open(OneLeaf).ShouldBe(StateFailure.RootMismatch);
    }

    [Fact]
    public void The_same_key_twice_and_keys_in_another_order_are_refused()
    {
        new ForgedWitness().Key(Slot).Key(Slot).SlotLeaf(Path, Index, 7).Open(OneLeaf).ShouldBe(StateFailure.KeysNotAscending);

        StateKey[] descending = [.. new[] { Slot, StateKey.Account(in Owner) }.OrderByDescending(ReferenceTree.PathOf)];
        new ForgedWitness().Key(descending[0]).Key(descending[1]).SlotLeaf(Path, Index, 7).Open(OneLeaf).ShouldBe(StateFailure.KeysNotAscending);
    }

    [Fact]
    public void Kinds_that_do_not_exist_are_refused()
    {
        new ForgedWitness().RawKey(2, Owner, U256.One).SlotLeaf(Path, Index, 7).Open(OneLeaf).ShouldBe(StateFailure.UnknownKind);
        new ForgedWitness().Node(5).Open(OneLeaf).ShouldBe(StateFailure.UnknownKind);
    }

    [Fact]
    public void Elements_and_numbers_have_one_encoding_each()
    {
        uint[] digest = [.. OneLeaf.AsSpan().ToArray().Select(element => element.MontgomeryWord)];
        digest[3] += KoalaBear.Modulus;
        new ForgedWitness().Stub(digest).Open(OneLeaf).ShouldBe(StateFailure.OutOfRange);

        byte[] path = new byte[TreeKey.Size];
        path.AsSpan(0, 4).Fill(0xff);
        new ForgedWitness().RawSlotLeaf(path, Index, 7).Open(OneLeaf).ShouldBe(StateFailure.OutOfRange);
        new ForgedWitness().SlotLeaf(Path, Index + TreeHash.IndexLimit, 7).Open(OneLeaf).ShouldBe(StateFailure.OutOfRange);
        new ForgedWitness().Stub(new uint[Digest.Length]).Open(Digest.Empty).ShouldBe(StateFailure.EmptyStub);
    }

    [Fact]
    public void Announced_counts_are_the_true_ones()
    {
        foreach ((int nodes, int leaves) in ((int, int)[])[(0, 0), (0, 1), (1, 0), (2, 1), (2, 2), (-1, 1), (1, -1), (int.MaxValue, 1)])
        {
            ForgedWitness witness = new ForgedWitness().Key(Slot).SlotLeaf(Path, Index, 7);
            witness.NodeCount = nodes;
            witness.LeafCount = leaves;
            witness.Open(OneLeaf).ShouldBe(StateFailure.CountMismatch);
        }
    }
}
