using System.Runtime.InteropServices;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.State;
using Rollup.Storage;
using LogReader = Rollup.Kernel.Blocks.LogReader;

namespace Rollup.Sequencer;

/// <summary>One block in the making: executes transactions on an overlay of the state and gathers what the block consists of.</summary>
internal ref struct BlockExecution
{
    private readonly BlockContext _context;
    private readonly List<byte> _hashes = [];
    private readonly List<long> _ids = [];
    private readonly List<StoredReceipt> _receipts = [];
    private readonly List<LogRow> _logs = [];
    private readonly List<Hash256> _messageLeaves = [];
    private readonly EvmMemory _evm;
    private readonly EvmBlock _evmBlock;
    private NoTracer _tracer;
    private NativeHost _host = new(null);
    private OverlayAccess _access;
    private BlockAccumulator _accumulator;
    private LogBuffer _buffer;

    /// <param name="overlay">Receives the changes.</param>
    /// <param name="context">The block.</param>
    /// <param name="evm">What transactions run on.</param>
    public BlockExecution(StateOverlay overlay, in BlockContext context, EvmMemory evm)
    {
        _access = overlay.Access;
        _context = context;
        _evm = evm;
        _evmBlock = context.ToEvmBlock();
        _buffer = evm.NewLogBuffer();
    }

    /// <summary>Transactions in the block so far.</summary>
    public readonly int Count => _ids.Count;

    /// <summary>Messages sent so far.</summary>
    public readonly IReadOnlyList<Hash256> MessageLeaves => _messageLeaves;

    /// <summary>Whether a transaction with this gas limit may come next.</summary>
    public readonly bool HasRoomFor(ulong gasLimit) => _accumulator.HasRoomFor(in _context, gasLimit);

    /// <summary>Executes the next L1 queue item; it is always included.</summary>
    public void Execute(scoped in QueueItem item, long id, in Hash256 hash)
    {
        TransactionOutcome outcome = TransactionProcessor.ExecuteItem<RollupOsaka, NativeHost, OverlayAccess, NoTracer>(
            ref _evm.Machine, ref _host, ref _access, ref _tracer, in _evmBlock, in item, ref _buffer, out TransactionResult result);
        if (outcome != TransactionOutcome.Executed) throw Impossible(outcome);
        Add(id, in hash, QueueItem.TransactionType, in result);
    }

    /// <summary>Executes a transaction and includes it if it is valid here.</summary>
    /// <returns>Why it is not; <see cref="InvalidReason.None"/> if it was included.</returns>
    public InvalidReason Execute(PooledTransaction transaction)
    {
        _ = TransactionDecoder.Decode(transaction.Raw.Span, out SignedTransaction signed);
        Transaction content = signed.Transaction;
        TransactionOutcome outcome = TransactionProcessor.Execute<RollupOsaka, NativeHost, OverlayAccess, NoTracer>(
            ref _evm.Machine, ref _host, ref _access, ref _tracer, in _evmBlock, in content, transaction.Sender, ref _buffer, out TransactionResult result);
        if (outcome == TransactionOutcome.Invalid) return result.Reason;
        if (outcome != TransactionOutcome.Executed) throw Impossible(outcome);
        Add(transaction.Id, transaction.Hash, transaction.Type, in result);
        return InvalidReason.None;
    }

    /// <summary>The block's header.</summary>
    public BlockHeader Finish(in Hash256 parentHash, in Hash256 stateRoot) => _accumulator.Finish(ref _host, in _context, in parentHash, in stateRoot);

    /// <summary>What is written of the block.</summary>
    public BlockCommit ToCommit(in BlockHeader header, BlockDiff diff, in L1.QueuePosition queue, long pendingFloor, IReadOnlyList<TransactionRow> items, IReadOnlyList<PoolRemoval> invalid)
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
            QueueItems = items,
            Removals = [.. invalid.Select(removal => removal.Row)],
        };
    }

    private void Add(long id, in Hash256 hash, byte type, in TransactionResult result)
    {
        _ = _accumulator.Add(ref _host, in hash, type, in result, _buffer.Written);
        int firstLog = _logs.Count;
        var reader = new LogReader(_buffer.Written);
        while (reader.TryRead(out Log log))
        {
            _logs.Add(new LogRow(_context.Number, _logs.Count, _ids.Count, log.Address, MemoryMarshal.Cast<byte, Hash256>(log.Topics).ToArray(), log.Data.ToArray()));
            if (MessageSent.TryReadLeaf(in log, out Hash256 leaf)) _messageLeaves.Add(leaf);
        }

        _hashes.AddRange(hash.AsSpan());
        _ids.Add(id);
        _receipts.Add(new StoredReceipt(type, result.Succeeded, result.GasUsed, _accumulator.GasUsed, result.EffectiveGasPrice, firstLog, _logs.Count - firstLog));
    }

    private static InvalidOperationException Impossible(TransactionOutcome outcome) =>
        new($"The executor reports {outcome} although the state is complete and the log buffer holds the largest log.");
}
