using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>A transaction to execute: a signed one with the sender that was recovered from its signature, or an item of the L1 queue.</summary>
public readonly struct BlockTransaction
{
    /// <summary>A signed transaction, as <c>eth_sendRawTransaction</c> took it.</summary>
    public BlockTransaction(ReadOnlyMemory<byte> encoded, Address sender)
        : this(encoded, sender, isQueueItem: false)
    {
    }

    private BlockTransaction(ReadOnlyMemory<byte> encoded, Address sender, bool isQueueItem)
    {
        Encoded = encoded;
        Sender = sender;
        IsQueueItem = isQueueItem;
    }

    /// <summary>The signed transaction, or the privileged one of a queue item.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The account that signed it; of a queue item the one that it names.</summary>
    public Address Sender { get; }

    /// <summary>Whether L1 queued it: it is included whatever becomes of it.</summary>
    public bool IsQueueItem { get; }

    /// <summary>An item of the L1 queue, as <see cref="Kernel.Batches.QueueItem.Encode"/> wrote it.</summary>
    public static BlockTransaction FromQueue(ReadOnlyMemory<byte> encoded, Address from) => new(encoded, from, isQueueItem: true);
}
