using Rollup.Kernel.Blocks;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>
/// Writes the compact forms of L1 data into a span. Beyond its end nothing is written, but <see cref="Length"/> goes on counting.
/// </summary>
internal ref struct CompactWriter
{
    private readonly Span<byte> _destination;
    private int _length;

    /// <summary>Writes to the start of <paramref name="destination"/>.</summary>
    public CompactWriter(Span<byte> destination)
    {
        _destination = destination;
        _length = 0;
    }

    /// <summary>The number of bytes that everything takes so far.</summary>
    public readonly int Length => _length;

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        if (_length < _destination.Length)
            _destination[_length] = value;
        _length++;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= _destination.Length - _length)
            bytes.CopyTo(_destination[_length..]);
        _length += bytes.Length;
    }

    /// <summary>Writes an integer as LEB128: groups of seven bits, the lowest first, the high bit set in all but the last.</summary>
    public void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    /// <summary>Writes a filter: 0 if it is empty, else 1, a bit for each of its bytes that is not zero, and those bytes.</summary>
    public void WriteBloom(LogsBloom bloom)
    {
        WriteByte(bloom.IsEmpty ? (byte)0 : (byte)1);
        if (bloom.IsEmpty)
            return;
        ReadOnlySpan<byte> bytes = bloom.Bytes;
        for (int i = 0; i < bytes.Length; i += 8)
        {
            int mask = 0;
            for (int j = 0; j < 8; j++)
                mask |= bytes[i + j] != 0 ? 0x80 >> j : 0;
            WriteByte((byte)mask);
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != 0)
                WriteByte(bytes[i]);
        }
    }

    /// <summary>Writes an integer as its length in bytes, 0 to 32, and that many bytes, the most significant first and not zero.</summary>
    public void WriteU256(in U256 value)
    {
        Span<byte> digits = stackalloc byte[U256.Size];
        int length = value.WriteBigEndianMinimal(digits);
        WriteByte((byte)length);
        WriteBytes(digits[..length]);
    }
}
