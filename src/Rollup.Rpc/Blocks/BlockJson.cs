using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Transactions;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Blocks;

/// <summary>Writes blocks as the execution API has them.</summary>
internal static class BlockJson
{
    /// <summary>
    /// Writes a block of <paramref name="size"/> bytes with its transactions in full, or with their hashes only if <paramref name="transactions"/> is null; what is enough for a
    /// part leaves by <paramref name="stream"/>.
    /// </summary>
    public static async ValueTask WriteAsync(
        Utf8JsonWriter json, BlockRow block, ulong size, IReadOnlyList<TransactionRow>? transactions, ResponseStream? stream, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteData("hash"u8, block.Hash);
        HeaderJson.Write(json, block.Header.Span);
        json.WriteQuantity("totalDifficulty"u8, 0);
        json.WriteQuantity("size"u8, size);
        json.WriteStartArray("uncles"u8);
        json.WriteEndArray();
        json.WriteStartArray("withdrawals"u8);
        json.WriteEndArray();
        json.WriteStartArray("transactions"u8);
        if (transactions is null)
        {
            for (int i = 0; i < block.TransactionCount; i++)
                json.WriteData(block.TransactionHash(i).AsSpan());
        }
        else
        {
            for (int i = 0; i < transactions.Count; i++)
            {
                TransactionRow transaction = transactions[i];
                Hash256 hash = transaction.Hash;
                Address sender = transaction.Sender;
                TransactionJson.Write(json, transaction.Raw.Span, in hash, in sender, TransactionPlace.In(block, i));
                if (stream is not null)
                    await stream.PassOnAsync(json, cancellationToken);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
