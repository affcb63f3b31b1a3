using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Receipts;

/// <summary>Writes logs as the execution API has them.</summary>
internal static class LogJson
{
    private const int Frame = 450;    // Names, hashes and numbers that every log has.
    private const int TopicText = 69; // 64 digits, 0x, quotes, a comma.

    /// <summary>Writes one log; <paramref name="removed"/> says that a rollback took its block away.</summary>
    public static void Write(Utf8JsonWriter json, FoundLog found, bool removed = false)
    {
        LogRow log = found.Log;
        json.WriteStartObject();
        WriteContent(json, log.Address, log.Topics, log.Data.Span);
        json.WriteData("blockHash"u8, found.BlockHash);
        json.WriteQuantity("blockNumber"u8, log.BlockNumber);
        json.WriteQuantity("blockTimestamp"u8, found.BlockTimestamp);
        json.WriteData("transactionHash"u8, found.TransactionHash);
        json.WriteQuantity("transactionIndex"u8, (ulong)log.TransactionPosition);
        json.WriteQuantity("logIndex"u8, (ulong)log.LogIndex);
        json.WriteBoolean("removed"u8, removed);
        json.WriteEndObject();
    }

    /// <summary>About how long a log's text is, in bytes, without writing it.</summary>
    public static long ApproximateBytes(LogRow log) => Frame + (log.Topics.Count * TopicText) + (2L * log.Data.Length);

    /// <summary>Writes what a contract put into a log.</summary>
    public static void WriteContent(Utf8JsonWriter json, in Address address, IReadOnlyList<Hash256> topics, ReadOnlySpan<byte> data)
    {
        json.WriteData("address"u8, in address);
        json.WriteStartArray("topics"u8);
        foreach (Hash256 topic in topics)
            json.WriteData(topic.AsSpan());
        json.WriteEndArray();
        json.WriteData("data"u8, data);
    }
}
