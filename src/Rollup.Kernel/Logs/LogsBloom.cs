using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Rollup.Kernel.Logs;

/// <summary>The 2048 bits of a header's or receipt's filter (<see cref="Bloom"/>), in words.</summary>
public unsafe struct LogsBloom : IEquatable<LogsBloom>
{
    private const int WordCount = Bloom.Size / sizeof(ulong);

    private fixed ulong _words[WordCount];

    /// <summary>Whether no bit is set.</summary>
    public readonly bool IsEmpty
    {
        get
        {
            ulong any = 0;
            for (int i = 0; i < WordCount; i++)
                any |= _words[i];
            return any == 0;
        }
    }

    /// <summary>The bytes in place.</summary>
    [UnscopedRef]
    public Span<byte> Bytes => MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref _words[0], WordCount));

    /// <summary>Sets the bits that <paramref name="other"/>, the bytes of a filter anywhere in memory, has.</summary>
    public void Add(scoped ReadOnlySpan<byte> other)
    {
        for (int i = 0; i < WordCount; i++)
            _words[i] |= BinaryPrimitives.ReadUInt64LittleEndian(other[(i * sizeof(ulong))..]);
    }

    /// <inheritdoc/>
    public readonly bool Equals(LogsBloom other)
    {
        ulong difference = 0;
        for (int i = 0; i < WordCount; i++)
            difference |= _words[i] ^ other._words[i];
        return difference == 0;
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is LogsBloom other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => (int)_words[0];
}
