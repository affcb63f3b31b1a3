using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Batches;

/// <summary>The blocks of a batch, executed one after another, and what they leave besides the state.</summary>
internal ref struct BatchExecution
{
    private readonly Span<SentMessage> _sent;
    private readonly BatchWitness _witness;
    private BatchWitnessReader _items;
    private BatchWitnessReader _blocks;
    private NoTracer _tracer;
    private LogBuffer _logs;
    private MessageTree _messages;
    private BlockHeader _lastBlock;
    private Hash256 _lastBlockHash;
    private ulong _queuePosition;
    private Hash256 _queueRollingHash;
    private int _blockCount;
    private int _transactionCount;

    private BatchExecution(scoped in BatchWitness witness, Span<SentMessage> sent, Span<byte> logs)
    {
        _witness = witness;
        _sent = sent;
        _logs = new LogBuffer(logs);
        _items = new BatchWitnessReader(witness.Items);
        _blocks = new BatchWitnessReader(witness.Blocks);
        _lastBlock = witness.ParentBlock;
        _lastBlockHash = witness.Parent.LastBlockHash;
        _queuePosition = witness.Parent.QueuePosition;
        _queueRollingHash = witness.Parent.QueueRollingHash;
    }

    /// <summary>The header of the last block.</summary>
    public readonly BlockHeader LastBlock => _lastBlock;

    /// <summary>The hash of the last block.</summary>
    public readonly Hash256 LastBlockHash => _lastBlockHash;

    /// <summary>The index of the next queue item to be taken.</summary>
    public readonly ulong QueuePosition => _queuePosition;

    /// <summary>The queue's rolling hash there.</summary>
    public readonly Hash256 QueueRollingHash => _queueRollingHash;

    /// <summary>The messages sent so far.</summary>
    public readonly ReadOnlySpan<SentMessage> Messages => _sent[.._messages.Count];

    /// <summary>Takes room from the arena; false if there is not enough.</summary>
    public static bool TryBegin(scoped in BatchWitness witness, scoped ref WitnessArena arena, out BatchExecution execution)
    {
        execution = default;
        int messages = (int)Math.Min(witness.Config.MaxDataBytes / Hash256.Size, MessageTree.Capacity);
        if (!arena.TryTake(messages, out Span<SentMessage> sent) || !arena.TryTake(EvmLimits.LogBufferSize, out Span<byte> logs))
            return false;
        execution = new BatchExecution(in witness, sent, logs);
        return true;
    }

    /// <summary>Executes all blocks and writes their hashes into the state.</summary>
    public BatchResult Run<THost>(scoped ref EvmMachine machine, scoped ref THost host, scoped ref BatchState state)
        where THost : struct, IHost
    {
        for (; _blockCount < _witness.BlockCount; _blockCount++)
        {
            BatchResult result = RunBlock(ref machine, ref host, ref state);
            if (!result.IsSuccess)
                return At(result);
        }

        if (!_blocks.IsAtEnd || !_items.IsAtEnd || _queuePosition - _witness.Parent.QueuePosition != _witness.ItemCount)
            return At(BatchFailure.TrailingBytes);
        return At(TryWriteBlockHashes(ref state) ? BatchFailure.None : BatchFailure.StateMissing);
    }

    /// <summary>The root over the messages.</summary>
    public Hash256 MessageRoot<THost>(scoped ref THost host)
        where THost : struct, IHost
        => _messages.Root(ref host);

    private BatchResult RunBlock<THost>(scoped ref EvmMachine machine, scoped ref THost host, scoped ref BatchState state)
        where THost : struct, IHost
    {
        _transactionCount = 0;
        if (!_blocks.TryReadUInt64(out ulong timestamp)
            || !_blocks.TryReadUInt32(out uint itemCount)
            || !_blocks.TryReadUInt32(out uint transactionCount))
            return BatchFailure.MalformedWitness;
        if (timestamp < _lastBlock.Timestamp)
            return BatchFailure.BlockBeforeParent;
        if (timestamp > _witness.Timestamp)
            return BatchFailure.BlockAfterBatch;

        BlockContext context = BlockContext.After(_witness.Config, in _lastBlock, timestamp);
        EvmBlock evmBlock = context.ToEvmBlock();
        var block = default(BlockAccumulator);
        for (; itemCount != 0; itemCount--, _transactionCount++)
        {
            BatchResult result = RunItem(ref machine, ref host, ref state, in context, in evmBlock, ref block);
            if (!result.IsSuccess)
                return result;
        }

        for (; transactionCount != 0; transactionCount--, _transactionCount++)
        {
            BatchResult result = RunTransaction(ref machine, ref host, ref state, in context, in evmBlock, ref block);
            if (!result.IsSuccess)
                return result;
        }

        _lastBlock = block.Finish(ref host, in context, in _lastBlockHash, _witness.Parent.StateRoot);
        _lastBlockHash = _lastBlock.Hash(ref host);
        state.AddBlockHash(in _lastBlockHash);
        return BatchFailure.None;
    }

    private BatchResult RunItem<THost>(scoped ref EvmMachine machine, scoped ref THost host, scoped ref BatchState state, in BlockContext context, in EvmBlock evmBlock, scoped ref BlockAccumulator block)
        where THost : struct, IHost
    {
        if (_items.IsAtEnd)
            return BatchFailure.MissingQueueItem;
        if (!_items.TryReadQueueItem(_queuePosition, out QueueItem item))
            return BatchFailure.MalformedWitness;
        if (!block.HasRoomFor(in context, item.GasLimit))
            return BatchFailure.BlockGasExceeded;

        TransactionOutcome outcome = TransactionProcessor.ExecuteItem<RollupOsaka, THost, BatchState, NoTracer>(
            ref machine, ref host, ref state, ref _tracer, in evmBlock, in item, ref _logs, out TransactionResult result);
        _queueRollingHash = item.RollingHash(ref host, in _queueRollingHash);
        _queuePosition++;
        return outcome == TransactionOutcome.Executed
            ? Include(ref host, ref block, in context, item.TransactionHash(ref host), QueueItem.TransactionType, in result)
            : Failed(outcome, in result, state.IsExhausted);
    }

    private BatchResult RunTransaction<THost>(scoped ref EvmMachine machine, scoped ref THost host, scoped ref BatchState state, in BlockContext context, in EvmBlock evmBlock, scoped ref BlockAccumulator block)
        where THost : struct, IHost
    {
        if (!_blocks.TryReadBlob(out ReadOnlySpan<byte> encoded))
            return BatchFailure.MalformedWitness;
        TransactionError error = TransactionDecoder.Decode(encoded, out SignedTransaction signed);
        Address sender = default;
        if (error == TransactionError.None)
            error = signed.RecoverSender(ref host, out sender);
        if (error != TransactionError.None)
            return new BatchResult { Failure = BatchFailure.InvalidEncoding, TransactionError = error };
        Transaction transaction = signed.Transaction;
        if (!block.HasRoomFor(in context, transaction.GasLimit))
            return BatchFailure.BlockGasExceeded;

        TransactionOutcome outcome = TransactionProcessor.Execute<RollupOsaka, THost, BatchState, NoTracer>(
            ref machine, ref host, ref state, ref _tracer, in evmBlock, in transaction, in sender, ref _logs, out TransactionResult result);
        return outcome == TransactionOutcome.Executed
            ? Include(ref host, ref block, in context, Keccak256.Hash(ref host, encoded), (byte)transaction.Type, in result)
            : Failed(outcome, in result, state.IsExhausted);
    }

    /// <summary>Adds an executed transaction to its block, and its messages to the batch.</summary>
    private BatchResult Include<THost>(
        scoped ref THost host, scoped ref BlockAccumulator block, in BlockContext context, in Hash256 transactionHash, byte type, in TransactionResult result)
        where THost : struct, IHost
    {
        _ = block.Add(ref host, in transactionHash, type, in result, _logs.Written);
        if (block.ProvingCost > context.ProvingLeft)
            return BatchFailure.ProvingLimitExceeded;
        var logs = new LogReader(_logs.Written);
        while (logs.TryRead(out Log log))
        {
            if (!MessageSent.TryRead(in log, out SentMessage message))
                continue;
            if (_messages.Count == _sent.Length)
                return BatchFailure.TooManyMessages;
            _sent[_messages.Count] = message;
            _ = _messages.TryAppend(ref host, message.Leaf);
        }

        return BatchFailure.None;
    }

    private static BatchResult Failed(TransactionOutcome outcome, in TransactionResult result, bool isArenaExhausted) => outcome switch
    {
        TransactionOutcome.StateMissing => isArenaExhausted ? BatchFailure.ArenaExhausted : BatchFailure.StateMissing,
        TransactionOutcome.MemoryExhausted or TransactionOutcome.LogsOverflowed => BatchFailure.MachineExhausted,
        _ => new BatchResult
        {
            Failure = BatchFailure.InvalidTransaction,
            InvalidReason = result.Reason,
            TransactionError = result.RuleError,
        },
    };

    /// <summary>Puts the hashes of the last blocks, 256 at most, into the ring.</summary>
    private readonly bool TryWriteBlockHashes(scoped ref BatchState state)
    {
        for (int i = 0; i < state.BlockHashCount; i++)
        {
            ulong number = _lastBlock.Number - (ulong)i;
            if (!state.TryGetBlockHash(number, out Hash256 hash)
                || !state.TrySetSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing, hash.ToU256()))
                return false;
        }

        return true;
    }

    private readonly BatchResult At(BatchResult result) => new()
    {
        Failure = result.Failure,
        Block = _blockCount,
        Transaction = _transactionCount,
        StateFailure = result.StateFailure,
        TransactionError = result.TransactionError,
        InvalidReason = result.InvalidReason,
    };
}
