using System.Collections.Concurrent;
using Npgsql;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests;

public class LeadershipTests
{
    private static readonly TestAccount Alice = TestChain.Accounts[0];
    private static readonly Address Bob = TestChain.Accounts[1].Address;
    private static readonly Address Depositor = Address.FromU256(0xd0);

    [Fact]
    public async Task The_pool_survives_a_restart()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        Hash256 gapped;
        await using (RunningSequencer first = await TestChain.LeadingAsync(chain.Start()))
        {
            gapped = await first.AcceptAsync(Alice.Transfer(1, Bob, 1));
            _ = await chain.IncludedAsync(await first.AcceptAsync(TestChain.Accounts[2].Transfer(0, Bob, 1)));
        }

        RunningSequencer second = await TestChain.LeadingAsync(chain.Start());
        second.Service.Pool!.Find(gapped).ShouldNotBeNull();
        _ = await second.AcceptAsync(Alice.Transfer(0, Bob, 1));

        _ = await chain.IncludedAsync(gapped);
    }

    [Fact]
    public async Task One_of_two_leads_and_the_other_takes_over()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer first = await TestChain.LeadingAsync(chain.Start());
        RunningSequencer second = chain.Start();
        _ = await chain.IncludedAsync(await first.AcceptAsync(Alice.Transfer(0, Bob, 1)));
        (await second.RefuseAsync(Alice.Transfer(1, Bob, 1))).Reason.ShouldBe(RejectionReason.Unavailable);

        await first.DisposeAsync();
        await TestChain.LeadingAsync(second);

        _ = await chain.IncludedAsync(await second.AcceptAsync(Alice.Transfer(1, Bob, 1)));
        second.State.GetAccount(Alice.Address).Nonce.ShouldBe(2UL);
    }

    [Fact]
    public async Task A_leader_whose_lease_is_taken_by_force_writes_nothing_more()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer first = await TestChain.LeadingAsync(chain.Start());
        _ = await chain.IncludedAsync(await first.AcceptAsync(Alice.Transfer(0, Bob, 1)));

        // As if another process had taken the lease while this one's connection seemed alive.
        await ExecuteAsync(chain, "UPDATE sequencer_lease SET epoch = epoch + 1");

        (await first.RefuseAsync(Alice.Transfer(1, Bob, 1))).Reason.ShouldBe(RejectionReason.Unavailable);
        await TestChain.LeadingAsync(first);
        await TestChain.UntilAsync(async () => (await first.Service.SubmitAsync(Alice.Transfer(1, Bob, 1), default)).Hash is { } hash && (await chain.IncludedAsync(hash)) is not null, "a new term");
    }

    [Fact]
    public async Task A_crash_of_the_database_under_load_loses_no_acknowledged_transaction_and_repeats_none()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(durable: true);
        await using TestChain chain = await TestChain.CreateAsync(server: server);
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchBlocks = 5 }));
        var acknowledged = new ConcurrentBag<Hash256>();
        using var enough = new CancellationTokenSource();
        Task[] clients = [.. TestChain.Accounts.Take(4).Select(account => Task.Run(() => SendAsync(sequencer, account, acknowledged, enough.Token)))];

        for (int crash = 0; crash < 3; crash++)
        {
            int before = acknowledged.Count;
            await TestChain.UntilAsync(() => Task.FromResult(acknowledged.Count > before + 40), "load");
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
        foreach (Hash256 hash in acknowledged) _ = await chain.IncludedAsync(hash);
        await CheckAgainstReplayAsync(chain, sequencer);
    }

    [Fact]
    public async Task Deposits_come_first_and_a_contradiction_from_L1_rolls_back_to_the_batch_before()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        QueueDiverged? divergence = null;
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchTransactions = 1 }, () => divergence));
        Hash256 kept = await sequencer.AcceptAsync(Alice.Transfer(0, Bob, 1));
        _ = await chain.SealedAsync(1);
        Hash256 rolling = await DepositAsync(chain, 0, Depositor, 5, Hash256.Zero);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.GetAccount(Depositor).Balance == 5), "the deposit");
        BatchRow withDeposit = await chain.SealedAsync(2);
        Hash256 later = await sequencer.AcceptAsync(Alice.Transfer(1, Bob, 7));
        _ = await chain.SealedAsync(3);

        // L1 drops the deposit and gets another one in its place.
        await chain.ForgetQueueAsync();
        rolling = await DepositAsync(chain, 0, Depositor, 9, Hash256.Zero);
        divergence = new QueueDiverged(withDeposit.FirstBlock, 0, Missing: false);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.GetAccount(Depositor).Balance != 5), "the rollback");
        divergence = null;
        await TestChain.LeadingAsync(sequencer);

        (await chain.IncludedAsync(kept)).Inclusion!.BlockNumber.ShouldBe(1UL);
        _ = await chain.IncludedAsync(later);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.GetAccount(Depositor).Balance == 9), "the other deposit");
        (await chain.Blocks.GetHeadAsync(default))!.QueueRollingHash.ShouldBe(rolling);
        _ = await chain.SealedAsync(2);
        await CheckAgainstReplayAsync(chain, sequencer);
    }

    [Fact]
    public async Task When_the_kernel_disagrees_the_sequencer_halts()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob, 1)));
        await sequencer.DisposeAsync();
        // Damage what the next term loads: the block's state says that Bob got more.
        BlockDiff diff = BlockDiff.Decode(await DiffOfAsync(chain, 1));
        var key = Kernel.State.StateKey.Account(in Bob);
        Kernel.State.AccountState account = diff.Changes[key].After.Account;
        var changes = new Dictionary<Kernel.State.StateKey, EntryChange>(diff.Changes) { [key] = diff.Changes[key] with { After = Kernel.State.StateValue.OfAccount(account.WithBalance(account.Balance + 1)) } };
        await using (NpgsqlCommand update = chain.Database.DataSource.CreateCommand("UPDATE blocks SET state_diff = $1 WHERE number = 1"))
        {
            update.Parameters.Add(new NpgsqlParameter { Value = (diff with { Changes = changes }).Encode() });
            await update.ExecuteNonQueryAsync();
        }

        RunningSequencer next = chain.Start(TestChain.Quick with { MaxBatchAge = TimeSpan.Zero });
        await TestChain.UntilAsync(() => Task.FromResult(next.Service.Status.Phase == SequencerPhase.Halted), "the halt");

        (await chain.Batches.GetLatestAsync(default))!.Number.ShouldBe(0UL);
        (await next.RefuseAsync(Alice.Transfer(1, Bob, 1))).Reason.ShouldBe(RejectionReason.Unavailable);
    }

    [Fact]
    public async Task A_database_of_another_chain_is_refused()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        var other = new Genesis(chain.Config with { L1ChainId = 5 }, new GenesisSpec(1, new Dictionary<Address, U256>()));

        WrongChainException error = await Should.ThrowAsync<WrongChainException>(() => other.EnsureAsync(chain.Database, TimeProvider.System, default));

        error.Message.ShouldContain(chain.Genesis.BlockHash.ToHex());
        error.Message.ShouldContain("ops/dev.sh --reset");
    }

    private static async Task SendAsync(RunningSequencer sequencer, TestAccount account, ConcurrentBag<Hash256> acknowledged, CancellationToken enough)
    {
        for (ulong nonce = 0; !enough.IsCancellationRequested;)
        {
            SubmissionResult result = await sequencer.Service.SubmitAsync(account.Transfer(nonce, Bob, 1), default);
            if (result.Hash is { } hash) acknowledged.Add(hash);
            // What was interrupted may have been stored nevertheless.
            if (result.Hash is not null || result.Rejection!.Reason is RejectionReason.AlreadyKnown or RejectionReason.NonceTooLow) nonce++;
            else await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>The head's state must be what executing every block's transactions from genesis, once and in order, gives: nonces count them, balances add up.</summary>
    private static async Task CheckAgainstReplayAsync(TestChain chain, RunningSequencer sequencer)
    {
        BlockRow head = (await chain.Blocks.GetHeadAsync(default))!;
        var seen = new HashSet<Hash256>();
        var sent = new Dictionary<Address, ulong>();
        Hash256 parent = chain.Genesis.BlockHash;
        foreach (BlockRow block in await chain.Blocks.GetRangeAsync(1, head.Number, default))
        {
            HeaderParent(block).ShouldBe(parent);
            parent = block.Hash;
            foreach (TransactionRow row in await chain.Blocks.GetTransactionsAsync(block.Number, default))
            {
                seen.Add(row.Hash).ShouldBeTrue();
                sent[row.Sender] = sent.GetValueOrDefault(row.Sender) + 1;
            }
        }

        IStateReader state = ChainState.Open(chain.Store, new ChainStateOptions(), await DiffsSinceAsync(chain));
        foreach ((Address sender, ulong count) in sent) state.GetAccount(in sender).Nonce.ShouldBe(count);
        await TestChain.UntilAsync(() => Task.FromResult(sequencer.State.LatestBlock >= head.Number), "the head");
    }

    private static Hash256 HeaderParent(BlockRow block) => Hash256.FromSpan(block.Header.Span.Slice(4, Hash256.Size));

    private static async Task<List<BlockDiff>> DiffsSinceAsync(TestChain chain)
    {
        var diffs = new List<BlockDiff>();
        ulong first = (await chain.Batches.GetLatestAsync(default))!.LastBlock + 1;
        await foreach ((_, ReadOnlyMemory<byte> diff) in chain.Blocks.GetStateDiffsAsync(first, default)) diffs.Add(BlockDiff.Decode(diff.ToArray()));
        return diffs;
    }

    private static async Task<byte[]> DiffOfAsync(TestChain chain, ulong block)
    {
        await foreach ((_, ReadOnlyMemory<byte> diff) in chain.Blocks.GetStateDiffsAsync(block, default)) return diff.ToArray();
        throw new InvalidOperationException("No such block.");
    }

    /// <summary>Puts a deposit where the watcher would.</summary>
    private static async Task<Hash256> DepositAsync(TestChain chain, ulong index, Address to, ulong wei, Hash256 rollingBefore)
    {
        L1Item item = TestChain.Deposit(index, to, wei, rollingBefore);
        await chain.QueueAsync(item);
        return item.Content.RollingHash;
    }

    private static async Task ExecuteAsync(TestChain chain, string sql)
    {
        await using NpgsqlCommand command = chain.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
