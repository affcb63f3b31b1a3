using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Logs;

/// <summary>
/// Collects the logs of one transaction in a span that the caller provides. Each log is: address (20 bytes), number of topics (1), length of the data (4, little-endian), topics (32 each), data.
/// </summary>
public ref struct LogBuffer
{
    /// <summary>The most topics of a log.</summary>
    public const int MaxTopics = 4;

    internal const int HeaderSize = Address.Size + 1 + sizeof(uint);

    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>An empty buffer over <paramref name="buffer"/>.</summary>
    public LogBuffer(Span<byte> buffer)
    {
        _buffer = buffer;
        _length = 0;
        Overflowed = false;
    }

    /// <summary>The number of bytes in use.</summary>
    public readonly int Length => _length;

    /// <summary>Whether a log did not fit since the last <see cref="Clear"/>. The transaction's outcome is then unknown, and the caller has to provide more room.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>The logs so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Makes the buffer ready for the next transaction.</summary>
    public void Clear()
    {
        _length = 0;
        Overflowed = false;
    }

    /// <summary>
    /// Adds a log and gives the place of its data, zeroed, to be filled in. False if it does not fit; the buffer then counts as <see cref="Overflowed"/>.
    /// </summary>
    public bool TryAppend(in Address address, scoped ReadOnlySpan<Hash256> topics, int dataLength, out Span<byte> data)
    {
        data = default;
        int topicsLength = topics.Length * Hash256.Size;
        if (dataLength > _buffer.Length - _length - HeaderSize - topicsLength)
        {
            Overflowed = true;
            return false;
        }

        Span<byte> log = _buffer.Slice(_length, HeaderSize + topicsLength + dataLength);
        address.CopyTo(log);
        log[Address.Size] = (byte)topics.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(log[(Address.Size + 1)..], (uint)dataLength);
        for (int i = 0; i < topics.Length; i++)
            topics[i].CopyTo(log[(HeaderSize + (i * Hash256.Size))..]);
        data = log[(HeaderSize + topicsLength)..];
        data.Clear();
        _length += log.Length;
        return true;
    }
}

/// <summary>One log of a transaction, over the bytes of a <see cref="LogBuffer"/>.</summary>
public readonly ref struct Log
{
    /// <summary>The contract that emitted it.</summary>
    public Address Address { get; init; }

    /// <summary>Up to four topics, 32 bytes each.</summary>
    public ReadOnlySpan<byte> Topics { get; init; }

    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}

/// <summary>Reads the logs that a <see cref="LogBuffer"/> holds, in order. Anything else ends the sequence.</summary>
public ref struct LogReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the start of <paramref name="logs"/>.</summary>
    public LogReader(ReadOnlySpan<byte> logs) => _rest = logs;

    /// <summary>Reads the next log; false at the end.</summary>
    public bool TryRead(out Log log)
    {
        log = default;
        if (_rest.Length < LogBuffer.HeaderSize)
            return false;
        int topicCount = _rest[Address.Size];
        uint dataLength = BinaryPrimitives.ReadUInt32LittleEndian(_rest[(Address.Size + 1)..]);
        long length = LogBuffer.HeaderSize + (topicCount * Hash256.Size) + (long)dataLength;
        if (topicCount > LogBuffer.MaxTopics || length > _rest.Length)
            return false;

        log = new Log
        {
            Address = Address.FromSpan(_rest),
            Topics = _rest.Slice(LogBuffer.HeaderSize, topicCount * Hash256.Size),
            Data = _rest.Slice(LogBuffer.HeaderSize + (topicCount * Hash256.Size), (int)dataLength),
        };
        _rest = _rest[(int)length..];
        return true;
    }
}
