using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Storage.Operations;

namespace Rollup.Storage.Tests;

/// <summary>What is recorded for operators.</summary>
public sealed class OperationsTests
{
    private static readonly DateTimeOffset Later = LedgerFixture.Now.AddMinutes(5);

    [Fact]
    public async Task A_batch_is_timed_at_each_stage_and_forgets_what_a_reorg_takes()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 3);
        BatchProgressStore progress = new(ledger.Database);
        await SettleAsync(ledger, committed: 2, proven: 1, finalized: 0);
        await progress.AdvanceAsync(default);
        (await StagesAsync(progress)).ShouldBe([(3, false, false, false), (2, true, false, false), (1, true, true, false)]);

        DateTimeOffset? first = (await progress.ListAsync(9, default))[2].CommittedAt;
        await SettleAsync(ledger, committed: 1, proven: 0, finalized: 0);
        await progress.AdvanceAsync(default);
        (await StagesAsync(progress)).ShouldBe([(3, false, false, false), (2, false, false, false), (1, true, false, false)]);
        (await progress.ListAsync(9, default))[2].CommittedAt.ShouldBe(first, "what stays keeps its time");

        await SettleAsync(ledger, committed: 3, proven: 3, finalized: 2);
        await progress.AdvanceAsync(default);
        (await StagesAsync(progress)).ShouldBe([(3, true, true, false), (2, true, true, true), (1, true, true, true)]);
        (await progress.ReadTimeToFinalityAsync(default)).ShouldNotBeNull();
        IReadOnlyDictionary<BatchStage, StageBacklog> backlog = await progress.ReadBacklogAsync(default);
        backlog.Keys.ShouldBe([BatchStage.Proven]);
        backlog[BatchStage.Proven].Batches.ShouldBe(1);
    }

    [Fact]
    public async Task The_first_look_at_an_old_chain_begins_after_what_is_final()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 4);
        BatchProgressStore progress = new(ledger.Database);
        await SettleAsync(ledger, committed: 4, proven: 3, finalized: 2);
        await progress.AdvanceAsync(default);
        (await StagesAsync(progress)).ShouldBe([(4, true, false, false), (3, true, true, false)]);
    }

    [Fact]
    public async Task A_batch_that_was_sealed_anew_begins_anew()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        BatchProgressStore progress = new(ledger.Database);
        await SettleAsync(ledger, committed: 1, proven: 0, finalized: 0);
        await progress.AdvanceAsync(default);
        await ExecuteAsync(ledger, "UPDATE batches SET hash = decode(repeat('77', 32), 'hex') WHERE number = 1");
        await SettleAsync(ledger, committed: 0, proven: 0, finalized: 0);
        await progress.AdvanceAsync(default);
        (await StagesAsync(progress)).ShouldBe([(1, false, false, false)]);
    }

    [Fact]
    public async Task The_cost_of_a_mined_transaction_is_asked_for_once_and_again_when_it_was_mined_elsewhere()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        L1TransactionStore transactions = new(ledger.Database);
        L1CostStore costs = new(ledger.Database);
        long commit = await SendAsync(transactions, "commit:1", 0);
        _ = await SendAsync(transactions, "prove:1-1", 1);
        (await costs.FindUncostedAsync(9, default)).ShouldBeEmpty();
        (await costs.ReadInFlightAsync(default)).Select(transaction => transaction.Purpose).ShouldBe(["commit:1", "prove:1-1"]);

        await transactions.SetStatusAsync(commit, L1TransactionStatus.Mined, 5, LedgerFixture.Hash(1), null, default);
        UncostedTransaction found = (await costs.FindUncostedAsync(9, default)).Single();
        (found.Purpose, found.Hashes.Single()).ShouldBe(("commit:1", LedgerFixture.Hash(100)));
        await costs.WriteCostAsync(new TransactionCost(commit, false, 1, 1, LedgerFixture.Hash(100), LedgerFixture.Hash(1), 50_000, 1_000_000_000_000_000_000_000m), default);
        (await costs.FindUncostedAsync(9, default)).ShouldBeEmpty();
        (await costs.ReadMeanCostsAsync(default)).ShouldBe((1_000_000_000_000_000_000_000m, null));

        await transactions.SetStatusAsync(commit, L1TransactionStatus.Mined, 6, LedgerFixture.Hash(2), null, default);
        (await costs.FindUncostedAsync(9, default)).Single().Id.ShouldBe(commit);
    }

    [Fact]
    public async Task The_report_of_a_batch_has_the_cost_of_its_commit_and_of_its_proof()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 2);
        L1TransactionStore transactions = new(ledger.Database);
        L1CostStore costs = new(ledger.Database);
        BatchProgressStore progress = new(ledger.Database);
        await SettleAsync(ledger, committed: 2, proven: 2, finalized: 0);
        await progress.AdvanceAsync(default);
        await costs.WriteCostAsync(new TransactionCost(await SendAsync(transactions, "commit:2", 0), false, 2, 2, LedgerFixture.Hash(100), LedgerFixture.Hash(1), 40_000, 4), default);
        await costs.WriteCostAsync(new TransactionCost(await SendAsync(transactions, "prove:1-2", 1), true, 1, 2, LedgerFixture.Hash(101), LedgerFixture.Hash(1), 5_000_000, 5), default);
        IReadOnlyList<BatchReport> reports = await progress.ListAsync(9, default);
        reports[0].Commit.ShouldBe(new BatchTransaction(LedgerFixture.Hash(100), 40_000, 4, 2, 2));
        reports.Select(report => report.Proof).ShouldBe(Enumerable.Repeat(new BatchTransaction(LedgerFixture.Hash(101), 5_000_000, 5, 1, 2), 2));
        reports[1].Commit.ShouldBeNull("somebody else committed it, and L1 has not been read");
    }

    [Fact]
    public async Task Samples_count_what_happened_since_the_last_one_once()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        SampleStore samples = new(ledger.Database);
        await samples.RecordAsync(Later, pending: null, default);
        await ledger.StoreAsync([.. Enumerable.Range(1, 5).Select(id => LedgerFixture.Transaction(id))]);
        await WriteBlockAsync(ledger, 4, [LedgerFixture.Transaction(1), LedgerFixture.Transaction(2)]);
        await samples.RecordAsync(Later + SampleStore.Interval, pending: 3, default);
        await samples.RecordAsync(Later + SampleStore.Interval, pending: 99, default);
        await samples.RecordAsync(Later + (2 * SampleStore.Interval), pending: 3, default);
        IReadOnlyList<SampledStep> steps = await samples.ReadAsync(Later - SampleStore.Interval, SampleStore.Interval, default);
        steps.Select(step => (step.Included, step.GasUsed, step.Pending)).ShouldBe([(0, 0, null), (2, 42_000, 3), (0, 0, 3)]);
        (await samples.ReadAsync(Later - SampleStore.Interval, TimeSpan.FromHours(1), default)).Sum(step => step.Included).ShouldBe(2);
    }

    [Fact]
    public async Task The_intake_shows_the_oldest_of_what_waits()
    {
        await using LedgerFixture ledger = await CreateAsync(batches: 1);
        await ledger.StoreAsync(LedgerFixture.Transaction(1), LedgerFixture.Transaction(2));
        await WriteBlockAsync(ledger, 2, [LedgerFixture.Transaction(1)]);
        await ExecuteAsync(ledger, "INSERT INTO l1_items SELECT n, '', '', false, '', '', 0, '', '', '', 1, 1700000000 + n, true FROM generate_series(0, 2) AS n");
        IntakeState intake = await new IntakeReader(ledger.Database).ReadAsync(default);
        (intake.LastTransaction, intake.LastBlock, intake.SealedBatch, intake.Blocks, intake.Transactions).ShouldBe((2, 2, 1, 1, 1));
        intake.OldestPending.ShouldBe(LedgerFixture.Now);
        intake.OldestItem.ShouldBe(new UntakenItem(0, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));
    }

    private static async Task<LedgerFixture> CreateAsync(ulong batches)
    {
        LedgerFixture ledger = await LedgerFixture.CreateAsync();
        for (ulong number = 1; number <= batches; number++)
        {
            await WriteBlockAsync(ledger, number, []);
            await using FencedTransaction transaction = await ledger.Lease.BeginTransactionAsync(default);
            await BatchWriter.WriteAsync(transaction, LedgerFixture.Batch(number, number, number), new byte[100], new byte[10], default);
            await transaction.CommitAsync(default);
        }

        return ledger;
    }

    private static Task WriteBlockAsync(LedgerFixture ledger, ulong number, IReadOnlyList<Transactions.TransactionRow> transactions) =>
        Blocks.BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(number, transactions), default);

    private static Task SettleAsync(LedgerFixture ledger, ulong committed, ulong proven, ulong finalized) =>
        new SettlementStore(ledger.Database).WriteStatusAsync(100, committed, committed, proven, finalized, null, LedgerFixture.Now, default);

    private static Task<long> SendAsync(L1TransactionStore transactions, string purpose, ulong nonce) => transactions.InsertAsync(
        purpose, LedgerFixture.Account(1), new L1TransactionContent(nonce, LedgerFixture.Account(2), new byte[] { 1 }, 1_000_000),
        new L1TransactionAttempt(new SignedL1Transaction([2], LedgerFixture.Hash(100 + nonce)), new TransactionFees(2, 1), LedgerFixture.Now), default);

    private static async Task<(ulong Number, bool Committed, bool Proven, bool Final)[]> StagesAsync(BatchProgressStore progress) =>
        [.. (await progress.ListAsync(9, default)).Select(batch => (batch.Number, batch.CommittedAt is not null, batch.ProvenAt is not null, batch.FinalizedAt is not null))];

    private static async Task ExecuteAsync(LedgerFixture ledger, string sql)
    {
        await using NpgsqlConnection connection = await ledger.Database.OpenAsync(default);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
