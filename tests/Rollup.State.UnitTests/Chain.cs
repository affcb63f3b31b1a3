using Rollup.Execution.Native;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.State;
using Rollup.Storage.StateData;

namespace Rollup.State.UnitTests;

/// <summary>A chain of random blocks and batches, beside the slow tree and a copy of the state after every block.</summary>
internal sealed class Chain
{
    private readonly StateScenario _scenario;
    private readonly Dictionary<StateKey, StateValue> _values = [];
    private readonly Dictionary<StateKey, StateValue> _batch = [];

    public Chain(int seed, int worldSize)
    {
        _scenario = new StateScenario(seed, worldSize);
        Genesis = GenesisState.Create(new Dictionary<Address, U256> { [Address.FromU256(77)] = U256.MaxValue });
        foreach ((_, StoredEntry entry) in Genesis.Entries)
            _values[entry.Key] = entry.Value;
        Reference.Update(_values);
        Snapshots.Add(new(_values));
    }

    public SealedBatch Genesis { get; }

    public ReferenceTree Reference { get; } = new();

    /// <summary>The state after each block.</summary>
    public List<Dictionary<StateKey, StateValue>> Snapshots { get; } = [];

    public List<BlockDiff> Diffs { get; } = [];

    /// <summary>What a block is given as its hash.</summary>
    public static Hash256 HashOf(ulong block) => Hash256.FromU256(1_000_000 + block);

    public StateKey NextKey() => _scenario.NextKey();

    public void AddBlock(ChainState state, int size, double absent)
    {
        StateOverlay block = state.BeginBlock();
        Fill(block, size, absent);
        BlockDiff diff = state.Commit((ulong)Snapshots.Count, HashOf((ulong)Snapshots.Count), block);
        Diffs.Add(BlockDiff.Decode(diff.Encode()));
        Snapshots.Add(new(_values));
    }

    /// <summary>Seals, and checks root, index and witness against the slow tree and the kernel.</summary>
    public SealedBatch Seal(ChainState state, ulong number)
    {
        StateOverlay system = state.BeginBlock();
        Fill(system, 2, 0.1);
        Checkpoint parent = state.Sealed;
        SealedBatch batch = state.Seal(number, system);
        Diffs[^1] = BlockDiff.Decode(batch.LastBlockDiff!.Encode());
        Snapshots[^1] = new(_values);

        Reference.Update(_batch);
        batch.Checkpoint.ShouldBe(new Checkpoint(number, (ulong)Snapshots.Count - 1, Reference.Root, Reference.NextIndex));
        CheckWitness<SoftwareHost>(batch, parent);
        CheckWitness<NativeHost>(batch, parent);
        _batch.Clear();
        return batch;
    }

    public void ShouldAgree(IStateReader reader, int block)
    {
        foreach (StateKey key in Snapshots[^1].Keys)
            reader.Read(in key).ShouldBe(Snapshots[block].GetValueOrDefault(key, StateValue.Absent(in key)));
    }

    private void Fill(StateOverlay overlay, int size, double absent)
    {
        StateKey read = _scenario.NextKey();
        overlay.Read(in read).ShouldBe(_values.GetValueOrDefault(read, StateValue.Absent(in read)));
        foreach ((StateKey key, StateValue value) in _scenario.NextBatch(size, absent))
        {
            overlay.Write(in key, in value);
            _values[key] = value;
            _batch[key] = value;
        }
    }

    private void CheckWitness<THost>(SealedBatch batch, Checkpoint parent)
        where THost : struct, IHost
    {
        THost host = default;
        WitnessArena arena = new(new byte[4 << 20]);
        WitnessState.Open(ref host, batch.Witness, parent.Root, ref arena, out WitnessState witness).ShouldBe(StateFailure.None);
        foreach ((StateKey key, StateValue value) in _batch)
        {
            bool isKnown = key.IsAccount ? witness.TrySetAccount(key.Address, value.Account) : witness.TrySetSlot(key.Address, key.Slot, value.Word);
            isKnown.ShouldBeTrue();
        }

        ulong nextIndex = parent.NextIndex;
        witness.Update(ref host, ref nextIndex, ref arena, out Digest root).ShouldBe(StateFailure.None);
        root.ShouldBe(batch.Checkpoint.Root);
        nextIndex.ShouldBe(batch.Checkpoint.NextIndex);
    }
}
