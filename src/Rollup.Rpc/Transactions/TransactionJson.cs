using System.Text.Json;
using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Json;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Transactions;

/// <summary>
/// Writes transactions as the execution API has them (its TransactionInfo). Privileged ones, of type 0x7e, have no signature and no
/// nonce of their own, and zeros in their place, which every client accepts; their additional fields are queueIndex, mint and refundAddress, and sourceHash, the hash again, without which clients that
/// know the type from other rollups (Foundry) cannot read them.
/// </summary>
internal static class TransactionJson
{
    /// <summary>
    /// Writes a transaction from its stored encoding; <paramref name="place"/> is null for a pending one, whose block
    /// fields are then null.
    /// </summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> encoded, in Hash256 hash, in Address sender, TransactionPlace? place)
    {
        json.WriteStartObject();
        json.WriteDataOrNull("blockHash"u8, place?.BlockHash);
        json.WriteQuantityOrNull("blockNumber"u8, place?.BlockNumber);
        json.WriteQuantityOrNull("blockTimestamp"u8, place?.Timestamp);
        json.WriteQuantityOrNull("transactionIndex"u8, (ulong?)place?.Index);
        json.WriteData("hash"u8, in hash);
        json.WriteData("from"u8, in sender);
        if (encoded[0] == QueueItem.TransactionType)
            WriteQueueItem(json, QueueItemCodec.Decode(encoded), in hash);
        else if (TransactionDecoder.Decode(encoded, out SignedTransaction signed) == TransactionError.None)
            WriteSigned(json, in signed, place);
        else
            throw new InvalidDataException($"A stored transaction is damaged: {Convert.ToHexStringLower(hash.AsSpan())}.");
        json.WriteEndObject();
    }

    /// <summary>What a transaction pays per gas in a block with this base fee: the base fee and the tip, capped by its maximum.</summary>
    public static U256 EffectiveGasPrice(in Transaction transaction, in U256 baseFee) =>
        U256.AddOverflows(in baseFee, transaction.MaxPriorityFeePerGas, out U256 wanted) ? transaction.MaxFeePerGas : U256.Min(in wanted, transaction.MaxFeePerGas);

    private static void WriteSigned(Utf8JsonWriter json, in SignedTransaction signed, TransactionPlace? place)
    {
        Transaction transaction = signed.Transaction;
        json.WriteQuantity("type"u8, (ulong)transaction.Type);
        json.WriteQuantity("nonce"u8, transaction.Nonce);
        WriteTo(json, transaction.IsCreation, transaction.To);
        json.WriteQuantity("gas"u8, transaction.GasLimit);
        json.WriteQuantity("value"u8, transaction.Value);
        json.WriteData("input"u8, transaction.Data);
        U256 price = place is { } included ? EffectiveGasPrice(in transaction, included.BaseFee) : transaction.MaxFeePerGas;
        json.WriteQuantity("gasPrice"u8, in price);
        if (transaction.Type >= TransactionType.DynamicFee)
        {
            json.WriteQuantity("maxPriorityFeePerGas"u8, transaction.MaxPriorityFeePerGas);
            json.WriteQuantity("maxFeePerGas"u8, transaction.MaxFeePerGas);
        }

        if (transaction.HasChainId)
            json.WriteQuantity("chainId"u8, transaction.ChainId);
        if (transaction.Type != TransactionType.Legacy)
        {
            json.WritePropertyName("accessList"u8);
            WriteAccessList(json, transaction.AccessList);
            json.WriteQuantity("yParity"u8, (ulong)signed.YParity);
        }

        if (transaction.Type == TransactionType.SetCode)
            WriteAuthorizationList(json, transaction.AuthorizationList);

        json.WriteQuantity("v"u8, TransactionEncoder.V(in transaction, signed.YParity));
        json.WriteQuantity("r"u8, signed.R);
        json.WriteQuantity("s"u8, signed.S);
    }

    private static void WriteQueueItem(Utf8JsonWriter json, in QueueItem item, in Hash256 hash)
    {
        json.WriteQuantity("type"u8, QueueItem.TransactionType);
        json.WriteQuantity("nonce"u8, 0);
        WriteTo(json, item.IsCreation, item.To);
        json.WriteQuantity("gas"u8, item.GasLimit);
        json.WriteQuantity("value"u8, item.Value);
        json.WriteData("input"u8, item.Data);
        json.WriteQuantity("gasPrice"u8, 0);
        json.WriteQuantity("v"u8, 0);
        json.WriteQuantity("r"u8, 0);
        json.WriteQuantity("s"u8, 0);
        json.WriteData("sourceHash"u8, in hash);
        json.WriteQuantity("queueIndex"u8, item.Index);
        json.WriteQuantity("mint"u8, item.Mint);
        json.WriteData("refundAddress"u8, item.RefundAddress);
    }

    private static void WriteTo(Utf8JsonWriter json, bool isCreation, in Address to)
    {
        if (isCreation)
            json.WriteNull("to"u8);
        else
            json.WriteData("to"u8, in to);
    }

    private static void WriteAuthorizationList(Utf8JsonWriter json, AuthorizationList authorizations)
    {
        json.WriteStartArray("authorizationList"u8);
        RlpReader entries = new(authorizations.Content);
        while (Authorization.Read(ref entries, out Authorization authorization) == RlpError.None)
        {
            json.WriteStartObject();
            json.WriteQuantity("chainId"u8, authorization.ChainId);
            json.WriteData("address"u8, authorization.Target);
            json.WriteQuantity("nonce"u8, authorization.Nonce);
            json.WriteQuantity("yParity"u8, (ulong)authorization.YParity);
            json.WriteQuantity("r"u8, authorization.R);
            json.WriteQuantity("s"u8, authorization.S);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAccessList(Utf8JsonWriter json, AccessList accessList)
    {
        json.WriteStartArray();
        RlpReader entries = new(accessList.Content);
        while (AccessList.ReadEntry(ref entries, out Address address, out RlpReader keys) == RlpError.None)
        {
            json.WriteStartObject();
            json.WriteData("address"u8, in address);
            json.WriteStartArray("storageKeys"u8);
            while (keys.ReadHash256(out Hash256 key) == RlpError.None)
                json.WriteData(key.AsSpan());
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>Where an included transaction is.</summary>
/// <param name="BlockNumber">The block.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Index">The position within the block.</param>
/// <param name="BaseFee">The block's base fee in wei per gas.</param>
/// <param name="Timestamp">The block's time in seconds.</param>
public readonly record struct TransactionPlace(ulong BlockNumber, Hash256 BlockHash, int Index, U256 BaseFee, ulong Timestamp)
{
    /// <summary>A position in a stored block.</summary>
    public static TransactionPlace In(BlockRow block, int index) => new(block.Number, block.Hash, index, block.BaseFee, block.Timestamp);
}
