using Npgsql;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests;

public class SealingTests
{
    private static readonly TestAccount Alice = TestChain.Accounts[0];

    [Fact]
    public async Task Batches_are_sealed_by_size_and_every_witness_proves_its_batch()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchTransactions = 3 }));
        for (ulong nonce = 0; nonce < 10; nonce++) _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(nonce, Address.FromU256(1_000 + nonce), 1 + nonce)));
        _ = await chain.SealedAsync(3);

        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task A_batch_is_sealed_by_what_its_transactions_look_at()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchWitnessBytes = 5_000 }));
        _ = await sequencer.Service.SubmitManyAsync([.. Enumerable.Range(0, 30).Select(i => (ReadOnlyMemory<byte>)Alice.Transfer((ulong)i, Address.FromU256(900 + (ulong)i), 1))], default);

        _ = await chain.SealedAsync(1);
        await BatchChecks.AllAsync(chain);
    }

    [Fact]
    public async Task A_batch_is_sealed_by_age()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchAge = TimeSpan.FromSeconds(1) }));
        _ = await sequencer.AcceptAsync(Alice.Transfer(0, Address.FromU256(0x707), 1));

        (await chain.SealedAsync(1)).LastBlock.ShouldBeGreaterThanOrEqualTo(1UL);
    }

    [Fact]
    public async Task A_batch_never_exceeds_its_data_limit_and_uses_it()
    {
        const int Limit = 6_000;
        await using TestChain chain = await TestChain.CreateAsync(TestChain.ConfigOf(Limit));
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        byte[][] raw = [.. Enumerable.Range(0, 800).Select(i => TestChain.Accounts[i % 20].Transfer((ulong)(i / 20), Address.FromU256(1_000_000 + (ulong)i), U256.One << (i % 60)))];
        SubmissionResult[] results = await sequencer.Service.SubmitManyAsync([.. raw.Select(bytes => (ReadOnlyMemory<byte>)bytes)], default);
        foreach (SubmissionResult result in results) _ = await chain.IncludedAsync(result.Hash!.Value);

        BatchRow latest = (await chain.Batches.GetLatestAsync(default))!;
        latest.Number.ShouldBeGreaterThan(2UL);
        for (ulong number = 1; number <= latest.Number; number++)
            (await chain.Batches.GetDataAsync(number, default))!.Value.Length.ShouldBeInRange(Limit / 2, Limit);
    }

    [Fact]
    public async Task Messages_and_deposits_count_towards_the_data_limit()
    {
        const int Limit = 6_000;
        await using TestChain chain = await TestChain.CreateAsync(TestChain.ConfigOf(Limit));
        await DepositAsync(chain, Enumerable.Range(0, 60).Select(i => (Address.FromU256(0x2_000_000 + (ulong)i), (U256.One << (2 * i)) + 1)));
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        byte[] withdraw = [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. new byte[31], 0x77];
        ReadOnlyMemory<byte>[] raw = [.. Enumerable.Range(0, 200).Select(i =>
            (ReadOnlyMemory<byte>)TestChain.Accounts[i % 20].Transfer((ulong)(i / 20), ProtocolConstants.Messenger, U256.One << (i % 60), gas: 100_000, data: withdraw))];
        foreach (SubmissionResult result in await sequencer.Service.SubmitManyAsync(raw, default)) _ = await chain.IncludedAsync(result.Hash!.Value);

        await TestChain.UntilAsync(async () => (await chain.Batches.GetLatestAsync(default))!.Number >= 2, "batches");
        BatchRow latest = (await chain.Batches.GetLatestAsync(default))!;
        for (ulong number = 1; number <= latest.Number; number++)
            (await chain.Batches.GetDataAsync(number, default))!.Value.Length.ShouldBeInRange(Limit / 2, Limit);
        sequencer.State.GetAccount(Address.FromU256(0x2_000_000 + 59)).Balance.ShouldBe((U256.One << 118) + 1);
    }

    [Fact]
    public async Task While_too_many_batches_wait_for_their_proofs_age_seals_none_and_a_full_one_is_sealed()
    {
        ulong proven = 0;
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(
            TestChain.Quick with { MaxBatchAge = TimeSpan.FromMilliseconds(200), MaxBatchTransactions = 3, MaxUnprovenBatches = 1 }, provenBatch: () => proven));
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Address.FromU256(50), 1)));
        _ = await chain.SealedAsync(1);
        sequencer.Service.SealingProblem.ShouldBeNull();

        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(1, Address.FromU256(51), 1)));
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.Service.SealingProblem is not null), "the reason");
        sequencer.Service.SealingProblem.ShouldNotBeNull().ShouldStartWith("1 batches are sealed and not proven on L1, 1 may be");
        await Task.Delay(500);
        (await chain.Batches.GetLatestAsync(default))!.Number.ShouldBe(1UL);

        // Full.
        for (ulong nonce = 2; nonce < 4; nonce++) _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(nonce, Address.FromU256(50 + nonce), 1)));
        _ = await chain.SealedAsync(2);

        // Proven.
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(4, Address.FromU256(54), 1)));
        await Task.Delay(500);
        (await chain.Batches.GetLatestAsync(default))!.Number.ShouldBe(2UL);
        proven = 2;
        _ = await chain.SealedAsync(3);
        sequencer.Service.SealingProblem.ShouldBeNull();
    }

    [Fact]
    public async Task A_backlog_of_proofs_keeps_no_queue_item_from_L1_until_it_is_overdue()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        await chain.QueueAsync(TestChain.Deposit(0, Address.FromU256(50), 5, Hash256.Zero));
        _ = await TestChain.LeadingAsync(chain.Start(
            TestChain.Quick with { MaxBatchAge = TimeSpan.FromMilliseconds(100), MaxUnprovenBatches = 0, InclusionDeadline = TimeSpan.FromSeconds(8) }));
        _ = await chain.SealedAsync(1); // Within a quarter of the deadline.
    }

    [Fact]
    public async Task Empty_blocks_do_not_exceed_the_data_limit_either()
    {
        const int Limit = 2_500;
        await using TestChain chain = await TestChain.CreateAsync(TestChain.ConfigOf(Limit));
        _ = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { BlockInterval = TimeSpan.FromMilliseconds(1), Heartbeat = TimeSpan.Zero, MaxBatchBlocks = 100 }));

        (await chain.SealedAsync(1)).LastBlock.ShouldBeGreaterThan(30UL);
        (await chain.Batches.GetDataAsync(1, default))!.Value.Length.ShouldBeInRange(Limit / 2, Limit);
    }

    [Fact]
    public async Task After_a_restart_the_open_batch_is_sealed_as_if_nothing_had_happened()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        await using (RunningSequencer first = await TestChain.LeadingAsync(chain.Start()))
        {
            for (ulong nonce = 0; nonce < 4; nonce++) _ = await chain.IncludedAsync(await first.AcceptAsync(Alice.Transfer(nonce, Address.FromU256(50 + nonce), 1)));
        }

        RunningSequencer second = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchTransactions = 5 }));
        _ = await chain.IncludedAsync(await second.AcceptAsync(Alice.Transfer(4, Address.FromU256(60), 1)));
        BatchRow batch = await chain.SealedAsync(1);

        batch.FirstBlock.ShouldBe(1UL);
        await BatchChecks.AllAsync(chain);
        second.State.GetAccount(Address.FromU256(53)).Balance.ShouldBe(U256.One);
    }

    [Fact]
    public async Task A_crash_while_a_batch_is_being_stored_leaves_the_blocks_after_it_in_the_next_one()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        await using (RunningSequencer first = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchTransactions = 1 })))
        {
            for (ulong nonce = 0; nonce < 3; nonce++)
            {
                _ = await chain.IncludedAsync(await first.AcceptAsync(Alice.Transfer(nonce, Address.FromU256(0x500 + nonce), 1)));
                _ = await chain.SealedAsync(nonce + 1);
            }
        }

        BatchRow[] before = [(await chain.Batches.GetAsync(1, default))!, (await chain.Batches.GetAsync(2, default))!];
        await ForgetBatchesAsync(chain, after: 0);
        await using (RunningSequencer second = await TestChain.LeadingAsync(chain.Start()))
        {
            (await chain.SealedAsync(1)).Hash.ShouldBe(before[0].Hash);
            second.State.GetAccount(Alice.Address).Nonce.ShouldBe(2UL);
        }
    }

    /// <summary>Puts deposits where the watcher would.</summary>
    private static async Task DepositAsync(TestChain chain, IEnumerable<(Address To, U256 Wei)> deposits)
    {
        var items = new List<L1Item>();
        Hash256 rolling = Hash256.Zero;
        foreach ((Address to, U256 wei) in deposits)
        {
            items.Add(TestChain.Deposit((ulong)items.Count, to, wei, rolling));
            rolling = items[^1].Content.RollingHash;
        }

        await chain.QueueAsync([.. items]);
    }

    /// <summary>Puts the database into the state of a crash while batch <paramref name="after"/> + 1 was being stored and one block of the batch after it was there.</summary>
    private static async Task ForgetBatchesAsync(TestChain chain, ulong after)
    {
        await using SequencerLease lease = await SequencerLease.AcquireAsync(chain.Database, new LeaseHolder("test", ""), TimeProvider.System, default);
        await using FencedTransaction transaction = await lease.BeginTransactionAsync(default);
        await StateRollback.RunAsync(chain.Store, transaction.Connection, after, default);
        await using var forget = new NpgsqlCommand($"DELETE FROM batches WHERE number > {after}; DELETE FROM witnesses WHERE batch > {after}; DELETE FROM blocks WHERE number > {after + 2}", transaction.Connection);
        await forget.ExecuteNonQueryAsync();
        for (ulong block = after + 1; block <= after + 2; block++)
        {
            // The batch's own writes come into its last block's diff when it is stored.
            await foreach ((_, ReadOnlyMemory<byte> encoded) in chain.Blocks.GetStateDiffsAsync(block, default))
            {
                BlockDiff diff = BlockDiff.Decode(encoded.ToArray());
                var changes = diff.Changes.Where(change => change.Key.IsAccount).ToDictionary(change => change.Key, change => change.Value);
                await BlockWriter.ReplaceStateDiffAsync(transaction, block, (diff with { Changes = changes, Reads = [.. diff.Reads.Where(key => key.IsAccount)] }).Encode(), default);
                break;
            }
        }

        await transaction.CommitAsync(default);
    }
}
