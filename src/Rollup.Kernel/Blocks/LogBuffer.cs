using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Blocks;

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
