using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.Lease;
using Rollup.Storage.Transactions;

namespace Rollup.Storage.Tests;

public class BatchStorageTests
{
    [Fact]
    public async Task A_batch_reads_back_by_number_and_by_block_with_data_and_witness()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        byte[] witness = new byte[100_000];
        new Random(1).NextBytes(witness.AsSpan(0, 50_000));
        await WriteAsync(ledger, LedgerFixture.Batch(1, 1, 3), new byte[] { 7 }, witness);
        await WriteAsync(ledger, LedgerFixture.Batch(2, 4, 4), new byte[] { 8 }, new byte[] { 1 });

        var reader = new BatchReader(ledger.Database);
        (await reader.GetLatestAsync(default))!.Number.ShouldBe(2UL);
        (await reader.GetAsync(1, default))!.Hash.ShouldBe(LedgerFixture.Batch(1, 1, 3).Hash);
        (await reader.GetAsync(3, default)).ShouldBeNull();
        (await reader.GetByBlockAsync(0, default))!.Number.ShouldBe(0UL);
        (await reader.GetByBlockAsync(3, default))!.Number.ShouldBe(1UL);
        (await reader.GetByBlockAsync(4, default))!.Number.ShouldBe(2UL);
        (await reader.GetByBlockAsync(5, default)).ShouldBeNull();
        (await reader.GetDataAsync(1, default))!.Value.ToArray().ShouldBe([7]);
        (await reader.GetDataAsync(9, default)).ShouldBeNull();
        (await reader.GetWitnessAsync(1, default))!.Value.ToArray().ShouldBe(witness);
        (await reader.GetWitnessAsync(0, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_rollback_makes_transactions_pending_again_and_drops_queue_items()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        TransactionRow[] rows = [.. Enumerable.Range(1, 4).Select(id => LedgerFixture.Transaction(id))];
        await ledger.StoreAsync(rows);
        TransactionRow item = LedgerFixture.Transaction(5) with { Raw = new byte[] { 0x7e, 0xc0 } };
        await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(1, [rows[0]], floor: 2), default);
        await WriteAsync(ledger, LedgerFixture.Batch(1, 1, 1), default, new byte[] { 1 });
        await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(2, [item, rows[1]], floor: 3) with { QueueItems = [item] }, default);
        await WriteAsync(ledger, LedgerFixture.Batch(2, 2, 2), default, new byte[] { 2 });
        await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(3, [rows[2]], floor: 4), default);

        await using (FencedTransaction transaction = await ledger.Lease.BeginTransactionAsync(default))
        {
            await ChainLedger.RollbackAsync(transaction, LedgerFixture.Batch(1, 1, 1), "the L1 queue changed", LedgerFixture.Now, default);
            await transaction.CommitAsync(default);
        }

        BlockRow head = (await new BlockReader(ledger.Database).GetHeadAsync(default))!;
        head.Number.ShouldBe(1UL);
        (await new BatchReader(ledger.Database).GetLatestAsync(default))!.Number.ShouldBe(1UL);
        (await new BatchReader(ledger.Database).GetWitnessAsync(2, default)).ShouldBeNull();
        var transactions = new TransactionReader(ledger.Database);
        (await transactions.GetPendingAsync(head.PendingFloor, default)).Select(row => row.Id).ShouldBe([2L, 3L, 4L]);
        (await transactions.GetAsync(item.Hash, default))!.Removal!.Reason.ShouldBe(RemovalReason.RolledBack);
        await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(2, [rows[1]]), default);
    }

    [Fact]
    public async Task A_database_holds_one_chain()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();

        (await ChainLedger.GetIdentityAsync(ledger.Database, default)).ShouldBe(new ChainIdentity(84001, LedgerFixture.Hash(1), LedgerFixture.Hash(1000)));
        await using FencedTransaction transaction = await ledger.Lease.BeginTransactionAsync(default);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => ChainLedger.WriteGenesisAsync(
            transaction.Connection, new ChainIdentity(1, LedgerFixture.Hash(1), LedgerFixture.Hash(2)), LedgerFixture.Block(0, []), LedgerFixture.Batch(0, 0, 0), default));
    }

    private static async Task WriteAsync(LedgerFixture ledger, BatchRow batch, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> witness)
    {
        await using FencedTransaction transaction = await ledger.Lease.BeginTransactionAsync(default);
        await BatchWriter.WriteAsync(transaction, batch, data, witness, default);
        await transaction.CommitAsync(default);
    }
}
