using Rollup.Kernel.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Batches;

/// <summary>The blocks of a batch, executed one after another, and what they leave besides the state.</summary>
internal ref struct BatchExecution
{
    /// <summary>Room for the logs of one transaction; the longest is that of a message of <see cref="MessengerCall.MaxDataLength"/> bytes.</summary>
    private const int LogBufferSize = 32 * 1024;

    private readonly Span<Hash256> _blockHashes;
    private readonly Span<Hash256> _messageLeaves;
    private readonly BatchWitness _witness;
    private BatchWitnessReader _items;
    private BatchWitnessReader _blocks;
    private LogBuffer _logs;
    private MessageTree _messages;
    private BlockHeader _lastBlock;
    private Hash256 _lastBlockHash;
    private ulong _queuePosition;
    private Hash256 _queueRollingHash;
    private int _blockCount;
    private int _transactionCount;

    private BatchExecution(scoped in BatchWitness witness, Span<Hash256> blockHashes, Span<Hash256> messageLeaves, Span<byte> logs)
    {
        _witness = witness;
        _blockHashes = blockHashes;
        _messageLeaves = messageLeaves;
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

    /// <summary>The leaves of the messages sent so far.</summary>
    public readonly ReadOnlySpan<Hash256> MessageLeaves => _messageLeaves[.._messages.Count];

    /// <summary>Takes room from the arena; false if there is not enough.</summary>
    public static bool TryBegin(scoped in BatchWitness witness, scoped ref WitnessArena arena, out BatchExecution execution)
    {
        execution = default;
        int ring = (int)Math.Min(witness.BlockCount, ProtocolConstants.BlockHashRing);
        int messages = (int)Math.Min(witness.Config.MaxDataBytes / Hash256.Size, MessageTree.Capacity);
        if (!arena.TryTake(ring, out Span<Hash256> blockHashes)
            || !arena.TryTake(messages, out Span<Hash256> messageLeaves)
            || !arena.TryTake(LogBufferSize, out Span<byte> logs))
            return false;
        execution = new BatchExecution(in witness, blockHashes, messageLeaves, logs);
        return true;
    }

    /// <summary>Executes all blocks and writes their hashes into the state.</summary>
    public BatchResult Run<THost>(scoped ref THost host, scoped ref WitnessState state)
        where THost : struct, IHost
    {
        for (; _blockCount < _witness.BlockCount; _blockCount++)
        {
            BatchResult result = RunBlock(ref host, ref state);
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

    /// <summary>Writes the hashes of the blocks before the last one, at most 255, ascending, to <paramref name="destination"/>.</summary>
    public readonly void CopyEarlierBlockHashes(Span<Hash256> destination)
    {
        ulong first = _lastBlock.Number - (ulong)destination.Length;
        for (int i = 0; i < destination.Length; i++)
            destination[i] = BlockHash(first + (ulong)i);
    }

    /// <summary>The number of those hashes.</summary>
    public readonly int EarlierBlockHashCount => _blockHashes.Length - 1;

    private readonly Hash256 BlockHash(ulong number) => _blockHashes[(int)((number - _witness.Parent.LastBlock - 1) % (ulong)_blockHashes.Length)];

    private BatchResult RunBlock<THost>(scoped ref THost host, scoped ref WitnessState state)
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
        var block = default(BlockAccumulator);
        for (; itemCount != 0; itemCount--, _transactionCount++)
        {
            BatchResult result = RunItem(ref host, ref state, in context, ref block);
            if (!result.IsSuccess)
                return result;
        }

        for (; transactionCount != 0; transactionCount--, _transactionCount++)
        {
            BatchResult result = RunTransaction(ref host, ref state, in context, ref block);
            if (!result.IsSuccess)
                return result;
        }

        _lastBlock = block.Finish(ref host, in context, in _lastBlockHash, _witness.Parent.StateRoot);
        _lastBlockHash = _lastBlock.Hash(ref host);
        _blockHashes[_blockCount % _blockHashes.Length] = _lastBlockHash;
        return BatchFailure.None;
    }

    private BatchResult RunItem<THost>(scoped ref THost host, scoped ref WitnessState state, in BlockContext context, scoped ref BlockAccumulator block)
        where THost : struct, IHost
    {
        if (_items.IsAtEnd)
            return BatchFailure.MissingQueueItem;
        if (!_items.TryReadQueueItem(_queuePosition, out QueueItem item))
            return BatchFailure.MalformedWitness;
        if (!block.HasRoomFor(in context, item.GasLimit))
            return BatchFailure.BlockGasExceeded;

        TransactionOutcome outcome = TransactionProcessor.ExecuteItem(ref host, ref state, in context, in item, ref _logs, out TransactionResult result);
        _queueRollingHash = item.RollingHash(ref host, in _queueRollingHash);
        _queuePosition++;
        return outcome == TransactionOutcome.Executed
            ? Include(ref host, ref block, item.TransactionHash(ref host), QueueItem.TransactionType, in result)
            : Failed(outcome, in result);
    }

    private BatchResult RunTransaction<THost>(scoped ref THost host, scoped ref WitnessState state, in BlockContext context, scoped ref BlockAccumulator block)
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

        TransactionOutcome outcome = TransactionProcessor.Execute(
            ref host, ref state, in context, in transaction, in sender, ref _logs, out TransactionResult result);
        return outcome == TransactionOutcome.Executed
            ? Include(ref host, ref block, Keccak256.Hash(ref host, encoded), (byte)transaction.Type, in result)
            : Failed(outcome, in result);
    }

    /// <summary>Adds an executed transaction to its block, and its messages to the batch.</summary>
    private BatchResult Include<THost>(
        scoped ref THost host, scoped ref BlockAccumulator block, in Hash256 transactionHash, byte type, in TransactionResult result)
        where THost : struct, IHost
    {
        _ = block.Add(ref host, in transactionHash, type, in result, _logs.Written);
        var logs = new LogReader(_logs.Written);
        while (logs.TryRead(out Log log))
        {
            if (!MessageSent.TryReadLeaf(in log, out Hash256 leaf))
                continue;
            if (_messages.Count == _messageLeaves.Length)
                return BatchFailure.TooManyMessages;
            _messageLeaves[_messages.Count] = leaf;
            _ = _messages.TryAppend(ref host, in leaf);
        }

        return BatchFailure.None;
    }

    private static BatchResult Failed(TransactionOutcome outcome, in TransactionResult result) => outcome switch
    {
        TransactionOutcome.StateMissing => BatchFailure.StateMissing,
        TransactionOutcome.LogsOverflowed => BatchFailure.ArenaExhausted,
        _ => new BatchResult
        {
            Failure = BatchFailure.InvalidTransaction,
            InvalidReason = result.Reason,
            TransactionError = result.RuleError,
        },
    };

    /// <summary>Puts the hashes of the last blocks, 256 at most, into the ring.</summary>
    private readonly bool TryWriteBlockHashes(scoped ref WitnessState state)
    {
        for (int i = 0; i < _blockHashes.Length; i++)
        {
            ulong number = _lastBlock.Number - (ulong)i;
            if (!state.TrySetSlot(ProtocolConstants.BlockHashes, number % ProtocolConstants.BlockHashRing, BlockHash(number).ToU256()))
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
