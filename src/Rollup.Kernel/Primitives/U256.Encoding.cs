using System.Buffers.Binary;

namespace Rollup.Kernel.Primitives;

public readonly partial struct U256
{
    /// <summary>Reads the first 32 bytes of <paramref name="source"/>, the most significant first.</summary>
    public static U256 ReadBigEndian(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64BigEndian(source.Slice(24, 8)),
        BinaryPrimitives.ReadUInt64BigEndian(source.Slice(16, 8)),
        BinaryPrimitives.ReadUInt64BigEndian(source.Slice(8, 8)),
        BinaryPrimitives.ReadUInt64BigEndian(source[..8]));

    /// <summary>Reads a big-endian integer of 0 to 32 bytes, the whole of <paramref name="source"/>.</summary>
    public static U256 ReadBigEndianShort(ReadOnlySpan<byte> source)
    {
        if (source.Length == Size)
            return ReadBigEndian(source);
        if (source.Length <= sizeof(ulong))
        {
            ulong low = 0;
            for (int i = 0; i < source.Length; i++)
                low = (low << 8) | source[i];
            return low;
        }

        Span<byte> padded = stackalloc byte[Size];
        padded.Clear();
        source.CopyTo(padded[(Size - source.Length)..]);
        return ReadBigEndian(padded);
    }

    /// <summary>Writes 32 bytes to the start of <paramref name="destination"/>, the most significant first.</summary>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination[..8], L3);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(8, 8), L2);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(16, 8), L1);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(24, 8), L0);
    }

    /// <summary>Writes the shortest big-endian encoding (<see cref="ByteLength"/> bytes) and returns its length.</summary>
    public int WriteBigEndianMinimal(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[Size];
        WriteBigEndian(padded);
        int length = ByteLength;
        padded[(Size - length)..].CopyTo(destination);
        return length;
    }
}
