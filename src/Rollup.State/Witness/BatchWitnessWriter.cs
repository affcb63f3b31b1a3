using Rollup.Kernel.Logs;
using System.Buffers;
using System.Buffers.Binary;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.State.Witness;

/// <summary>
/// Assembles the witness of a batch, in the form that <see cref="BatchWitness"/> describes: first what precedes the batch, then block by block
/// what was executed, and the codes that this read; at last the state section. It checks nothing: the kernel does.
/// </summary>
public sealed class BatchWitnessWriter
{
    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly ArrayBufferWriter<byte> _items = new();
    private readonly ArrayBufferWriter<byte> _blocks = new();
    private readonly ArrayBufferWriter<byte> _codes = new();
    private uint _itemCount;
    private uint _blockCount;
    private ulong _codeCount;

    /// <summary>Begins the witness of the batch after <paramref name="parent"/>, whose last block is <paramref name="parentBlock"/>.</summary>
    public BatchWitnessWriter(in ChainConfig config, in BatchHeader parent, in BlockHeader parentBlock, ulong timestamp)
    {
        WriteUInt64(_head, BatchWitness.Version);
        config.Encode(_head.GetSpan(ChainConfig.EncodedSize));
        _head.Advance(ChainConfig.EncodedSize);
        parent.Encode(_head.GetSpan(BatchHeader.EncodedSize));
        _head.Advance(BatchHeader.EncodedSize);
        _head.Write(parentBlock.ParentHash.AsSpan());
        _head.Write(parentBlock.StateRoot.AsSpan());
        _head.Write(parentBlock.TransactionsRoot.AsSpan());
        _head.Write(parentBlock.ReceiptsRoot.AsSpan());
        LogsBloom bloom = parentBlock.LogsBloom;
        _head.Write(bloom.Bytes);
        WriteUInt64(_head, parentBlock.GasUsed);
        WriteUInt64(_head, parentBlock.Timestamp);
        WriteUInt64(_head, parentBlock.SecondUsage.Gas);
        WriteUInt64(_head, parentBlock.SecondUsage.ProvingCost);
        WriteU256(_head, parentBlock.BaseFeePerGas);
        WriteUInt64(_head, timestamp);
    }

    /// <summary>Begins the next block, which takes the next <paramref name="itemCount"/> queue items and then has <paramref name="transactionCount"/> signed transactions.</summary>
    public void AddBlock(ulong timestamp, int itemCount, int transactionCount)
    {
        WriteUInt64(_blocks, timestamp);
        WriteUInt32(_blocks, (uint)itemCount);
        WriteUInt32(_blocks, (uint)transactionCount);
        _blockCount++;
    }

    /// <summary>Adds the next signed transaction of the block begun last.</summary>
    public void AddTransaction(ReadOnlySpan<byte> encoded) => WriteBlob(_blocks, encoded);

    /// <summary>Adds the next queue item; the first one has the parent's queue position.</summary>
    public void AddQueueItem(scoped in QueueItem item)
    {
        _items.Write(item.From.AsSpan());
        _items.Write(item.To.AsSpan());
        WriteU256(_items, item.Mint);
        WriteU256(_items, item.Value);
        WriteUInt64(_items, item.GasLimit);
        _items.Write(item.RefundAddress.AsSpan());
        WriteUInt32(_items, item.IsCreation ? 1u : 0);
        WriteBlob(_items, item.Data);
        _itemCount++;
    }

    /// <summary>Adds a code that the batch reads from the state before it, not empty.</summary>
    public void AddCode(ReadOnlySpan<byte> code)
    {
        WriteBlob(_codes, code);
        _codeCount++;
    }

    /// <summary>The whole witness, with the state section that proves what the batch touches.</summary>
    public byte[] Finish(ReadOnlySpan<byte> state)
    {
        WriteUInt32(_head, _itemCount);
        WriteUInt32(_head, _blockCount);
        WriteBlob(_head, _items.WrittenSpan);
        WriteBlob(_head, _blocks.WrittenSpan);
        WriteUInt64(_head, (ulong)(sizeof(ulong) + _codes.WrittenCount));
        WriteUInt64(_head, _codeCount);
        _head.Write(_codes.WrittenSpan);
        _head.Write(state);
        return _head.WrittenSpan.ToArray();
    }

    /// <summary>Writes the size, the bytes, and zeros up to a multiple of eight.</summary>
    private static void WriteBlob(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        WriteUInt64(writer, (ulong)bytes.Length);
        writer.Write(bytes);
        int padding = -bytes.Length & (sizeof(ulong) - 1);
        writer.GetSpan(sizeof(ulong))[..padding].Clear();
        writer.Advance(padding);
    }

    private static void WriteUInt32(ArrayBufferWriter<byte> writer, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(sizeof(uint)), value);
        writer.Advance(sizeof(uint));
    }

    private static void WriteUInt64(ArrayBufferWriter<byte> writer, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(sizeof(ulong)), value);
        writer.Advance(sizeof(ulong));
    }

    private static void WriteU256(ArrayBufferWriter<byte> writer, U256 value)
    {
        value.WriteBigEndian(writer.GetSpan(U256.Size));
        writer.Advance(U256.Size);
    }
}
