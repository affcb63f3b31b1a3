using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.L1;
using Rollup.State;

namespace Rollup.Sequencer;

/// <summary>The batch that blocks are being added to.</summary>
internal sealed class OpenBatch
{
    private readonly List<BatchBlock> _blocks = [];
    private readonly List<Hash256> _messageLeaves = [];

    /// <param name="parent">The header of the last sealed batch.</param>
    /// <param name="parentHash">Its hash.</param>
    /// <param name="parentBlock">Its last block.</param>
    public OpenBatch(in BatchHeader parent, Hash256 parentHash, in BlockHeader parentBlock)
    {
        Parent = parent;
        ParentHash = parentHash;
        ParentBlock = parentBlock;
        Queue = new QueuePosition(parent.QueuePosition, parent.QueueRollingHash);
        Data = new BatchDataEstimate(parent.NextIndex);
    }

    /// <summary>The header of the last sealed batch.</summary>
    public BatchHeader Parent { get; }

    /// <summary>Its hash.</summary>
    public Hash256 ParentHash { get; }

    /// <summary>Its last block.</summary>
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

    /// <summary>Leaves of the messages to L1, in order.</summary>
    public IReadOnlyList<Hash256> MessageLeaves => _messageLeaves;

    /// <summary>Adds a stored block.</summary>
    public void Add(BatchBlock block, BlockDiff diff, IReadOnlyCollection<Hash256> messageLeaves, QueuePosition queue)
    {
        _blocks.Add(block);
        _messageLeaves.AddRange(messageLeaves);
        Transactions += block.Transactions.Count;
        Gas += block.Header.GasUsed;
        Queue = queue;
        Data.Add(diff, messageLeaves.Count);
    }
}
