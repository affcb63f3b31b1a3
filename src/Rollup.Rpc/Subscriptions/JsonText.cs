using System.Buffers;
using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Blocks;
using Rollup.Rpc.Json;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Transactions;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Subscriptions;

/// <summary>The results of notifications as JSON text, and the frame around them.</summary>
internal static class JsonText
{
    private static ReadOnlySpan<byte> Opening => """{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"""u8;

    /// <summary>A block's header, as newHeads has it.</summary>
    public static byte[] OfHeader(BlockRow block) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteData("hash"u8, block.Hash);
        HeaderJson.Write(json, block.Header.Span);
        json.WriteEndObject();
    });

    /// <summary>A log.</summary>
    public static byte[] OfLog(FoundLog log, bool removed) => Write(json => LogJson.Write(json, log, removed));

    /// <summary>A transaction's hash.</summary>
    public static byte[] OfHash(Hash256 hash) => Write(json => json.WriteData(hash.AsSpan()));

    /// <summary>A pending transaction.</summary>
    public static byte[] OfPending(PooledTransaction transaction) =>
        Write(json => TransactionJson.Write(json, transaction.Raw.Span, transaction.Hash, transaction.Sender, null));

    /// <summary>The notification of a result to a subscription.</summary>
    public static byte[] Notification(string subscription, ReadOnlyMemory<byte> result)
    {
        ReadOnlySpan<byte> opening = Opening;
        byte[] message = new byte[opening.Length + subscription.Length + 12 + result.Length + 2];
        Span<byte> rest = message;
        Append(opening, ref rest);
        Append("\""u8, ref rest);
        System.Text.Encoding.ASCII.GetBytes(subscription, rest);
        rest = rest[subscription.Length..];
        Append("\",\"result\":"u8, ref rest);
        Append(result.Span, ref rest);
        Append("}}"u8, ref rest);
        return message[..^rest.Length];
    }

    private static void Append(ReadOnlySpan<byte> part, ref Span<byte> rest)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true });
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
