using Rollup.Kernel.State;
using Rollup.Storage.StateData;

namespace Rollup.State.UnitTests;

public class ChainStateTests
{
    private static readonly ChainStateOptions Small = new() { KeptBlocks = 4, CachedEntries = 16, CachedNodes = 64 };

    [Theory]
    [InlineData(4, 3, 0.5)]
    [InlineData(30, 8, 0.4)]
    [InlineData(400, 40, 0.2)]
    public void Every_batch_has_the_root_and_a_witness_that_the_kernel_brings_to_the_same_root(int worldSize, int blockSize, double absent)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Chain chain = new(seed, worldSize);
            MemoryStateStore store = new();
            store.Write(chain.Genesis);
            using ChainState state = ChainState.Open(store, Small, []);
            chain.Genesis.Checkpoint.Root.ShouldBe(chain.Reference.Root);
            for (ulong batch = 1; batch < 8; batch++)
            {
                chain.AddBlock(state, blockSize, absent);
                chain.AddBlock(state, blockSize, absent);
                SealedBatch sealedBatch = chain.Seal(state, batch);
                store.Write(sealedBatch);
                state.Complete(sealedBatch);
                if (batch % 3 == 0)
                    state.Reopen(chain.Diffs);
            }
        }
    }

    [Fact]
    public void Recent_blocks_and_ends_of_batches_can_be_read_and_other_blocks_cannot()
    {
        Chain chain = new(1, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, Small, []);
        for (ulong batch = 1; batch < 5; batch++)
        {
            for (int block = 0; block < 6; block++)
            {
                chain.AddBlock(state, 5, 0.3);
                ReadEverything(chain, state);
            }

            SealedBatch sealedBatch = chain.Seal(state, batch);
            ReadEverything(chain, state);
            store.Write(sealedBatch);
            chain.AddBlock(state, 5, 0.3);
            ReadEverything(chain, state);
            state.Complete(sealedBatch);
            ReadEverything(chain, state);
        }

        state.At(state.LatestBlock + 1).ShouldBeNull();
        state.At(2).ShouldBeNull();
        using ChainState reopened = ChainState.Open(store, Small, chain.Diffs);
        reopened.LatestBlock.ShouldBe(state.LatestBlock);
        ReadEverything(chain, reopened);
    }

    [Fact]
    public void A_view_of_a_block_stays_the_same_while_blocks_and_batches_follow()
    {
        Chain chain = new(2, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, new ChainStateOptions(), []);
        chain.AddBlock(state, 10, 0.2);
        IStateReader view = state.At(1)!;
        for (ulong batch = 1; batch < 4; batch++)
        {
            chain.AddBlock(state, 10, 0.2);
            SealedBatch sealedBatch = chain.Seal(state, batch);
            store.Write(sealedBatch);
            state.Complete(sealedBatch);
            chain.ShouldAgree(view, 1);
        }
    }

    [Fact]
    public async Task Concurrent_readers_of_a_view_see_one_state_while_the_writer_goes_on()
    {
        Chain chain = new(8, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, Small with { KeptBlocks = 256 }, []);
        chain.AddBlock(state, 20, 0.2);
        IStateReader view = state.At(1)!;
        KeyValuePair<StateKey, StateValue>[] expected = [.. chain.Snapshots[1]];
        using CancellationTokenSource stop = new();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach ((StateKey key, StateValue value) in expected)
                    view.Read(in key).ShouldBe(value);
            }
        }))];
        for (ulong batch = 1; batch < 15; batch++)
        {
            chain.AddBlock(state, 10, 0.3);
            SealedBatch sealedBatch = chain.Seal(state, batch);
            store.Write(sealedBatch);
            chain.AddBlock(state, 10, 0.3);
            state.Complete(sealedBatch);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void A_follower_reads_what_the_sequencer_reads()
    {
        Chain chain = new(3, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, Small, []);
        using ChainState follower = ChainState.Open(store, Small, []);
        for (ulong batch = 1; batch < 4; batch++)
        {
            for (int block = 0; block < 3; block++)
            {
                chain.AddBlock(state, 6, 0.2);
                follower.Apply(chain.Diffs[^1]);
            }

            SealedBatch sealedBatch = chain.Seal(state, batch);
            store.Write(sealedBatch);
            state.Complete(sealedBatch);
            follower.Follow(sealedBatch.Checkpoint, chain.Diffs[^1]);
            ReadEverything(chain, follower);
        }
    }

    [Fact]
    public void A_batch_cannot_be_sealed_before_the_one_before_is_stored()
    {
        Chain chain = new(4, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, Small, []);
        chain.AddBlock(state, 3, 0);
        _ = chain.Seal(state, 1);
        chain.AddBlock(state, 3, 0);
        Should.Throw<InvalidOperationException>(() => state.Seal(2, state.BeginBlock()));
    }

    [Fact]
    public void A_block_that_does_not_follow_the_latest_is_refused()
    {
        Chain chain = new(5, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, Small, []);
        Should.Throw<ArgumentException>(() => state.Commit(2, Chain.HashOf(2), state.BeginBlock()));
        Should.Throw<ArgumentException>(() => state.Commit(0, Chain.HashOf(0), state.BeginBlock()));
    }

    [Fact]
    public void Any_cut_block_diff_is_refused()
    {
        Chain chain = new(7, 20);
        MemoryStateStore store = new();
        store.Write(chain.Genesis);
        using ChainState state = ChainState.Open(store, Small, []);
        chain.AddBlock(state, 5, 0.2);
        byte[] encoded = chain.Diffs[0].Encode();
        for (int length = 0; length < encoded.Length; length++)
        {
            Exception thrown = Should.Throw<Exception>(() => BlockDiff.Decode(encoded[..length]));
            thrown.ShouldBeAssignableTo<IOException>();
        }

        Should.Throw<InvalidDataException>(() => BlockDiff.Decode([.. encoded, 0]));
    }

    private static void ReadEverything(Chain chain, ChainState state)
    {
        chain.ShouldAgree(state, chain.Snapshots.Count - 1);
        for (int block = 0; block < chain.Snapshots.Count; block++)
        {
            if (state.At((ulong)block) is { } view)
                chain.ShouldAgree(view, block);
            else
                block.ShouldBeLessThan(chain.Snapshots.Count - 1 - 4);
        }
    }
}
