using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.Pool;
using Rollup.Sequencer.Terms;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests;

public class BlockProductionTests
{
    private static readonly TestAccount Alice = TestChain.Accounts[0];
    private static readonly TestAccount Bob = TestChain.Accounts[1];

    [Fact]
    public async Task A_transfer_is_included_and_moves_value_and_fees()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        Address fresh = Address.FromU256(0xbeef);

        StoredTransaction stored = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, fresh, TestChain.Ether)));

        BlockRow block = (await chain.Blocks.GetAsync(stored.Inclusion!.BlockNumber, default))!;
        StoredReceipt receipt = (await chain.Blocks.GetReceiptAsync(block.Number, 0, default))!.Value;
        receipt.Succeeded.ShouldBeTrue();
        receipt.GasUsed.ShouldBe(21_000UL);
        receipt.EffectiveGasPrice.ShouldBe(block.BaseFee + 1_000);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.LatestBlock >= block.Number), "the state");
        sequencer.State.GetAccount(fresh).Balance.ShouldBe(TestChain.Ether);
        sequencer.State.GetAccount(Alice.Address).Nonce.ShouldBe(1UL);
        sequencer.State.GetAccount(Alice.Address).Balance.ShouldBe((999 * TestChain.Ether) - (receipt.EffectiveGasPrice * 21_000));
        sequencer.State.GetAccount(chain.Config.FeeVault).Balance.ShouldBe((U256)(1_000 * 21_000));
        Keccak256.Hash(block.Header.Span).ShouldBe(block.Hash);
        sequencer.Service.Pool!.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Transactions_of_a_sender_follow_their_nonces_whatever_the_order_of_arrival()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        Hash256[] hashes = new Hash256[5];
        foreach (int nonce in (int[])[3, 1, 4, 2, 0]) hashes[nonce] = await sequencer.AcceptAsync(Alice.Transfer((ulong)nonce, Bob.Address, 1));

        TransactionInclusion[] inclusions = new TransactionInclusion[5];
        for (int i = 0; i < 5; i++) inclusions[i] = (await chain.IncludedAsync(hashes[i])).Inclusion!;

        inclusions.ShouldBe(inclusions.OrderBy(inclusion => inclusion.BlockNumber).ThenBy(inclusion => inclusion.Position));
    }

    [Fact]
    public async Task The_better_payer_comes_first()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { BlockInterval = TimeSpan.FromSeconds(2) }));
        // Whatever the first block took, these three come while the sequencer waits for the next one.
        SubmissionResult[] results = await sequencer.Service.SubmitManyAsync(
        [
            TestChain.Accounts[0].Transfer(0, Bob.Address, 1, tip: 10),
            TestChain.Accounts[2].Transfer(0, Bob.Address, 1, tip: 30),
            TestChain.Accounts[3].Transfer(0, Bob.Address, 1, tip: 20),
        ], default);

        var inclusions = new List<TransactionInclusion>();
        foreach (SubmissionResult result in results) inclusions.Add((await chain.IncludedAsync(result.Hash!.Value)).Inclusion!);

        if (inclusions.DistinctBy(inclusion => inclusion.BlockNumber).Count() == 1) inclusions.Select(inclusion => inclusion.Position).ShouldBe([2, 0, 1]);
    }

    [Fact]
    public async Task A_block_ends_at_its_gas_limit_and_the_next_one_follows()
    {
        await using TestChain chain = await TestChain.CreateAsync(TestChain.DefaultConfig with { BlockGasLimit = 100_000, MaxItemGas = 50_000 });
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        SubmissionResult[] results = await sequencer.Service.SubmitManyAsync(
            [.. Enumerable.Range(0, 10).Select(nonce => (ReadOnlyMemory<byte>)Alice.Transfer((ulong)nonce, Bob.Address, 1))], default);
        foreach (SubmissionResult result in results) _ = await chain.IncludedAsync(result.Hash!.Value);

        foreach (BlockRow block in await chain.Blocks.GetRangeAsync(1, 100, default))
        {
            block.TransactionCount.ShouldBeInRange(1, 4);
            block.GasUsed.ShouldBeLessThanOrEqualTo(100_000UL);
        }
    }

    [Fact]
    public async Task An_empty_block_is_made_only_as_a_heartbeat()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        await using (RunningSequencer quiet = await TestChain.LeadingAsync(chain.Start())) await Task.Delay(300);
        (await chain.Blocks.GetHeadAsync(default))!.Number.ShouldBe(0UL);

        _ = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { Heartbeat = TimeSpan.FromSeconds(1) }));

        await TestChain.UntilAsync(async () => (await chain.Blocks.GetHeadAsync(default))!.Number >= 2, "two heartbeats");
        (await chain.Blocks.GetAsync(1, default))!.TransactionCount.ShouldBe(0);
    }

    [Fact]
    public async Task Heartbeats_of_an_idle_chain_become_rarer_and_quicken_with_a_transaction()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { Heartbeat = TimeSpan.FromMilliseconds(250), MaxHeartbeat = TimeSpan.FromHours(1) }));
        await Task.Delay(4_000);
        // At 0.25, 0.75, 1.75 and 3.75 s; a steady heartbeat would have come to 16.
        ulong idle = (await chain.Blocks.GetHeadAsync(default))!.Number;
        idle.ShouldBeInRange(2UL, 4UL);
        StoredTransaction stored = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob.Address, 1)));
        await TestChain.UntilAsync(async () => (await chain.Blocks.GetHeadAsync(default))!.Number >= stored.Inclusion!.BlockNumber + 2, "two heartbeats soon after a transaction");
    }

    [Fact]
    public async Task The_first_transaction_after_a_pause_gets_a_block_at_once()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { BlockInterval = TimeSpan.FromMinutes(10) }));
        for (ulong nonce = 0; nonce < 3; nonce++)
        {
            StoredTransaction stored = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(nonce, Bob.Address, 1)));
            stored.Inclusion!.BlockNumber.ShouldBe(nonce + 1);
        }
    }

    [Fact]
    public async Task Blocks_that_are_not_full_keep_their_shortest_distance()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(
            TestChain.Quick with { BlockInterval = TimeSpan.FromSeconds(2), MinBlockInterval = TimeSpan.FromSeconds(2) }));
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob.Address, 1)));
        long start = TimeProvider.System.GetTimestamp();
        Hash256 second = await sequencer.AcceptAsync(Alice.Transfer(1, Bob.Address, 1));
        await Task.Delay(50);
        Hash256 third = await sequencer.AcceptAsync(Alice.Transfer(2, Bob.Address, 1));
        ulong block = (await chain.IncludedAsync(second)).Inclusion!.BlockNumber;
        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        (await chain.IncludedAsync(third)).Inclusion!.BlockNumber.ShouldBe(block);
    }

    [Fact]
    public async Task A_withdrawal_leaves_a_log_and_a_message()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchTransactions = 1 }));
        byte[] call = [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. new byte[12], .. Bob.Address.AsSpan()];

        StoredTransaction stored = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, ProtocolConstants.Messenger, TestChain.Ether, gas: 100_000, data: call)));

        FoundLog log = (await new Storage.Blocks.LogQueries(chain.Database).GetByBlockAsync(stored.Inclusion!.BlockNumber, default)).Single();
        log.Log.Address.ShouldBe(ProtocolConstants.Messenger);
        log.TransactionHash.ShouldBe(stored.Row.Hash);
        BatchRow batch = await chain.SealedAsync(1);
        batch.MessageLeaves.Length.ShouldBe(32);
        batch.MessageLeaves.ToArray().ShouldBe(log.Log.Data.Slice(64, 32).ToArray());
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task Blocks_batches_and_heartbeats_go_on_when_the_clock_is_set_and_set_back(int seconds)
    {
        var clock = new WallClock();
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(
            TestChain.Quick with { Heartbeat = TimeSpan.FromMilliseconds(300), MaxBatchAge = TimeSpan.FromMilliseconds(500) }, time: clock));
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob.Address, 1)));

        clock.Offset = TimeSpan.FromSeconds(seconds);
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(1, Bob.Address, 1)));
        clock.Offset = TimeSpan.Zero;
        ulong height = (await chain.Blocks.GetHeadAsync(default))!.Number;
        ulong sealedBatch = (await chain.Batches.GetLatestAsync(default))!.Number;
        StoredTransaction last = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(2, Bob.Address, 1)));
        await TestChain.UntilAsync(async () => (await chain.Blocks.GetHeadAsync(default))!.Number > last.Inclusion!.BlockNumber + 1, "empty blocks");
        await TestChain.UntilAsync(async () => (await chain.Batches.GetLatestAsync(default))!.Number > sealedBatch, "a batch");

        IReadOnlyList<BlockRow> blocks = await chain.Blocks.GetRangeAsync(0, last.Inclusion!.BlockNumber + 1, default);
        height.ShouldBeLessThanOrEqualTo(last.Inclusion.BlockNumber);
        blocks.Zip(blocks.Skip(1)).ShouldAllBe(pair => pair.First.Timestamp <= pair.Second.Timestamp);
    }

    [Fact]
    public async Task A_sequencer_that_must_not_lead_does_not_and_leads_when_it_may()
    {
        string? obstacle = "L1 has batch 43";
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = chain.Start(obstacle: () => obstacle);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.Service.Status == new SequencerStatus(SequencerPhase.Barred, "L1 has batch 43")), "the refusal");
        await chain.QueueAsync(TestChain.Deposit(0, Bob.Address, 5, Hash256.Zero));
        await Task.Delay(300);
        (await chain.Blocks.GetHeadAsync(default))!.Number.ShouldBe(0UL);

        obstacle = null;
        await TestChain.LeadingAsync(sequencer);
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob.Address, 1)));
        obstacle = "L1 has batch 44";
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.Service.Status.Phase == SequencerPhase.Barred), "the end of the term");
        (await sequencer.RefuseAsync(Alice.Transfer(1, Bob.Address, 1))).Reason.ShouldBe(RejectionReason.Unavailable);
    }

    [Fact]
    public void Header_time_follows_the_clock_never_decreases_and_waits_at_half_speed_for_a_clock_that_is_behind()
    {
        var time = new TestClock();
        ulong start = (ulong)time.GetUtcNow().ToUnixTimeSeconds();
        var clock = new HeaderClock(start - 100, time);
        clock.Read().ShouldBe(start);
        time.Advance(TimeSpan.FromSeconds(10));
        clock.Read().ShouldBe(start + 10);
        time.Set(TimeSpan.FromSeconds(-60));
        clock.Read().ShouldBe(start + 10);
        for (int i = 0; i < 1_000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            _ = clock.Read();
        }

        clock.Read().ShouldBe(start + 60, "a hundred seconds at half speed");
        time.Advance(TimeSpan.FromSeconds(20));
        clock.Read().ShouldBe(start + 70, "the clock has caught up");
        time.Advance(TimeSpan.FromSeconds(20));
        clock.Read().ShouldBe(start + 90);
    }

    /// <summary>A clock that is set while time passes as always.</summary>
    private sealed class WallClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
