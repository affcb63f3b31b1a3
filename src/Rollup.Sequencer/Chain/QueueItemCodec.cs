using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Sequencer;

/// <summary>Reads the L1 queue items that this node has stored as privileged transactions.</summary>
public static class QueueItemCodec
{
    /// <summary>The inverse of <see cref="QueueItem.Encode"/>; the result refers to <paramref name="encoded"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no privileged transaction.</exception>
    public static QueueItem Decode(ReadOnlySpan<byte> encoded)
    {
        var reader = new RlpReader(encoded[1..]);
        if (encoded[0] != QueueItem.TransactionType
            || reader.ReadList(out RlpReader fields) != RlpError.None
            || fields.ReadUInt64(out ulong index) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> from) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> to) != RlpError.None
            || fields.ReadU256(out U256 mint) != RlpError.None
            || fields.ReadU256(out U256 value) != RlpError.None
            || fields.ReadUInt64(out ulong gasLimit) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> refundAddress) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> data) != RlpError.None)
        {
            throw new InvalidDataException("A stored L1 queue item is malformed.");
        }

        return new QueueItem
        {
            Index = index,
            From = Address.FromSpan(from),
            To = to.IsEmpty ? default : Address.FromSpan(to),
            IsCreation = to.IsEmpty,
            Mint = mint,
            Value = value,
            GasLimit = gasLimit,
            RefundAddress = Address.FromSpan(refundAddress),
            Data = data,
        };
    }
}
