using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Blocks;

/// <summary>Reads the L1 queue items that this node has written as privileged transactions.</summary>
public static class QueueItemCodec
{
    /// <summary>The inverse of <see cref="QueueItem.Encode"/>; the result refers to <paramref name="encoded"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no privileged transaction.</exception>
    public static QueueItem Decode(ReadOnlySpan<byte> encoded) =>
        TryDecode(encoded, out QueueItem item) ? item : throw new InvalidDataException("An L1 queue item is malformed.");

    private static bool TryDecode(ReadOnlySpan<byte> encoded, out QueueItem item)
    {
        item = default;
        if (encoded.IsEmpty || encoded[0] != QueueItem.TransactionType)
            return false;
        var reader = new RlpReader(encoded[1..]);
        if (reader.ReadList(out RlpReader fields) != RlpError.None
            || !reader.IsAtEnd
            || fields.ReadUInt64(out ulong index) != RlpError.None
            || fields.ReadAddress(out Address from) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> to) != RlpError.None
            || fields.ReadU256(out U256 mint) != RlpError.None
            || fields.ReadU256(out U256 value) != RlpError.None
            || fields.ReadUInt64(out ulong gasLimit) != RlpError.None
            || fields.ReadAddress(out Address refundAddress) != RlpError.None
            || fields.ReadBytes(out ReadOnlySpan<byte> data) != RlpError.None
            || !fields.IsAtEnd
            || to.Length is not (0 or Address.Size))
            return false;
        item = new QueueItem
        {
            Index = index,
            From = from,
            To = to.IsEmpty ? default : Address.FromSpan(to),
            IsCreation = to.IsEmpty,
            Mint = mint,
            Value = value,
            GasLimit = gasLimit,
            RefundAddress = refundAddress,
            Data = data,
        };
        return true;
    }
}
