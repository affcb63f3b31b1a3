using Rollup.Kernel.Messages;
using System.Runtime.InteropServices;
using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;

namespace Rollup.Sequencer.Blocks;

/// <summary>What a block in the making consists of besides its changes of the state: transactions, receipts, logs, messages.</summary>
internal ref struct BlockContents
{
    private readonly BlockContext _context;
    private readonly List<byte> _hashes = [];
    private readonly List<long> _ids = [];
    private readonly List<StoredReceipt> _receipts = [];
    private readonly List<LogRow> _logs = [];
    private readonly List<Hash256> _messageLeaves = [];
    private NativeHost _host = new(null);
    private BlockAccumulator _accumulator;

    /// <param name="context">The block.</param>
    public BlockContents(in BlockContext context) => _context = context;

    /// <summary>The gas that is left.</summary>
    public readonly ulong GasLeft => _context.GasLeft - _accumulator.GasUsed;

    /// <summary>The cells of proof that are left.</summary>
    public readonly ulong ProvingLeft => _context.ProvingLeft - _accumulator.ProvingCost;

    /// <summary>Messages sent so far.</summary>
    public readonly IReadOnlyList<Hash256> MessageLeaves => _messageLeaves;

    /// <summary>Adds the next transaction.</summary>
    public void Add(long id, in Hash256 hash, byte type, in ExecutedTransaction executed)
    {
        TransactionResult result = executed.Result;
        _ = _accumulator.Add(ref _host, in hash, type, in result, executed.Logs.Span);
        int firstLog = _logs.Count;
        var reader = new LogReader(executed.Logs.Span);
        while (reader.TryRead(out Log log))
        {
            _logs.Add(new LogRow(_context.Number, _logs.Count, _ids.Count, log.Address, MemoryMarshal.Cast<byte, Hash256>(log.Topics).ToArray(), log.Data.ToArray()));
            if (MessageSent.TryRead(in log, out SentMessage message)) _messageLeaves.Add(message.Leaf);
        }

        _hashes.AddRange(hash.AsSpan());
        _ids.Add(id);
        _receipts.Add(new StoredReceipt(
            type, result.Succeeded, result.GasUsed, _accumulator.GasUsed, result.EffectiveGasPrice, firstLog, _logs.Count - firstLog, result.Created));
    }

    /// <summary>The block's header.</summary>
    public BlockHeader Finish(in Hash256 parentHash, in Hash256 stateRoot) => _accumulator.Finish(ref _host, in _context, in parentHash, in stateRoot);

    /// <summary>What is written of the block.</summary>
    public readonly BlockCommit ToCommit(
        in BlockHeader header, BlockDiff diff, StateOverlay overlay, in QueuePosition queue, long pendingFloor, IReadOnlyList<TransactionRow> items, IReadOnlyList<PoolRemoval> invalid)
    {
        var rlp = new byte[BlockHeader.MaxEncodedLength];
        int length = header.Encode(rlp);
        return new BlockCommit
        {
            Row = new BlockRow
            {
                Number = header.Number,
                Hash = diff.BlockHash,
                Header = rlp.AsMemory(0, length),
                Timestamp = header.Timestamp,
                GasUsed = header.GasUsed,
                GasLimit = header.GasLimit,
                BaseFee = header.BaseFeePerGas,
                TransactionHashes = _hashes.ToArray(),
                QueuePosition = queue.Index,
                QueueRollingHash = queue.RollingHash,
                PendingFloor = pendingFloor,
            },
            TransactionIds = [.. _ids],
            Receipts = _receipts,
            Logs = _logs,
            StateDiff = diff.Encode(),
            MessageLeaves = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_messageLeaves)).ToArray(),
            Codes = [.. overlay.CodesCreated.Select(code => new CodeRow(code.Key, code.Value.Bytes))],
            QueueItems = items,
            Removals = [.. invalid.Select(removal => removal.Row)],
        };
    }
}
