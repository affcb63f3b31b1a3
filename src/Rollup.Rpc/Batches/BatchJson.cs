using System.Text.Json;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Storage;
using Rollup.Storage.Batches;

namespace Rollup.Rpc.Batches;

/// <summary>Writes batches: the fields of the header, and what the node knows beyond it.</summary>
internal static class BatchJson
{
    /// <summary>How far a batch is: sealed, committed, proven, or finalized, which is proven in an L1 block that is final.</summary>
    public static string Status(IChainView view, BatchRow batch) =>
        batch.LastBlock <= view.Finalized ? "finalized" : batch.Number <= view.ProvenBatch ? "proven" : batch.LastBlock <= view.Safe ? "committed" : "sealed";

    /// <summary>Writes a batch with the size of its L1 data and its <paramref name="status"/>.</summary>
    public static void Write(Utf8JsonWriter json, BatchRow batch, ulong dataSize, string status)
    {
        if (!BatchHeader.TryDecode(batch.Header.Span, out BatchHeader header))
            throw new InvalidDataException($"The stored header of batch {batch.Number} is damaged.");
        json.WriteStartObject();
        json.WriteQuantity("number"u8, header.Number);
        json.WriteData("hash"u8, batch.Hash);
        json.WriteString("status"u8, status);
        json.WriteQuantity("version"u8, header.Version);
        json.WriteData("configHash"u8, header.ConfigHash);
        json.WriteQuantity("firstBlock"u8, header.FirstBlock);
        json.WriteQuantity("lastBlock"u8, header.LastBlock);
        json.WriteQuantity("timestamp"u8, header.Timestamp);
        json.WriteData("parentHash"u8, header.ParentHash);
        json.WriteData("stateRoot"u8, header.StateRoot);
        json.WriteQuantity("nextIndex"u8, header.NextIndex);
        json.WriteData("lastBlockHash"u8, header.LastBlockHash);
        json.WriteData("messageRoot"u8, header.MessageRoot);
        json.WriteQuantity("messageCount"u8, header.MessageCount);
        json.WriteQuantity("queuePosition"u8, header.QueuePosition);
        json.WriteData("queueRollingHash"u8, header.QueueRollingHash);
        json.WriteData("dataHash"u8, header.DataHash);
        json.WriteQuantity("dataSize"u8, dataSize);
        json.WriteData("header"u8, batch.Header.Span);
        json.WriteStartArray("messages"u8);
        for (int i = 0; i < batch.MessageLeaves.Length; i += Hash256.Size)
            json.WriteData(batch.MessageLeaves.Span.Slice(i, Hash256.Size));
        json.WriteEndArray();
        json.WriteQuantity("sealedAt"u8, (ulong)batch.SealedAt.ToUnixTimeSeconds());
        json.WriteEndObject();
    }
}
