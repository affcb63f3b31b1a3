using System.Runtime.InteropServices;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Sequencer.Batches;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.Transactions;
using Rollup.Storage;

namespace Rollup.Sequencer.Terms;

/// <summary>Reads from the ledger what a term starts from: the state, the open batch, the pool.</summary>
internal static class TermLoader
{
    /// <summary>Reloads the state and rebuilds the open batch from the blocks since the last sealed one.</summary>
    public static async Task<LoadedChain> LoadChainAsync(TermServices services, CancellationToken cancellation)
    {
        var blocks = new BlockReader(services.Database);
        BlockRow head = await blocks.GetHeadAsync(cancellation) ?? throw new InvalidOperationException("The database holds no genesis block.");
        BatchRow sealedBatch = (await new BatchReader(services.Database).GetLatestAsync(cancellation))!;
        if (!BatchHeader.TryDecode(sealedBatch.Header.Span, out BatchHeader parent)) throw new InvalidDataException($"The stored header of batch {sealedBatch.Number} is malformed.");
        BlockRow parentBlock = (await blocks.GetAsync(sealedBatch.LastBlock, cancellation))!;

        ulong tracked = (ulong)services.State.TrackedBlocks;
        ulong oldest = head.Number > tracked ? head.Number - tracked : 1;
        var recent = new List<BlockDiff>();
        var unsealed = new List<LoadedBlock>();
        await foreach ((ulong number, ReadOnlyMemory<byte> encoded) in blocks.GetStateDiffsAsync(Math.Min(oldest, sealedBatch.LastBlock + 1), cancellation))
        {
            BlockDiff diff = BlockDiff.Decode(encoded.ToArray());
            if (number <= sealedBatch.LastBlock) recent.Add(diff);
            else unsealed.Add(await LoadBlockAsync(diff, blocks, cancellation));
        }

        // A block carries the state root of the batch before its own.
        int count = unsealed.TakeWhile(block => block.Block.Header.StateRoot == parent.StateRoot).Count();
        services.State.Reopen([.. recent, .. unsealed.Take(count).Select(block => block.Diff)]);
        var open = new OpenBatch(
            parent.Number + 1, services.State.Sealed, HeaderCodec.Decode(parentBlock.Header.Span), new QueuePosition(parent.QueuePosition, parent.QueueRollingHash));
        foreach (LoadedBlock block in unsealed.Take(count)) block.AddTo(open);
        return new LoadedChain(parent, sealedBatch.Hash, open, unsealed[count..]);
    }

    /// <summary>Takes the pending transactions into the pool again.</summary>
    /// <param name="services">The database and the state.</param>
    /// <param name="pool">Empty.</param>
    /// <param name="change">Gets what does not fit any more; to be stored and confirmed.</param>
    /// <param name="cancellation">Ends the loading.</param>
    public static async Task LoadPoolAsync(TermServices services, Mempool pool, PoolChange change, CancellationToken cancellation)
    {
        BlockRow head = (await new BlockReader(services.Database).GetHeadAsync(cancellation))!;
        IReadOnlyList<TransactionRow> rows = await new TransactionReader(services.Database).GetPendingAsync(head.PendingFloor, cancellation);
        services.State.Prefetch([.. rows.Select(row => row.Sender).Distinct().Select(sender => StateKey.Account(in sender))]);
        pool.Restore([.. rows.Select(ToPooled)], change);
    }

    private static async Task<LoadedBlock> LoadBlockAsync(BlockDiff diff, BlockReader blocks, CancellationToken cancellation)
    {
        BlockRow row = (await blocks.GetAsync(diff.Block, cancellation))!;
        IReadOnlyList<TransactionRow> transactions = await blocks.GetTransactionsAsync(diff.Block, cancellation);
        ReadOnlyMemory<byte> leaves = (await blocks.GetMessageLeavesAsync(diff.Block, cancellation))!.Value;
        return new LoadedBlock(
            new BatchBlock(HeaderCodec.Decode(row.Header.Span), row.Hash, [.. transactions.Select(transaction => transaction.Raw)]),
            diff,
            MemoryMarshal.Cast<byte, Hash256>(leaves.Span).ToArray(),
            new QueuePosition(row.QueuePosition, row.QueueRollingHash));
    }

    private static PooledTransaction ToPooled(TransactionRow row)
    {
        if (TransactionDecoder.Decode(row.Raw.Span, out SignedTransaction signed) != TransactionError.None)
            throw new InvalidDataException($"Stored transaction {row.Id} is malformed.");
        Transaction transaction = signed.Transaction;
        return new PooledTransaction(row.Raw, row.Hash, row.Sender, in transaction, row.ReceivedAt, row.Id);
    }
}

/// <summary>A stored block that no stored batch holds.</summary>
/// <param name="Block">The block.</param>
/// <param name="Diff">Its changes of the state.</param>
/// <param name="MessageLeaves">Leaves of its messages to L1.</param>
/// <param name="Queue">Where the L1 queue stands after it.</param>
internal sealed record LoadedBlock(BatchBlock Block, BlockDiff Diff, IReadOnlyList<Hash256> MessageLeaves, QueuePosition Queue)
{
    /// <summary>Adds the block to its batch.</summary>
    public void AddTo(OpenBatch batch) => batch.Add(Block, Diff, MessageLeaves, Queue);
}

/// <summary>What is stored, as a term starts from it.</summary>
/// <param name="Parent">The header of the newest sealed batch.</param>
/// <param name="ParentHash">Its hash.</param>
/// <param name="Open">The batch after it, with those of its blocks that are stored; the state holds them.</param>
/// <param name="Later">
/// Blocks of the batch after that, which the state does not hold yet: the last term ended between the first of them and the end of the open batch's storing.
/// </param>
internal sealed record LoadedChain(BatchHeader Parent, Hash256 ParentHash, OpenBatch Open, IReadOnlyList<LoadedBlock> Later);
