using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Blocks;

/// <summary>
/// A block's receipts as one blob of fixed-size records, so that one receipt is read without the others: type (1 byte), status (1),
/// gas used (8), cumulative gas (8), effective price (32), first log index (4), log count (4); integers big-endian. Few transactions create a contract:
/// those are in a second blob, records of the transaction's position (4) and the contract's address (20).
/// </summary>
public static class ReceiptCodec
{
    /// <summary>Bytes per receipt.</summary>
    public const int RecordSize = 58;

    private const int CreationSize = sizeof(int) + Address.Size;

    /// <summary>The records of <paramref name="receipts"/> in order.</summary>
    public static byte[] Encode(IReadOnlyList<StoredReceipt> receipts)
    {
        var blob = new byte[receipts.Count * RecordSize];
        for (int i = 0; i < receipts.Count; i++) Write(receipts[i], blob.AsSpan(i * RecordSize, RecordSize));
        return blob;
    }

    /// <summary>The second blob: the records of those <paramref name="receipts"/> that name a created contract.</summary>
    public static byte[] EncodeCreations(IReadOnlyList<StoredReceipt> receipts)
    {
        var blob = new byte[receipts.Count(receipt => receipt.Created != default) * CreationSize];
        Span<byte> rest = blob;
        for (int i = 0; i < receipts.Count; i++)
        {
            if (receipts[i].Created == default) continue;
            BinaryPrimitives.WriteInt32BigEndian(rest, i);
            receipts[i].Created.CopyTo(rest[sizeof(int)..]);
            rest = rest[CreationSize..];
        }

        return blob;
    }

    /// <summary>The receipts in a blob of whole records, the first of which is that of the transaction at <paramref name="position"/>.</summary>
    public static StoredReceipt[] Decode(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> creations, int position = 0)
    {
        var receipts = new StoredReceipt[blob.Length / RecordSize];
        for (int i = 0; i < receipts.Length; i++) receipts[i] = Read(blob.Slice(i * RecordSize, RecordSize));
        for (; !creations.IsEmpty; creations = creations[CreationSize..])
        {
            int place = BinaryPrimitives.ReadInt32BigEndian(creations) - position;
            if (place >= 0 && place < receipts.Length) receipts[place] = receipts[place] with { Created = Address.FromSpan(creations[sizeof(int)..]) };
        }

        return receipts;
    }

    private static void Write(in StoredReceipt receipt, Span<byte> record)
    {
        record[0] = receipt.Type;
        record[1] = receipt.Succeeded ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(record[2..], receipt.GasUsed);
        BinaryPrimitives.WriteUInt64BigEndian(record[10..], receipt.CumulativeGasUsed);
        receipt.EffectiveGasPrice.WriteBigEndian(record[18..50]);
        BinaryPrimitives.WriteInt32BigEndian(record[50..], receipt.FirstLogIndex);
        BinaryPrimitives.WriteInt32BigEndian(record[54..], receipt.LogCount);
    }

    private static StoredReceipt Read(ReadOnlySpan<byte> record) => new(
        record[0],
        record[1] == 1,
        BinaryPrimitives.ReadUInt64BigEndian(record[2..]),
        BinaryPrimitives.ReadUInt64BigEndian(record[10..]),
        U256.ReadBigEndian(record[18..50]),
        BinaryPrimitives.ReadInt32BigEndian(record[50..]),
        BinaryPrimitives.ReadInt32BigEndian(record[54..]));
}

/// <summary>What execution said about one transaction. Its logs are rows of their own: <see cref="LogCount"/> of them from <see cref="FirstLogIndex"/>.</summary>
/// <param name="Type">The transaction's type byte; 0 for legacy, 0x7e for an L1 queue item.</param>
/// <param name="Succeeded">Receipt status.</param>
/// <param name="GasUsed">Gas of this transaction.</param>
/// <param name="CumulativeGasUsed">Gas of the block up to and including this transaction.</param>
/// <param name="EffectiveGasPrice">Wei per gas paid.</param>
/// <param name="FirstLogIndex">Index within the block of the first log, or where it would be.</param>
/// <param name="LogCount">Number of logs.</param>
/// <param name="Created">The contract that the transaction itself created; zero if none.</param>
public readonly record struct StoredReceipt(byte Type, bool Succeeded, ulong GasUsed, ulong CumulativeGasUsed, U256 EffectiveGasPrice, int FirstLogIndex, int LogCount, Address Created = default);
