using Rollup.Contracts;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using Rollup.Sequencer.L1;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.EndToEnd;

/// <summary>
/// Executes blocks anew with nothing but the kernel and a dictionary: signed transactions as they are stored, senders recovered from the signatures,
/// queue items as L1 has them.
/// </summary>
internal sealed class Replay
{
    private readonly ChainConfig _config;
    private readonly IReadOnlyList<QueueItemAdded> _queue;
    private readonly EvmMemory _evm = new();
    private NoTracer _tracer;
    private FlatState _state;
    private BlockHeader _head;
    private int _queuePosition;

    /// <param name="config">The chain.</param>
    /// <param name="state">The state after <paramref name="head"/>.</param>
    /// <param name="head">The last block.</param>
    /// <param name="queue">All of the L1 queue.</param>
    /// <param name="queuePosition">How many of its items were taken before.</param>
    public Replay(in ChainConfig config, FlatState state, in BlockHeader head, IReadOnlyList<QueueItemAdded> queue, ulong queuePosition)
    {
        _config = config;
        _state = state;
        _head = head;
        _queue = queue;
        _queuePosition = (int)queuePosition;
    }

    /// <summary>The state after the last executed block.</summary>
    public FlatState State => _state;

    /// <summary>Executes the next block; its hash and the accounts' nonces have to come out as they are stored.</summary>
    public void Execute(BlockRow block, IReadOnlyList<TransactionRow> transactions, in Hash256 parentBatchRoot)
    {
        SoftwareHost host = default;
        BlockContext context = BlockContext.After(in _config, in _head, block.Timestamp);
        BlockAccumulator accumulator = default;
        EvmBlock evmBlock = context.ToEvmBlock();
        LogBuffer logs = _evm.NewLogBuffer();
        int items = (int)block.QueuePosition - _queuePosition;
        for (int i = 0; i < transactions.Count; i++)
        {
            TransactionRow row = transactions[i];
            TransactionOutcome outcome = i < items
                ? ExecuteItem(ref host, in evmBlock, ref logs, row, out byte type, out TransactionResult result)
                : ExecuteSigned(ref host, in evmBlock, ref logs, row, out type, out result);
            outcome.ShouldBe(TransactionOutcome.Executed, $"transaction {i} of block {block.Number}: {result.Reason}");
            _ = accumulator.Add(ref host, row.Hash, type, in result, logs.Written);
        }

        _head = accumulator.Finish(ref host, in context, _head.Hash(ref host), in parentBatchRoot);
        _head.Hash(ref host).ShouldBe(block.Hash, $"block {block.Number}");
        _state.BlockHashes.Add(block.Number, block.Hash);
    }

    /// <summary>What the end of a batch writes: the hashes of its last blocks into their slots of the ring.</summary>
    public void EndBatch(IEnumerable<BlockRow> blocks)
    {
        foreach (BlockRow block in blocks.TakeLast(ProtocolConstants.BlockHashRing))
            _ = _state.TrySetSlot(ProtocolConstants.BlockHashes, block.Number % ProtocolConstants.BlockHashRing, block.Hash.ToU256());
    }

    private TransactionOutcome ExecuteItem(
        ref SoftwareHost host, in EvmBlock block, scoped ref LogBuffer logs, TransactionRow row, out byte type, out TransactionResult result)
    {
        QueueItem item = L1Watcher.ToContent(_queue[_queuePosition++]).ToQueueItem();
        item.TransactionHash(ref host).ShouldBe(row.Hash);
        type = QueueItem.TransactionType;
        return TransactionProcessor.ExecuteItem<RollupOsaka, SoftwareHost, FlatState, NoTracer>(
            ref _evm.Machine, ref host, ref _state, ref _tracer, in block, in item, ref logs, out result);
    }

    private TransactionOutcome ExecuteSigned(
        ref SoftwareHost host, in EvmBlock block, scoped ref LogBuffer logs, TransactionRow row, out byte type, out TransactionResult result)
    {
        TransactionDecoder.Decode(row.Raw.Span, out SignedTransaction signed).ShouldBe(TransactionError.None);
        Transaction transaction = signed.Transaction;
        signed.RecoverSender(ref host, out Address sender).ShouldBe(TransactionError.None);
        sender.ShouldBe(row.Sender);
        type = (byte)transaction.Type;
        return TransactionProcessor.Execute<RollupOsaka, SoftwareHost, FlatState, NoTracer>(
            ref _evm.Machine, ref host, ref _state, ref _tracer, in block, in transaction, in sender, ref logs, out result);
    }
}
