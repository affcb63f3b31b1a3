using Rollup.Kernel.Blocks;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>Reads what <see cref="CompactWriter"/> writes, and nothing else: every integer in its one shortest form.</summary>
internal ref struct CompactReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the start of <paramref name="source"/>.</summary>
    public CompactReader(ReadOnlySpan<byte> source) => _rest = source;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Reads one byte.</summary>
    public bool TryReadByte(out byte value)
    {
        bool ok = TryReadBytes(1, out ReadOnlySpan<byte> bytes);
        value = ok ? bytes[0] : (byte)0;
        return ok;
    }

    /// <summary>Reads <paramref name="count"/> bytes.</summary>
    public bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if ((uint)count > (uint)_rest.Length)
            return false;
        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    /// <summary>Reads as many 32-byte hashes as a varint in front of them says.</summary>
    public bool TryReadHashes(out ReadOnlySpan<byte> hashes)
    {
        hashes = default;
        return TryReadVarint(out ulong count)
            && count <= (ulong)_rest.Length / Hash256.Size
            && TryReadBytes((int)count * Hash256.Size, out hashes);
    }

    /// <summary>Reads a LEB128 integer below 2^64.</summary>
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (!TryReadByte(out byte group))
                return false;
            ulong bits = group & 0x7FUL;
            if ((bits << shift) >> shift != bits)
                return false;
            value |= bits << shift;
            if (group < 0x80)
                return group != 0 || shift == 0;
        }

        return false;
    }

    /// <summary>Reads an integer below 2^256.</summary>
    public bool TryReadU256(out U256 value)
    {
        value = default;
        if (!TryReadByte(out byte length) || length > U256.Size || !TryReadBytes(length, out ReadOnlySpan<byte> digits))
            return false;
        value = U256.ReadBigEndianShort(digits);
        return digits.IsEmpty || digits[0] != 0;
    }

    /// <summary>Reads a filter.</summary>
    public bool TryReadBloom(out LogsBloom bloom)
    {
        bloom = default;
        if (!TryReadByte(out byte flag) || flag > 1)
            return false;
        if (flag == 0)
            return true;
        if (!TryReadBytes(Bloom.Size / 8, out ReadOnlySpan<byte> mask))
            return false;
        for (int i = 0; i < Bloom.Size; i++)
        {
            if ((mask[i / 8] & (0x80 >> (i % 8))) == 0)
                continue;
            if (!TryReadByte(out byte value) || value == 0)
                return false;
            bloom.Bytes[i] = value;
        }

        return !bloom.IsEmpty;
    }

    /// <summary>Reads an address.</summary>
    public bool TryReadAddress(out Address value)
    {
        bool ok = TryReadBytes(Address.Size, out ReadOnlySpan<byte> bytes);
        value = ok ? Address.FromSpan(bytes) : default;
        return ok;
    }

    /// <summary>Reads a hash.</summary>
    public bool TryReadHash256(out Hash256 value)
    {
        bool ok = TryReadBytes(Hash256.Size, out ReadOnlySpan<byte> bytes);
        value = ok ? Hash256.FromSpan(bytes) : default;
        return ok;
    }
}
