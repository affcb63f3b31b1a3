using System.Numerics;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Rlp;

/// <summary>
/// Writes RLP into a caller's span, front to back. A list is opened, filled and closed; closing moves its content
/// to make room for the prefix. When the span is too short nothing beyond it is written, but <see cref="Length"/> goes on counting:
/// a writer over an empty span measures.
/// </summary>
public ref struct RlpWriter
{
    private readonly Span<byte> _destination;
    private int _length;

    /// <summary>Writes to the start of <paramref name="destination"/>.</summary>
    public RlpWriter(Span<byte> destination)
    {
        _destination = destination;
        _length = 0;
    }

    /// <summary>The number of bytes that all items take so far.</summary>
    public readonly int Length => _length;

    /// <summary>Whether the destination was too short; its content is then meaningless.</summary>
    public readonly bool Overflowed => _length > _destination.Length;

    /// <summary>What has been written; empty if the destination was too short.</summary>
    public readonly ReadOnlySpan<byte> Written => Overflowed ? default : _destination[.._length];

    /// <summary>Opens a list; its token goes to <see cref="EndList"/>. Lists nest.</summary>
    public readonly int BeginList() => _length;

    /// <summary>Closes the list that <paramref name="token"/> opened.</summary>
    public void EndList(int token)
    {
        int contentLength = _length - token;
        int headerLength = HeaderLength(contentLength);
        if (_length + headerLength <= _destination.Length)
            _destination.Slice(token, contentLength).CopyTo(_destination[(token + headerLength)..]);
        _length = token;
        WriteListHeader(contentLength);
        _length += contentLength;
    }

    /// <summary>Writes a string.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= 0x80)
            WriteHeader(0x80, bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Writes an integer without leading zeros.</summary>
    public void WriteU256(in U256 value)
    {
        Span<byte> digits = stackalloc byte[U256.Size];
        int length = value.WriteBigEndianMinimal(digits);
        WriteBytes(digits[..length]);
    }

    /// <summary>Writes an integer without leading zeros.</summary>
    public void WriteUInt64(ulong value)
    {
        int length = (71 - BitOperations.LeadingZeroCount(value)) >> 3;
        if (value is 0 or >= 0x80)
            WriteByte((byte)(0x80 + length));
        for (int shift = 8 * length; shift > 0;)
        {
            shift -= 8;
            WriteByte((byte)(value >> shift));
        }
    }

    /// <summary>The number of bytes that <see cref="WriteUInt64"/> writes.</summary>
    public static int IntegerLength(ulong value) => value < 0x80 ? 1 : 1 + ((71 - BitOperations.LeadingZeroCount(value)) >> 3);

    /// <summary>The number of bytes of a string or list with this content, longer than one byte, its prefix included.</summary>
    public static int ItemLength(int contentLength) => HeaderLength(contentLength) + contentLength;

    /// <summary>Writes an address as a string of 20 bytes.</summary>
    public void WriteAddress(in Address value) => WriteBytes(value.AsSpan());

    /// <summary>Writes a string of 32 bytes.</summary>
    public void WriteHash256(in Hash256 value) => WriteBytes(value.AsSpan());

    /// <summary>Writes bytes that are RLP already, or that precede it (the type byte of EIP-2718).</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length <= _destination.Length - _length)
            encoded.CopyTo(_destination[_length..]);
        _length += encoded.Length;
    }

    /// <summary>Writes the prefix of a list whose content, of a length known beforehand, follows by other means.</summary>
    public void WriteListHeader(int contentLength) => WriteHeader(0xC0, contentLength);

    /// <summary>Writes the prefix of a string whose bytes follow by other means; a single byte below 0x80 has no prefix.</summary>
    public void WriteStringHeader(int length) => WriteHeader(0x80, length);

    /// <summary>Room for bytes that are RLP already and are put there by other means; empty if the destination is too short.</summary>
    public Span<byte> Reserve(int length)
    {
        Span<byte> room = length <= _destination.Length - _length ? _destination.Slice(_length, length) : default;
        _length += length;
        return room;
    }

    private void WriteHeader(byte offset, int contentLength)
    {
        int headerLength = HeaderLength(contentLength);
        if (headerLength == 1)
        {
            WriteByte((byte)(offset + contentLength));
            return;
        }

        WriteByte((byte)(offset + RlpHeader.LongLength - 1 + headerLength - 1));
        for (int shift = 8 * (headerLength - 1); shift > 0;)
        {
            shift -= 8;
            WriteByte((byte)(contentLength >> shift));
        }
    }

    private void WriteByte(byte value)
    {
        if (_length < _destination.Length)
            _destination[_length] = value;
        _length++;
    }

    private static int HeaderLength(int contentLength) =>
        contentLength < RlpHeader.LongLength ? 1
        : contentLength < 1 << 8 ? 2
        : contentLength < 1 << 16 ? 3
        : contentLength < 1 << 24 ? 4
        : 5;
}
