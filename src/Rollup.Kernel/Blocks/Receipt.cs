using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// The consensus form of a receipt (EIP-658, EIP-2718): <c>rlp([status, cumulativeGasUsed, logsBloom, logs])</c>, preceded by the
/// type byte unless the transaction is legacy. A log is <c>[address, topics, data]</c>.
/// </summary>
public static class Receipt
{
    /// <summary>More than the bytes of a log in front of its data: two list prefixes, address, topics, the data's prefix.</summary>
    private const int MaxLogHead = 5 + 21 + 2 + (LogBuffer.MaxTopics * 33) + 5;

    /// <summary>More than the bytes of a receipt in front of its logs.</summary>
    private const int MaxHead = 1 + 5 + 1 + 9 + 3 + Bloom.Size + 5;

    /// <summary>
    /// Keccak-256 of the receipt. <paramref name="type"/> is the transaction's type byte, 0 for legacy; <paramref name="logs"/> are in a
    /// <see cref="LogBuffer"/>'s form, and their filter is added to the block's.
    /// </summary>
    public static Hash256 Hash<THost>(
        ref THost host, byte type, bool succeeded, ulong cumulativeGasUsed, scoped ReadOnlySpan<byte> logs, scoped ref LogsBloom blockBloom)
        where THost : struct, IHost, allows ref struct
    {
        int logsLength = LogsLength(logs);
        var head = new RlpWriter(stackalloc byte[MaxHead]);
        if (type != 0)
            head.WriteRaw([type]);
        head.WriteListHeader(1 + RlpWriter.IntegerLength(cumulativeGasUsed) + RlpWriter.ItemLength(Bloom.Size) + RlpWriter.ItemLength(logsLength));
        head.WriteUInt64(succeeded ? 1UL : 0);
        head.WriteUInt64(cumulativeGasUsed);
        head.WriteStringHeader(Bloom.Size);
        Span<byte> bloom = head.Reserve(Bloom.Size);
        bloom.Clear();
        if (!logs.IsEmpty)
        {
            Bloom.AddLogs(ref host, logs, bloom);
            blockBloom.Add(bloom);
        }

        head.WriteListHeader(logsLength);

        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, head.Written);
        HashLogs(ref host, ref hasher, logs);
        return hasher.Finish(ref host);
    }

    private static int LogsLength(scoped ReadOnlySpan<byte> logs)
    {
        Span<byte> head = stackalloc byte[MaxLogHead];
        int length = 0;
        var reader = new LogReader(logs);
        while (reader.TryRead(out Log log))
            length += EncodeLogHead(in log, head) + log.Data.Length;
        return length;
    }

    private static void HashLogs<THost>(ref THost host, scoped ref Keccak256Hasher hasher, scoped ReadOnlySpan<byte> logs)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> head = stackalloc byte[MaxLogHead];
        var reader = new LogReader(logs);
        while (reader.TryRead(out Log log))
        {
            hasher.Update(ref host, head[..EncodeLogHead(in log, head)]);
            hasher.Update(ref host, log.Data);
        }
    }

    /// <summary>Writes a log up to the bytes of its data and returns the length.</summary>
    private static int EncodeLogHead(scoped in Log log, scoped Span<byte> destination)
    {
        var fields = new RlpWriter(stackalloc byte[MaxLogHead]);
        fields.WriteAddress(log.Address);
        fields.WriteListHeader(log.Topics.Length / Hash256.Size * (Hash256.Size + 1));
        for (ReadOnlySpan<byte> rest = log.Topics; !rest.IsEmpty; rest = rest[Hash256.Size..])
            fields.WriteBytes(rest[..Hash256.Size]);
        if (log.Data.Length != 1 || log.Data[0] >= 0x80)
            fields.WriteStringHeader(log.Data.Length);

        var writer = new RlpWriter(destination);
        writer.WriteListHeader(fields.Length + log.Data.Length);
        writer.WriteRaw(fields.Written);
        return writer.Length;
    }
}
