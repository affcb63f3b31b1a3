using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Blocks;

/// <summary>
/// A transaction to execute: a signed one with the sender that was recovered from its signature, or an item of the L1 queue. It is looked through
/// when made, which is therefore best done where transactions are admitted.
/// </summary>
public readonly struct BlockTransaction
{
    private readonly int _dataOffset;
    private readonly int _dataLength;

    /// <summary>A signed transaction, as <c>eth_sendRawTransaction</c> took it.</summary>
    public BlockTransaction(ReadOnlyMemory<byte> encoded, Address sender)
        : this(encoded, sender, isQueueItem: false)
    {
        if (TransactionDecoder.Decode<Osaka>(encoded.Span, out SignedTransaction signed) != TransactionError.None)
            return;
        Transaction transaction = signed.Transaction;
        IsCall = !transaction.IsCreation;
        To = transaction.To;
        HasValue = !transaction.Value.IsZero;
        if (encoded.Span.Overlaps(transaction.Data, out _dataOffset))
            _dataLength = transaction.Data.Length;
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

    /// <summary>Whether it is a signed transaction with a recipient.</summary>
    internal bool IsCall { get; }

    /// <summary>Whether it is a signed transaction that moves value.</summary>
    internal bool HasValue { get; }

    /// <summary>The recipient, if <see cref="IsCall"/>.</summary>
    internal Address To { get; }

    /// <summary>The data of a signed transaction.</summary>
    internal ReadOnlySpan<byte> Data => Encoded.Span.Slice(_dataOffset, _dataLength);

    /// <summary>An item of the L1 queue, as <see cref="QueueItem.Encode"/> wrote it, and its sender.</summary>
    public static BlockTransaction FromQueue(ReadOnlyMemory<byte> encoded, Address from) => new(encoded, from, isQueueItem: true);
}
