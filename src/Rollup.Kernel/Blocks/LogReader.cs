using System.Buffers.Binary;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Blocks;

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
