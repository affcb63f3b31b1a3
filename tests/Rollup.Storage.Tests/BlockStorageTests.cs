using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Blocks;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;

namespace Rollup.Storage.Tests;

public class BlockStorageTests
{
    [Fact]
    public async Task A_block_reads_back_by_number_by_hash_and_as_the_head()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        TransactionRow[] rows = [LedgerFixture.Transaction(1), LedgerFixture.Transaction(2), LedgerFixture.Transaction(3)];
        await ledger.StoreAsync(rows);
        BlockCommit block = LedgerFixture.Block(1, [rows[2], rows[0]], floor: 2);
        await BlockWriter.WriteAsync(ledger.Lease, block, default);

        var reader = new BlockReader(ledger.Database);
        BlockRow[] found = [(await reader.GetHeadAsync(default))!, (await reader.GetAsync(1, default))!, (await reader.GetAsync(block.Row.Hash, default))!, (await reader.GetRangeAsync(1, 9, default)).Single()];
        foreach (BlockRow row in found)
        {
            (row with { Header = block.Row.Header, TransactionHashes = block.Row.TransactionHashes }).ShouldBe(block.Row);
            row.Header.ToArray().ShouldBe(block.Row.Header.ToArray());
            row.TransactionHash(0).ShouldBe(rows[2].Hash);
            row.TransactionHash(1).ShouldBe(rows[0].Hash);
        }

        (await reader.GetTransactionsAsync(1, default)).Select(row => row.Id).ShouldBe([3L, 1L]);
        (await reader.GetTransactionAsync(1, 1, default))!.Id.ShouldBe(1);
        (await reader.GetTransactionAsync(1, 2, default)).ShouldBeNull();
        (await reader.GetReceiptsAsync(1, default))!.ShouldBe(block.Receipts);
        (await reader.GetReceiptAsync(1, 1, default)).ShouldBe(block.Receipts[1]);
        (await reader.GetReceiptAsync(1, 2, default)).ShouldBeNull();
        (await reader.GetReceiptsAsync(7, default)).ShouldBeNull();
        (await reader.GetMessageLeavesAsync(1, default))!.Value.IsEmpty.ShouldBeTrue();
        (await reader.GetMessageLeavesAsync(7, default)).ShouldBeNull();
        (await reader.GetAsync(7, default)).ShouldBeNull();

        StoredTransaction included = (await new TransactionReader(ledger.Database).GetAsync(rows[0].Hash, default))!;
        included.Inclusion.ShouldBe(new TransactionInclusion(1, block.Row.Hash, 1, block.Row.BaseFee, block.Row.Timestamp));
        (await new TransactionReader(ledger.Database).GetPendingAsync(block.Row.PendingFloor, default)).Select(row => row.Id).ShouldBe([2L]);
    }

    [Fact]
    public async Task A_block_that_cannot_be_written_leaves_nothing_behind()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        TransactionRow[] rows = [LedgerFixture.Transaction(1), LedgerFixture.Transaction(2)];
        await ledger.StoreAsync(rows);
        CodeRow first = new(LedgerFixture.Hash(1), new byte[] { 1 });
        await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(1, [rows[0]]) with { Codes = [first] }, default);

        BlockCommit impossible = LedgerFixture.Block(2, [rows[1], rows[0]]) with { Codes = [first, new(LedgerFixture.Hash(2), new byte[] { 2 })] };
        await Should.ThrowAsync<PostgresException>(() => BlockWriter.WriteAsync(ledger.Lease, impossible, default));

        (await new BlockReader(ledger.Database).GetHeadAsync(default))!.Number.ShouldBe(1UL);
        (await new TransactionReader(ledger.Database).GetAsync(rows[1].Hash, default))!.Inclusion.ShouldBeNull();
        await using NpgsqlCommand codes = ledger.Database.DataSource.CreateCommand("SELECT array_agg(code) FROM codes");
        (await codes.ExecuteScalarAsync()).ShouldBe(new byte[][] { [1] });
    }

    [Fact]
    public async Task State_diffs_stream_in_order()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        for (ulong number = 1; number <= 3; number++) await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(number, []), default);

        var diffs = new List<(ulong, byte)>();
        await foreach ((ulong number, ReadOnlyMemory<byte> diff) in new BlockReader(ledger.Database).GetStateDiffsAsync(2, default)) diffs.Add((number, diff.Span[0]));

        diffs.ShouldBe([(2UL, (byte)2), (3UL, (byte)3)]);
    }

    [Fact]
    public void Receipts_survive_their_encoding()
    {
        StoredReceipt[] receipts =
        [
            new(0x7e, false, ulong.MaxValue, 1, U256.MaxValue, int.MaxValue, 0),
            new(0, true, 0, ulong.MaxValue, U256.Zero, 0, int.MaxValue, LedgerFixture.Account(1)),
            new(4, true, 7, 7, U256.One, 3, 4, LedgerFixture.Account(2)),
        ];
        byte[] records = ReceiptCodec.Encode(receipts);
        byte[] creations = ReceiptCodec.EncodeCreations(receipts);
        ReceiptCodec.Decode(records, creations).ShouldBe(receipts);
        for (int i = 0; i < receipts.Length; i++)
            ReceiptCodec.Decode(records.AsSpan(i * ReceiptCodec.RecordSize, ReceiptCodec.RecordSize), creations, i).ShouldBe([receipts[i]]);
    }
}
