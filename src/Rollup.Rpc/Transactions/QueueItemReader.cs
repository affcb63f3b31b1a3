using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Rpc.Transactions;

/// <summary>Reads the encoding of a privileged transaction (<see cref="QueueItem.Encode"/>) as the ledger stores it.</summary>
internal static class QueueItemReader
{
    /// <summary>Whether <paramref name="encoded"/> is a privileged transaction, by its type byte.</summary>
    public static bool IsQueueItem(ReadOnlySpan<byte> encoded) => !encoded.IsEmpty && encoded[0] == QueueItem.TransactionType;

    /// <summary>Decodes a privileged transaction.</summary>
    public static QueueItem Read(ReadOnlySpan<byte> encoded)
    {
        RlpReader reader = new(encoded[1..]);
        RlpError error = reader.ReadList(out RlpReader fields);
        error = Worse(error, fields.ReadUInt64(out ulong index));
        error = Worse(error, fields.ReadAddress(out Address from));
        error = Worse(error, fields.ReadBytes(out ReadOnlySpan<byte> to));
        error = Worse(error, fields.ReadU256(out U256 mint));
        error = Worse(error, fields.ReadU256(out U256 value));
        error = Worse(error, fields.ReadUInt64(out ulong gasLimit));
        error = Worse(error, fields.ReadAddress(out Address refundAddress));
        error = Worse(error, fields.ReadBytes(out ReadOnlySpan<byte> data));
        if (error != RlpError.None || (!to.IsEmpty && to.Length != Address.Size))
            throw new InvalidDataException($"A stored L1 queue item is damaged: {error}.");
        return new QueueItem
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
    }

    private static RlpError Worse(RlpError error, RlpError next) => error == RlpError.None ? next : error;
}
