using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.L1;
using Rollup.State;
using Rollup.Storage;

namespace Rollup.Sequencer;

/// <summary>
/// Builds blocks: L1 queue items first and in order, then the pool's best payers while gas and the batch's L1 data last. A transaction that turns
/// out invalid is dropped with its reason and does not stop the block.
/// </summary>
public sealed class BlockBuilder
{
    private readonly ChainConfig _config;
    private readonly ChainState _state;
    private readonly Mempool _pool;
    private readonly TimeProvider _time;
    private readonly EvmMemory _evm = new();

    /// <param name="config">The chain.</param>
    /// <param name="state">The latest state; building does not change it.</param>
    /// <param name="pool">Where transactions come from.</param>
    /// <param name="time">Clock, for the records of dropped transactions.</param>
    public BlockBuilder(in ChainConfig config, ChainState state, Mempool pool, TimeProvider time)
    {
        _config = config;
        _state = state;
        _pool = pool;
        _time = time;
    }

    /// <summary>Executes the next block. Nothing is changed but the stage of the pool's transactions taken.</summary>
    /// <param name="batch">The open batch; its head is the parent.</param>
    /// <param name="timestamp">Seconds; not before the parent's.</param>
    /// <param name="items">The queue's next items; those that do not fit wait for the next block.</param>
    internal BlockDraft Build(OpenBatch batch, ulong timestamp, IReadOnlyList<L1Item> items)
    {
        BlockHeader parent = batch.Head;
        QueuePosition queue = batch.Queue;
        BlockContext context = BlockContext.After(in _config, in parent, timestamp);
        StateOverlay overlay = _state.BeginBlock();
        var execution = new BlockExecution(overlay, in context, _evm);
        var room = new DataRoom(batch.Data, overlay, _config.MaxDataBytes);

        List<TransactionRow> itemRows = ExecuteItems(ref execution, room, items, ref queue, out bool itemsLeft);
        TransactionSelection selection = _pool.Select(context.BaseFee);
        List<PooledTransaction> included = [];
        List<PoolRemoval> invalid = [];
        bool gasLeftOut = itemsLeft;
        bool dataLeftOut = itemsLeft && !room.HasRoom(execution.MessageLeaves.Count);
        while (!dataLeftOut && selection.TryTake(out PooledTransaction transaction))
        {
            if (!execution.HasRoomFor(transaction.GasLimit))
            {
                // Smaller ones may still fit, but not when not even a transfer does.
                gasLeftOut = true;
                if (!execution.HasRoomFor(Kernel.Transactions.TransactionRules.BaseGas)) break;
                continue;
            }

            dataLeftOut = !room.HasRoom(execution.MessageLeaves.Count);
            if (dataLeftOut) break;
            Execute(ref execution, room, selection, transaction, included, invalid);
        }

        var host = new NativeHost(null);
        BlockHeader header = execution.Finish(parent.Hash(ref host), batch.ParentStateRoot);
        BlockDiff diff = BlockDiff.Of(header.Number, header.Hash(ref host), overlay);
        return new BlockDraft
        {
            Header = header,
            Selection = selection,
            Included = included,
            Invalid = invalid,
            Diff = diff,
            MessageLeaves = execution.MessageLeaves,
            Commit = execution.ToCommit(in header, diff, in queue, _pool.PendingFloor, itemRows, invalid) with
            {
                Codes = [.. overlay.CodesCreated.Select(code => new CodeRow(code.Key, code.Value.Bytes))],
            },
            IsFull = gasLeftOut,
            IsBatchFull = dataLeftOut,
        };
    }

    private List<TransactionRow> ExecuteItems(
        scoped ref BlockExecution execution, DataRoom room, IReadOnlyList<L1Item> items, scoped ref QueuePosition queue, out bool itemsLeft)
    {
        var host = new NativeHost(null);
        List<TransactionRow> rows = [];
        foreach (L1Item item in items)
        {
            QueueItem content = item.Content.ToQueueItem();
            if (!execution.HasRoomFor(content.GasLimit) || !room.HasRoom(execution.MessageLeaves.Count)) break;
            if (content.Index != queue.Index || content.RollingHash(ref host, queue.RollingHash) != item.Content.RollingHash)
                throw new InvalidOperationException($"Queue item {content.Index} does not follow position {queue.Index}.");

            var raw = new byte[content.MaxEncodedLength];
            int length = content.Encode(raw);
            Hash256 hash = content.TransactionHash(ref host);
            long id = _pool.ReserveId();
            execution.Execute(in content, id, in hash);
            room.Count();
            rows.Add(new TransactionRow(id, hash, content.From, raw.AsMemory(0, length), _time.GetUtcNow()));
            queue = new QueuePosition(queue.Index + 1, item.Content.RollingHash);
        }

        itemsLeft = rows.Count < items.Count;
        return rows;
    }

    private void Execute(
        scoped ref BlockExecution execution, DataRoom room, TransactionSelection selection, PooledTransaction transaction, List<PooledTransaction> included, List<PoolRemoval> invalid)
    {
        InvalidReason reason = execution.Execute(transaction);
        switch (reason)
        {
            case InvalidReason.None:
                room.Count();
                included.Add(transaction);
                selection.Advance(transaction);
                break;
            case InvalidReason.NonceTooHigh or InvalidReason.FeeBelowBaseFee:
                // Not now, but perhaps in a later block: it stays in the pool.
                break;
            default:
                invalid.Add(new PoolRemoval(transaction, new RemovalRow(transaction.Id, RemovalReason.Invalid, reason.ToString(), _time.GetUtcNow())));
                break;
        }
    }
}
