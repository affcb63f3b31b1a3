using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Receipts;

/// <summary>Receipts in Ethereum's encoding: the type, unless it is 0, and the list of status, cumulative gas, bloom and logs (EIP-2718).</summary>
internal static class ReceiptRlp
{
    private const int HeadRoom = 16; // The writer moves a list's content when its head turns out longer.

    /// <summary>Encodes a receipt with its logs.</summary>
    public static byte[] Encode(in StoredReceipt receipt, IReadOnlyList<LogRow> logs)
    {
        Span<byte> bloom = stackalloc byte[Bloom.Size];
        bloom.Clear();
        foreach (LogRow log in logs)
            AddToBloom(log, bloom);
        int room = logs.Sum(log => log.Data.Length + ((log.Topics.Count + 1) * (Hash256.Size + HeadRoom)) + (3 * HeadRoom));
        RlpWriter writer = new(new byte[1 + room + Bloom.Size + (8 * HeadRoom)]);
        if (receipt.Type != 0)
            writer.WriteRaw([receipt.Type]);
        int list = writer.BeginList();
        writer.WriteUInt64(receipt.Succeeded ? 1UL : 0);
        writer.WriteUInt64(receipt.CumulativeGasUsed);
        writer.WriteBytes(bloom);
        int logList = writer.BeginList();
        foreach (LogRow log in logs)
        {
            int fields = writer.BeginList();
            writer.WriteAddress(log.Address);
            int topics = writer.BeginList();
            foreach (Hash256 topic in log.Topics)
                writer.WriteHash256(in topic);
            writer.EndList(topics);
            writer.WriteBytes(log.Data.Span);
            writer.EndList(fields);
        }

        writer.EndList(logList);
        writer.EndList(list);
        return writer.Written.ToArray();
    }

    /// <summary>Adds what a log can be found by to a bloom filter.</summary>
    public static void AddToBloom(LogRow log, Span<byte> bloom)
    {
        SoftwareHost host = default;
        Bloom.Add(ref host, log.Address.AsSpan(), bloom);
        foreach (Hash256 topic in log.Topics)
            Bloom.Add(ref host, topic.AsSpan(), bloom);
    }
}
