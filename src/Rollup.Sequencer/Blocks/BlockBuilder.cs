using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using Rollup.Sequencer.Batches;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.L1;
using Rollup.Storage.Transactions;

namespace Rollup.Sequencer.Blocks;

/// <summary>
/// Builds blocks: L1 queue items first and in order, then, unless urgent items are left, the pool's best payers while gas and the batch's L1 data last. They
/// are executed part by part, each as long as its gas limits surely fit. A transaction that turns out invalid is dropped with its reason and does not stop the block.
/// </summary>
public sealed class BlockBuilder : IDisposable
{
    private readonly ChainConfig _config;
    private readonly ChainState _state;
    private readonly Mempool _pool;
    private readonly BlockExecutor _executor;
    private readonly TimeSpan _longestExecution;
    private readonly TimeProvider _time;

    /// <param name="config">The chain.</param>
    /// <param name="state">The latest state; building does not change it.</param>
    /// <param name="pool">Where transactions come from.</param>
    /// <param name="memo">Signatures recovered before.</param>
    /// <param name="threads">Threads that execute.</param>
    /// <param name="longestExecution">After this time no further transaction is begun; what is left waits for the next block.</param>
    /// <param name="time">Clock, for the records of dropped transactions, and for how long a block takes.</param>
    public BlockBuilder(in ChainConfig config, ChainState state, Mempool pool, SenderMemo memo, int threads, TimeSpan longestExecution, TimeProvider time)
    {
        _config = config;
        _state = state;
        _pool = pool;
        _executor = new BlockExecutor(state, memo, threads, time);
        _longestExecution = longestExecution;
        _time = time;
    }

    /// <inheritdoc/>
    public void Dispose() => _executor.Dispose();

    /// <summary>Executes the next block. Nothing is changed but the stage of the pool's transactions taken.</summary>
    /// <param name="batch">The open batch; its head is the parent.</param>
    /// <param name="timestamp">Seconds; not before the parent's.</param>
    /// <param name="items">The queue's next items; those that do not fit wait for the next block.</param>
    /// <param name="most">Items that the block takes at most.</param>
    /// <param name="urgent">How many of the items have to be taken before any transaction is.</param>
    internal BlockDraft Build(OpenBatch batch, ulong timestamp, IReadOnlyList<L1Item> items, int most, int urgent)
    {
        long started = _time.GetTimestamp();
        BlockHeader parent = batch.Head;
        BlockContext context = BlockContext.After(in _config, in parent, timestamp);
        StateOverlay overlay = _state.BeginBlock();
        var contents = new BlockContents(in context);
        var parts = new BlockParts(_executor, overlay, in context, new DataRoom(batch.Data, overlay, _config.MaxDataBytes), () => _time.GetElapsedTime(started) >= _longestExecution);

        QueuePosition queue = batch.Queue;
        L1Item[] offered = [.. items.Take(most)];
        List<TransactionRow> itemRows = TakeItems(ref contents, parts, offered, ref queue);
        bool itemsLeft = itemRows.Count < offered.Length;
        L1Item? urgentItem = itemRows.Count < urgent ? items[itemRows.Count] : null;
        TransactionSelection selection = _pool.Select(context.BaseFee);
        List<PooledTransaction> included = [];
        List<PoolRemoval> invalid = [];
        bool gasLeftOut = (urgentItem is null && TakeTransactions(ref contents, parts, selection, included, invalid)) || itemsLeft;
        if (parts.IsDataExhausted && batch.Blocks.Count == 0 && itemRows.Count == 0 && included.Count == 0)
            throw new InvalidOperationException($"A transaction does not fit the {_config.MaxDataBytes} bytes of an empty batch.");

        var host = new NativeHost(null);
        BlockHeader header = contents.Finish(parent.Hash(ref host), batch.ParentStateRoot);
        BlockDiff diff = BlockDiff.Of(header.Number, header.Hash(ref host), overlay);
        return new BlockDraft
        {
            Header = header,
            Selection = selection,
            Included = included,
            Invalid = invalid,
            Diff = diff,
            MessageLeaves = contents.MessageLeaves,
            Commit = contents.ToCommit(in header, diff, overlay, in queue, _pool.PendingFloor, itemRows, invalid),
            IsFull = gasLeftOut || urgentItem is not null,
            IsBatchFull = parts.IsDataExhausted,
            UrgentItem = urgentItem,
            Reexecutions = parts.Reexecutions,
        };
    }

    /// <summary>Executes the queue's next items as far as they fit.</summary>
    private List<TransactionRow> TakeItems(scoped ref BlockContents contents, BlockParts parts, IReadOnlyList<L1Item> items, scoped ref QueuePosition queue)
    {
        var host = new NativeHost(null);
        List<TransactionRow> rows = [];
        while (rows.Count < items.Count && !parts.IsExhausted)
        {
            List<BlockTransaction> part = [];
            ulong gas = contents.GasLeft;
            foreach (L1Item item in items.Skip(rows.Count).Take(parts.NextSize(contents.MessageLeaves.Count)))
            {
                if (item.Content.GasLimit > gas) break;
                gas -= item.Content.GasLimit;
                QueueItem content = item.Content.ToQueueItem();
                var raw = new byte[content.MaxEncodedLength];
                part.Add(BlockTransaction.FromQueue(raw.AsMemory(0, content.Encode(raw)), content.From));
            }

            if (part.Count == 0) break;
            IReadOnlyList<ExecutedTransaction> result = parts.Execute(part.ToArray(), contents.GasLeft, contents.ProvingLeft);
            for (int i = 0; i < result.Count; i++)
            {
                QueueItem content = items[rows.Count].Content.ToQueueItem();
                Hash256 rolling = content.RollingHash(ref host, queue.RollingHash);
                if (content.Index != queue.Index || rolling != items[rows.Count].Content.RollingHash)
                    throw new InvalidOperationException($"Queue item {content.Index} does not follow position {queue.Index}.");
                Hash256 hash = content.TransactionHash(ref host);
                var row = new TransactionRow(_pool.ReserveId(), hash, content.From, part[i].Encoded, _time.GetUtcNow());
                contents.Add(row.Id, in hash, QueueItem.TransactionType, result[i]);
                rows.Add(row);
                queue = new QueuePosition(queue.Index + 1, rolling);
            }
        }

        return rows;
    }

    /// <summary>Executes the pool's best payers.</summary>
    /// <returns>Whether some were left out for want of gas, of cells to prove them, or of time.</returns>
    private bool TakeTransactions(
        scoped ref BlockContents contents, BlockParts parts, TransactionSelection selection, List<PooledTransaction> included, List<PoolRemoval> invalid)
    {
        bool gasLeftOut = false;
        Stack<PooledTransaction> waiting = [];
        while (!parts.IsExhausted)
        {
            List<PooledTransaction> part = NextPart(contents.GasLeft, parts.NextSize(contents.MessageLeaves.Count), selection, waiting, ref gasLeftOut);
            if (part.Count == 0) break;
            IReadOnlyList<ExecutedTransaction> result = parts.Execute([.. part.Select(transaction => transaction.Content)], contents.GasLeft, contents.ProvingLeft);
            for (int i = 0; i < result.Count; i++)
                Sort(part[i], result[i], ref contents, included, invalid);
            for (int i = part.Count - 1; i >= result.Count; i--)
                waiting.Push(part[i]);
        }

        return gasLeftOut || parts.IsProvingExhausted || parts.IsTimeUp;
    }

    /// <summary>The next transactions whose gas limits together fit.</summary>
    private static List<PooledTransaction> NextPart(ulong gas, int size, TransactionSelection selection, Stack<PooledTransaction> waiting, ref bool gasLeftOut)
    {
        List<PooledTransaction> part = [];
        while (part.Count < size && (waiting.TryPop(out PooledTransaction? transaction) || selection.TryTake(out transaction)))
        {
            if (transaction.GasLimit <= gas)
            {
                gas -= transaction.GasLimit;
                part.Add(transaction);
                selection.Advance(transaction);
                continue;
            }

            // It may still fit when it is known what those before it really use.
            if (part.Count > 0)
            {
                waiting.Push(transaction);
                break;
            }

            // Smaller ones may still fit, but not when not even a transfer does.
            gasLeftOut = true;
            if (gas < Kernel.Transactions.TransactionRules.BaseGas) break;
        }

        return part;
    }

    private void Sort(
        PooledTransaction transaction, in ExecutedTransaction executed, scoped ref BlockContents contents, List<PooledTransaction> included, List<PoolRemoval> invalid)
    {
        switch (executed.Result.Reason)
        {
            case InvalidReason.None:
                contents.Add(transaction.Id, transaction.Hash, transaction.Type, in executed);
                included.Add(transaction);
                break;
            case InvalidReason.NonceTooHigh or InvalidReason.FeeBelowBaseFee:
                // Not now, but perhaps in a later block: it stays in the pool.
                break;
            default:
                invalid.Add(new PoolRemoval(transaction, new RemovalRow(transaction.Id, RemovalReason.Invalid, executed.Result.Reason.ToString(), _time.GetUtcNow())));
                break;
        }
    }
}
