using System.Text.Json;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;
using Rollup.Rpc.Json;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Blocks;

/// <summary>
/// Writes the pending block: the one after the newest, as it would be now and without transactions, because blocks are complete when they are shown. As in geth its hash, nonce
/// and miner are null.
/// </summary>
internal static class PendingBlockJson
{
    private const int StateRootField = 3; // Of a header's RLP, after parentHash, ommersHash and beneficiary.

    /// <summary>Writes the block after <paramref name="latest"/>, at <paramref name="now"/> in seconds.</summary>
    public static void Write(Utf8JsonWriter json, BlockRow latest, ulong now, in ChainConfig config)
    {
        SoftwareHost host = default;
        ulong timestamp = Math.Max(now, latest.Timestamp);
        SecondUsage usage = HeaderJson.ReadUsage(latest.Header.Span);
        BlockContext context = new()
        {
            Config = config,
            Number = latest.Number + 1,
            Timestamp = timestamp,
            BaseFee = BaseFee.Next(in config, latest.BaseFee, in usage, timestamp - latest.Timestamp),
            UsedBefore = timestamp == latest.Timestamp ? usage : default,
        };
        BlockAccumulator nothing = default;
        BlockHeader header = nothing.Finish(ref host, in context, latest.Hash, StateRoot(latest.Header.Span));
        Span<byte> encoded = stackalloc byte[BlockHeader.MaxEncodedLength];
        encoded = encoded[..header.Encode(encoded)];
        json.WriteStartObject();
        json.WriteNull("hash"u8);
        HeaderJson.Write(json, encoded, isPending: true);
        json.WriteQuantity("totalDifficulty"u8, 0);
        json.WriteQuantity("size"u8, BlockRlp.Size(encoded.Length, 0));
        json.WriteStartArray("uncles"u8);
        json.WriteEndArray();
        json.WriteStartArray("withdrawals"u8);
        json.WriteEndArray();
        json.WriteStartArray("transactions"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The state root that a header carries, which is the same in all blocks of a batch.</summary>
    private static Hash256 StateRoot(ReadOnlySpan<byte> header)
    {
        RlpReader reader = new(header);
        RlpError error = reader.ReadList(out RlpReader fields);
        for (int i = 0; i < StateRootField && error == RlpError.None; i++)
            error = fields.ReadRaw(out _);
        if (error != RlpError.None || fields.ReadHash256(out Hash256 root) != RlpError.None)
            throw new InvalidDataException("A stored block header is damaged.");
        return root;
    }
}
