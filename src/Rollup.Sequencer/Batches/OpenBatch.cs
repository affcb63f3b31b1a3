using Rollup.Execution.Blocks;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.State;
using Rollup.Storage.L1;
using Rollup.Storage.StateData;

namespace Rollup.Sequencer.Batches;

/// <summary>The batch that blocks are being added to.</summary>
internal sealed class OpenBatch
{
    private readonly List<BatchBlock> _blocks = [];
    private readonly List<Hash256> _messageLeaves = [];

    /// <param name="number">Its number.</param>
    /// <param name="parentState">The state at the end of the batch before.</param>
    /// <param name="parentBlock">The last block of the batch before.</param>
    /// <param name="queue">Where the L1 queue stands after that block.</param>
    public OpenBatch(ulong number, Checkpoint parentState, in BlockHeader parentBlock, QueuePosition queue)
    {
        Number = number;
        ParentStateRoot = parentState.Root.ToHash256();
        ParentBlock = parentBlock;
        Queue = queue;
        Data = new BatchDataEstimate(parentState.NextIndex);
    }

    /// <summary>Its number.</summary>
    public ulong Number { get; }

    /// <summary>The state root at the end of the batch before, which every block of this one carries.</summary>
    public Hash256 ParentStateRoot { get; }

    /// <summary>The last block of the batch before.</summary>
    public BlockHeader ParentBlock { get; }

    /// <summary>The bound of the L1 data.</summary>
    public BatchDataEstimate Data { get; }

    /// <summary>Where the L1 queue stands after the last block.</summary>
    public QueuePosition Queue { get; private set; }

    /// <summary>The blocks so far.</summary>
    public IReadOnlyList<BatchBlock> Blocks => _blocks;

    /// <summary>The head of the chain: the last block, or the parent batch's.</summary>
    public BlockHeader Head => _blocks.Count == 0 ? ParentBlock : _blocks[^1].Header;

    /// <summary>Transactions so far.</summary>
    public int Transactions { get; private set; }

    /// <summary>Gas so far.</summary>
    public ulong Gas { get; private set; }

    /// <summary>The gas limits of the queue items so far, which L1 counts against what a batch has to take.</summary>
    public ulong ItemGas { get; private set; }

    /// <summary>Whether anything but queue items is in it.</summary>
    public bool HasTransactions { get; private set; }

    /// <summary>Leaves of the messages to L1, in order.</summary>
    public IReadOnlyList<Hash256> MessageLeaves => _messageLeaves;

    /// <summary>Adds a stored block.</summary>
    public void Add(BatchBlock block, BlockDiff diff, IReadOnlyCollection<Hash256> messageLeaves, QueuePosition queue)
    {
        _blocks.Add(block);
        _messageLeaves.AddRange(messageLeaves);
        Transactions += block.Transactions.Count;
        Gas += block.Header.GasUsed;
        foreach (ReadOnlyMemory<byte> raw in block.Transactions)
        {
            if (raw.Span[0] == QueueItem.TransactionType) ItemGas += QueueItemCodec.Decode(raw.Span).GasLimit;
            else HasTransactions = true;
        }

        Queue = queue;
        Data.Add(diff, messageLeaves.Count);
    }
}

/// <summary>A block of the open batch, as the witness will need it.</summary>
/// <param name="Header">The header.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Transactions">The encoded transactions in order, L1 queue items first.</param>
internal sealed record BatchBlock(BlockHeader Header, Hash256 Hash, IReadOnlyList<ReadOnlyMemory<byte>> Transactions);
