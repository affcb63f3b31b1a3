using Npgsql;
using Rollup.Execution.Native;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Sequencer.Batches;
using Rollup.Sequencer.Blocks;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.L1;
using Rollup.Storage.StateData;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests.Contracts;

public class BlockBuilderTests
{
    [Theory]
    [InlineData(120_000, 60_000_000)]
    [InlineData(120_000, 4_000_000)]
    [InlineData(3_000, 60_000_000)]
    public async Task However_many_threads_execute_the_blocks_are_the_same(int maxDataBytes, ulong blockGasLimit)
    {
        ChainConfig config = TestChain.ConfigOf((ulong)maxDataBytes) with { BlockGasLimit = blockGasLimit };
        await using TestChain chain = await TestChain.CreateAsync(config);
        (List<BlockDraft> Blocks, int Batches) alone = await BuildAsync(chain, threads: 1);
        alone.Blocks.Sum(block => block.Included.Count).ShouldBeGreaterThan(400);
        alone.Blocks.SelectMany(block => block.Invalid).ShouldNotBeEmpty();
        foreach (int threads in (int[])[2, 5])
        {
            (List<BlockDraft> Blocks, int Batches) together = await BuildAsync(chain, threads);
            together.Batches.ShouldBe(alone.Batches);
            together.Blocks.Count.ShouldBe(alone.Blocks.Count);
            for (int i = 0; i < alone.Blocks.Count; i++)
                ShouldBeSame(together.Blocks[i], alone.Blocks[i]);
        }

        // Gas and data are what ends blocks and batches, and they are used.
        if (blockGasLimit < 60_000_000) alone.Blocks[0].Header.GasUsed.ShouldBeGreaterThan(blockGasLimit / 2);
        if (maxDataBytes < 120_000) alone.Batches.ShouldBeGreaterThan(1);
        else alone.Batches.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_takes_a_block_longer_than_its_time_waits_for_the_next_block(int threads)
    {
        await using TestChain chain = await TestChain.CreateAsync();
        (List<BlockDraft> Blocks, int Batches) unhurried = await BuildAsync(chain, threads);
        (List<BlockDraft> Blocks, int Batches) hurried = await BuildAsync(chain, threads, TimeSpan.Zero);
        hurried.Blocks.Count.ShouldBeGreaterThan(10 * unhurried.Blocks.Count);
        hurried.Blocks.Take(hurried.Blocks.Count / 2).ShouldAllBe(block => block.IsFull && block.Header.GasUsed < 1_000_000);
        hurried.Blocks.SelectMany(block => block.Commit.QueueItems).Count().ShouldBe(2);
        hurried.Blocks.SelectMany(block => block.Included).Select(transaction => transaction.Hash)
            .ShouldBe(unhurried.Blocks.SelectMany(block => block.Included).Select(transaction => transaction.Hash), ignoreOrder: true);
    }

    /// <summary>Blocks from the same pool on the genesis state until nothing is left that could be executed.</summary>
    private static async Task<(List<BlockDraft> Blocks, int Batches)> BuildAsync(TestChain chain, int threads, TimeSpan? longestExecution = null)
    {
        using ChainState state = ChainState.Open(chain.Store, new ChainStateOptions(), []);
        var pool = new Mempool(new MempoolOptions(), state, chain.Config.MinimumBaseFee, 1, new TestClock());
        var change = new PoolChange();
        PooledTransaction[] traffic = [.. Traffic()];
        var rejections = new Rejection?[traffic.Length];
        pool.Add(traffic, rejections, change);
        rejections.ShouldAllBe(rejection => rejection == null);
        pool.Confirm(change);

        using var builder = new BlockBuilder(chain.Config, state, pool, new SenderMemo(100), threads, longestExecution ?? TimeSpan.MaxValue, new TestClock());
        var queue = new ForcedQueue();
        queue.Add(Address.FromU256(0xf0), null, mint: 5, value: 5, Address.FromU256(0xf1), TestContracts.Init(TestContracts.Store));
        queue.Add(Address.FromU256(0xf0), Address.FromU256(0xf2), mint: 7, value: 7, Address.FromU256(0xf1), []);
        List<BlockDraft> blocks = [];
        var batch = new OpenBatch(1, state.Sealed, chain.Genesis.Block, new QueuePosition(0, Hash256.Zero));
        while (true)
        {
            BlockDraft draft = builder.Build(batch, batch.Head.Timestamp + 1, blocks.Count == 0 ? queue.Items : [], most: 200, urgent: 0);
            if (draft.Commit.TransactionIds.Length == 0 && !draft.IsBatchFull) break;
            if (draft.Commit.TransactionIds.Length > 0)
            {
                await StoreAsync(chain, draft);
                state.Apply(draft.Diff);
                batch.Add(new BatchBlock(draft.Header, draft.Commit.Row.Hash, []), draft.Diff, draft.MessageLeaves, new QueuePosition(draft.Commit.Row.QueuePosition, draft.Commit.Row.QueueRollingHash));
                blocks.Add(draft);
            }

            pool.CompleteBlock(draft.Selection, draft.Included, draft.Invalid, draft.Diff.Changes.Keys.Where(key => key.IsAccount).Select(key => key.Address), new PoolChange());
            if (draft.IsBatchFull) batch = new OpenBatch(batch.Number + 1, state.Sealed, batch.Head, batch.Queue);
        }

        return (blocks, (int)batch.Number);
    }

    /// <summary>Every account creates a contract, then calls its own and others', transfers, and sends messages.</summary>
    private static IEnumerable<PooledTransaction> Traffic()
    {
        byte[][] codes = [TestContracts.Store, TestContracts.Fill, TestContracts.Messages, TestContracts.Reverts, TestContracts.BlockHash];
        Address[] contracts = [.. TestChain.Accounts.Select(account => TestContracts.AddressOf(account.Address, 0))];
        var random = new Random(7);
        ulong hash = 0;
        for (int i = 0; i < TestChain.Accounts.Length; i++)
        {
            TestAccount account = TestChain.Accounts[i];

            // The last account's first transaction comes too late, because another one brings its authorization with the same nonce.
            bool delegatesTheLast = i == TestChain.Accounts.Length - 2;
            yield return Pooled(account, delegatesTheLast ? account.SetCode(0, [TestChain.Accounts[^1].Authorize(contracts[0], 0)], account.Address) : account.Create(0, codes[i % codes.Length]), ++hash);
            for (ulong nonce = 1; nonce < 25; nonce++)
            {
                Address contract = contracts[random.Next(contracts.Length)];
                byte[] raw = random.Next(8) switch
                {
                    0 => account.Transfer(nonce, Address.FromU256(0x1_000 + (ulong)random.Next(30)), (ulong)random.Next(1, 1_000)),
                    1 => account.Transfer(nonce, contract, (ulong)random.Next(2), gas: 90_000, data: TestContracts.Withdrawal(account.Address)),
                    2 => account.Transfer(nonce, contracts[0], 0, gas: 90_000, data: TestContracts.Words(1, nonce)),
                    _ => account.Transfer(nonce, contract, 0, tip: (ulong)random.Next(1, 2_000), gas: 120_000, data: TestContracts.Words((ulong)random.Next(4), (ulong)random.Next(4))),
                };
                yield return Pooled(account, raw, ++hash);
            }
        }
    }

    private static PooledTransaction Pooled(TestAccount account, byte[] raw, ulong hash)
    {
        TransactionDecoder.Decode(raw, out SignedTransaction signed).ShouldBe(TransactionError.None);
        Transaction transaction = signed.Transaction;
        return new PooledTransaction(raw, Hash256.FromU256(hash), account.Address, in transaction, new TestClock().GetUtcNow());
    }

    private static async Task StoreAsync(TestChain chain, BlockDraft draft)
    {
        await using NpgsqlConnection connection = await chain.Database.OpenAsync(default);
        await CodeWriter.WriteAsync(connection, draft.Commit.Codes, default);
    }

    private static void ShouldBeSame(BlockDraft block, BlockDraft expected)
    {
        block.Commit.Row.Hash.ShouldBe(expected.Commit.Row.Hash);
        block.Included.Select(transaction => transaction.Hash).ShouldBe(expected.Included.Select(transaction => transaction.Hash));
        block.Invalid.Select(removal => (removal.Row.TransactionId, removal.Row.Detail)).ShouldBe(expected.Invalid.Select(removal => (removal.Row.TransactionId, removal.Row.Detail)));
        block.Commit.Receipts.ShouldBe(expected.Commit.Receipts);
        block.MessageLeaves.ShouldBe(expected.MessageLeaves);
        block.Commit.Codes.Select(row => row.Hash).ShouldBe(expected.Commit.Codes.Select(row => row.Hash), ignoreOrder: true);
        block.Diff.CodesRead.ShouldBe(expected.Diff.CodesRead, ignoreOrder: true);
        block.Diff.Reads.ShouldBe(expected.Diff.Reads, ignoreOrder: true);
        block.Diff.Changes.Count.ShouldBe(expected.Diff.Changes.Count);
        foreach ((StateKey key, EntryChange change) in expected.Diff.Changes)
            block.Diff.Changes[key].ShouldBe(change);
        (block.IsFull, block.IsBatchFull).ShouldBe((expected.IsFull, expected.IsBatchFull));
    }
}
