using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>A log that the transaction has emitted so far; its data lies in the journal's arena.</summary>
public unsafe struct LogEntry
{
    /// <summary>The contract that emitted it.</summary>
    public Address Address;

    /// <summary>0 to 4.</summary>
    public int TopicCount;

    /// <summary>The topics; those from <see cref="TopicCount"/> on are unspecified.</summary>
    public Hash256 Topic0, Topic1, Topic2, Topic3;

    /// <summary>The first byte of the data.</summary>
    public byte* Data;

    /// <summary>Bytes of data.</summary>
    public int DataLength;

    /// <summary>The data in place.</summary>
    public readonly ReadOnlySpan<byte> DataSpan => new(Data, DataLength);

    /// <summary>Topic <paramref name="index"/>, below <see cref="TopicCount"/>.</summary>
    public readonly Hash256 Topic(int index) => index switch { 0 => Topic0, 1 => Topic1, 2 => Topic2, _ => Topic3 };
}
