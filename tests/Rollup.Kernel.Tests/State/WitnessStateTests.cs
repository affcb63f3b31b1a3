using System.Buffers.Binary;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.State;

public class WitnessStateTests
{
    private readonly byte[] _buffer = new byte[8 << 20];

    [Theory]
    [InlineData(4, 3, 0.5)]
    [InlineData(40, 10, 0.3)]
    [InlineData(300, 60, 0.6)]
    public void Any_sequence_of_batches_leads_to_the_root_of_the_tree_built_from_scratch(int worldSize, int batchSize, double absent)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            StateScenario scenario = new(seed, worldSize);
            ReferenceTree tree = new();
            for (int batch = 0; batch < 8; batch++)
            {
                Dictionary<StateKey, StateValue> changes = scenario.NextBatch(scenario.Next(batchSize + 1), absent);
                HashSet<StateKey> touched = [.. changes.Keys, .. scenario.NextBatch(3, 0).Keys];
                byte[] witness = tree.Witness(touched, changes.Where(change => change.Value.IsAbsent(change.Key)).Select(change => change.Key).ToHashSet());
                Digest root = tree.Root;
                ulong nextIndex = tree.NextIndex;
                Dictionary<StateKey, (ulong? Index, StateValue Value)> before = touched.ToDictionary(key => key, key => (tree.IndexOf(key), tree.ValueOf(key)));
                tree.Update(changes);

                SoftwareHost host = default;
                WitnessArena arena = new(_buffer);
                WitnessState.Open(ref host, witness, in root, ref arena, out WitnessState state).ShouldBe(StateFailure.None);
                foreach (ref readonly WitnessEntry entry in state.Entries)
                {
                    entry.Original.ShouldBe(before[entry.Key].Value);
                    entry.Existed.ShouldBe(before[entry.Key].Index.HasValue);
                    entry.Index.ShouldBe(before[entry.Key].Index ?? 0);
                }

                state.Entries.Length.ShouldBe(touched.Count);
                foreach ((StateKey key, StateValue value) in changes)
                    Set(ref state, key, value).ShouldBeTrue();
                state.Update(ref host, ref nextIndex, ref arena, out Digest updated).ShouldBe(StateFailure.None);
                updated.ShouldBe(tree.Root);
                nextIndex.ShouldBe(tree.NextIndex);
                foreach (ref readonly WitnessEntry entry in state.Entries)
                {
                    if (entry.Change == LeafChange.Created)
                        entry.Index.ShouldBe(tree.IndexOf(entry.Key)!.Value);
                }
            }
        }
    }

    [Fact]
    public void A_witness_with_any_changed_byte_is_refused_or_still_true()
    {
        ReferenceTree tree = FilledTree(out StateScenario scenario);
        Dictionary<StateKey, StateValue> touched = scenario.NextBatch(12, 0);
        byte[] witness = tree.Witness(touched.Keys, touched.Keys.ToHashSet());
        Digest root = tree.Root;
        for (int position = 0; position < witness.Length; position++)
        {
            foreach (int flip in (int[])[1, 0x80, 0xff])
            {
                byte[] changed = (byte[])witness.Clone();
                changed[position] ^= (byte)flip;
                ShouldBeRefusedOrTrue(changed, tree, root);
            }
        }
    }

    [Fact]
    public void Any_cut_or_extended_witness_is_refused_with_a_reason()
    {
        ReferenceTree tree = FilledTree(out StateScenario scenario);
        byte[] witness = tree.Witness(scenario.NextBatch(12, 0).Keys, new HashSet<StateKey>());
        Digest root = tree.Root;
        for (int length = 0; length < witness.Length; length++)
            Open(witness[..length], in root).ShouldNotBe(StateFailure.None);
        Open([.. witness, 0], in root).ShouldBe(StateFailure.TrailingBytes);
    }

    [Fact]
    public void Random_bytes_are_refused_or_true()
    {
        Random random = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length >= WitnessState.HeaderSize)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, random.Next(2));
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), random.Next(20));
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), random.Next(2));
                for (int j = WitnessState.HeaderSize; j < bytes.Length; j++)
                    bytes[j] = (byte)(random.Next(4) == 0 ? bytes[j] : bytes[j] % 5);
            }

            ShouldBeRefusedOrTrue(bytes, new ReferenceTree(), Digest.Empty);
        }
    }

    [Fact]
    public void A_chain_of_inner_nodes_longer_than_a_path_is_refused()
    {
        // No keys; 400 inner nodes, each the left child of the one before.
        byte[] witness = new byte[WitnessState.HeaderSize + 1_000];
        BinaryPrimitives.WriteInt32LittleEndian(witness.AsSpan(4), 900);
        witness.AsSpan(WitnessState.HeaderSize, 400).Fill((byte)NodeKind.Inner);
        Open(witness, Digest.Empty).ShouldBe(StateFailure.TooDeep);
    }

    [Fact]
    public void An_entry_that_is_not_in_the_witness_reads_as_missing_not_as_absent()
    {
        ReferenceTree tree = FilledTree(out StateScenario scenario);
        StateKey key = scenario.NextKey();
        Digest root = tree.Root;
        SoftwareHost host = default;
        WitnessArena arena = new(_buffer);
        WitnessState.Open(ref host, tree.Witness([key], new HashSet<StateKey>()), in root, ref arena, out WitnessState state).ShouldBe(StateFailure.None);

        Address elsewhere = Address.FromU256(12345);
        state.TryGetAccount(in elsewhere, out _).ShouldBeFalse();
        state.TrySetAccount(in elsewhere, AccountState.Empty).ShouldBeFalse();
        state.TryGetSlot(in elsewhere, U256.Zero, out _).ShouldBeFalse();
        state.TrySetSlot(in elsewhere, U256.Zero, U256.One).ShouldBeFalse();
    }

    [Fact]
    public void A_deletion_without_its_opened_sibling_is_refused()
    {
        ReferenceTree tree = FilledTree(out StateScenario scenario);
        StateKey key = scenario.NextKey();
        while (tree.IndexOf(key) is null)
            key = scenario.NextKey();

        // Every sibling on the path is a stub. Only if all of them are inner nodes is nothing missing, so delete several.
        int refused = 0;
        for (int i = 0; i < 20; i++)
        {
            key = scenario.NextKey();
            Digest root = tree.Root;
            SoftwareHost host = default;
            WitnessArena arena = new(_buffer);
            WitnessState.Open(ref host, tree.Witness([key], new HashSet<StateKey>()), in root, ref arena, out WitnessState state).ShouldBe(StateFailure.None);
            Set(ref state, key, StateValue.Absent(key)).ShouldBeTrue();
            ulong nextIndex = tree.NextIndex;
            StateFailure failure = state.Update(ref host, ref nextIndex, ref arena, out Digest updated);
            failure.ShouldBeOneOf(StateFailure.None, StateFailure.MissingSibling);
            refused += failure == StateFailure.MissingSibling ? 1 : 0;
        }

        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Without_opened_siblings_a_batch_gives_the_right_root_or_none()
    {
        int refused = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            StateScenario scenario = new(seed, 8);
            ReferenceTree tree = new();
            tree.Update(scenario.NextBatch(24, 0.2));
            Dictionary<StateKey, StateValue> changes = scenario.NextBatch(1 + scenario.Next(12), 0.8);
            byte[] witness = tree.Witness(changes.Keys, new HashSet<StateKey>());
            Digest root = tree.Root;
            ulong nextIndex = tree.NextIndex;
            tree.Update(changes);

            SoftwareHost host = default;
            WitnessArena arena = new(_buffer);
            WitnessState.Open(ref host, witness, in root, ref arena, out WitnessState state).ShouldBe(StateFailure.None);
            foreach ((StateKey key, StateValue value) in changes)
                Set(ref state, key, value).ShouldBeTrue();
            StateFailure failure = state.Update(ref host, ref nextIndex, ref arena, out Digest updated);
            failure.ShouldBeOneOf(StateFailure.None, StateFailure.MissingSibling);
            updated.ShouldBe(failure == StateFailure.None ? tree.Root : Digest.Empty);
            refused += failure == StateFailure.None ? 0 : 1;
        }

        refused.ShouldBeInRange(1, 39);
    }

    [Fact]
    public void A_new_leaf_without_an_index_left_is_refused()
    {
        ReferenceTree tree = new();
        StateKey key = StateKey.Account(Address.FromU256(1));
        SoftwareHost host = default;
        WitnessArena arena = new(_buffer);
        Digest root = Digest.Empty;
        WitnessState.Open(ref host, tree.Witness([key], new HashSet<StateKey>()), in root, ref arena, out WitnessState state).ShouldBe(StateFailure.None);
        Set(ref state, key, StateValue.OfAccount(new AccountState(1, U256.Zero))).ShouldBeTrue();
        ulong nextIndex = TreeHash.IndexLimit;
        state.Update(ref host, ref nextIndex, ref arena, out _).ShouldBe(StateFailure.IndexExhausted);
    }

    [Fact]
    public void A_small_arena_is_a_typed_failure()
    {
        ReferenceTree tree = FilledTree(out StateScenario scenario);
        byte[] witness = tree.Witness(scenario.NextBatch(12, 0).Keys, new HashSet<StateKey>());
        Digest root = tree.Root;
        SoftwareHost host = default;
        for (int size = 0; size < 20_000; size += 1_000)
        {
            WitnessArena arena = new(_buffer.AsSpan(0, size));
            WitnessState.Open(ref host, witness, in root, ref arena, out _).ShouldBe(StateFailure.ArenaExhausted);
        }
    }

    internal static bool Set(ref WitnessState state, StateKey key, StateValue value) => key.IsAccount
        ? state.TrySetAccount(key.Address, value.Account)
        : state.TrySetSlot(key.Address, key.Slot, value.Word);

    /// <summary>A changed key may be another one that is absent in the same place; what is shown of it has to be right.</summary>
    private void ShouldBeRefusedOrTrue(byte[] witness, ReferenceTree tree, Digest root)
    {
        SoftwareHost host = default;
        WitnessArena arena = new(_buffer);
        if (WitnessState.Open(ref host, witness, in root, ref arena, out WitnessState state) != StateFailure.None)
            return;
        foreach (ref readonly WitnessEntry entry in state.Entries)
            entry.Original.ShouldBe(tree.ValueOf(entry.Key));
    }

    private static ReferenceTree FilledTree(out StateScenario scenario)
    {
        scenario = new StateScenario(7, 20);
        ReferenceTree tree = new();
        tree.Update(scenario.NextBatch(60, 0));
        return tree;
    }

    private StateFailure Open(byte[] witness, in Digest root)
    {
        SoftwareHost host = default;
        WitnessArena arena = new(_buffer);
        return WitnessState.Open(ref host, witness, in root, ref arena, out _);
    }
}
