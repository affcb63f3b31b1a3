using System.Text.Json;
using Rollup.Execution.Blocks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Json;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Receipts;

/// <summary>Writes receipts as the execution API has them.</summary>
internal static class ReceiptJson
{
    private const int RlpHeadRoom = 16; // The writer moves a list's content when its head turns out longer.

    /// <summary>Writes the receipt of the transaction at <paramref name="position"/> of <paramref name="block"/>, with its <paramref name="logs"/> in order.</summary>
    public static void Write(Utf8JsonWriter json, BlockRow block, int position, TransactionRow transaction, StoredReceipt receipt, IEnumerable<FoundLog> logs)
    {
        byte[] bloom = new byte[Bloom.Size];
        Begin(json, block, position, transaction, receipt);
        foreach (FoundLog log in logs)
            AddLog(json, log, bloom);
        End(json, bloom);
    }

    /// <summary>Writes all that stands before the logs, which may be too many to be held together.</summary>
    public static void Begin(Utf8JsonWriter json, BlockRow block, int position, TransactionRow transaction, StoredReceipt receipt)
    {
        (bool isCreation, Address to, Address created) = Recipient(transaction, receipt);
        json.WriteStartObject();
        json.WriteData("transactionHash"u8, transaction.Hash);
        json.WriteQuantity("transactionIndex"u8, (ulong)position);
        json.WriteData("blockHash"u8, block.Hash);
        json.WriteQuantity("blockNumber"u8, block.Number);
        json.WriteData("from"u8, transaction.Sender);
        if (isCreation)
            json.WriteNull("to"u8);
        else
            json.WriteData("to"u8, in to);
        if (created.IsZero)
            json.WriteNull("contractAddress"u8);
        else
            json.WriteData("contractAddress"u8, in created);
        json.WriteQuantity("type"u8, receipt.Type);
        json.WriteQuantity("status"u8, receipt.Succeeded ? 1UL : 0);
        json.WriteQuantity("gasUsed"u8, receipt.GasUsed);
        json.WriteQuantity("cumulativeGasUsed"u8, receipt.CumulativeGasUsed);
        json.WriteQuantity("effectiveGasPrice"u8, receipt.EffectiveGasPrice);
        json.WriteStartArray("logs"u8);
    }

    /// <summary>Writes the next log and adds it to the receipt's <paramref name="bloom"/>.</summary>
    public static void AddLog(Utf8JsonWriter json, FoundLog log, Span<byte> bloom)
    {
        LogJson.Write(json, log);
        ReceiptRlp.AddToBloom(log.Log, bloom);
    }

    /// <summary>Writes what stands after the logs.</summary>
    public static void End(Utf8JsonWriter json, ReadOnlySpan<byte> bloom)
    {
        json.WriteEndArray();
        json.WriteData("logsBloom"u8, bloom);
        json.WriteEndObject();
    }

    /// <summary>A creation's contract has its address even if the creation failed, as in geth; that of a queue item, whose nonce is not known here, only if it is there.</summary>
    private static (bool IsCreation, Address To, Address Created) Recipient(TransactionRow transaction, in StoredReceipt receipt)
    {
        ReadOnlySpan<byte> encoded = transaction.Raw.Span;
        if (encoded[0] == QueueItem.TransactionType)
        {
            QueueItem item = QueueItemCodec.Decode(encoded);
            return (item.IsCreation, item.To, receipt.Created);
        }

        if (TransactionDecoder.Decode(encoded, out SignedTransaction signed) != TransactionError.None)
            throw new InvalidDataException("A stored transaction is damaged.");
        Transaction fields = signed.Transaction;
        return (fields.IsCreation, fields.To, fields.IsCreation ? AddressOfCreation(transaction.Sender, fields.Nonce) : default);
    }

    /// <summary>The low 20 bytes of keccak(rlp([creator, nonce])) (Yellow Paper, 7).</summary>
    private static Address AddressOfCreation(in Address creator, ulong nonce)
    {
        RlpWriter rlp = new(stackalloc byte[1 + 1 + Address.Size + 1 + sizeof(ulong) + RlpHeadRoom]);
        int list = rlp.BeginList();
        rlp.WriteAddress(in creator);
        rlp.WriteUInt64(nonce);
        rlp.EndList(list);
        return Address.FromSpan(Keccak256.Hash(rlp.Written).AsSpan()[^Address.Size..]);
    }
}
