using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Rlp;

/// <summary>
/// Reads a sequence of canonical RLP items (Yellow Paper, appendix B) from a span, without copying. Every read either
/// consumes one item or returns an error and consumes nothing; inner readers of lists read slices of the same input.
/// </summary>
public ref struct RlpReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads the items that <paramref name="input"/> consists of.</summary>
    public RlpReader(ReadOnlySpan<byte> input) => _rest = input;

    /// <summary>Whether no item is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The bytes not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether the next item is a list; false at the end.</summary>
    public readonly bool IsList => !_rest.IsEmpty && _rest[0] >= 0xC0;

    /// <summary>Reads a string of any length.</summary>
    public RlpError ReadBytes(out ReadOnlySpan<byte> bytes)
    {
        RlpError error = RlpHeader.Read(_rest, out RlpHeader header);
        if (error == RlpError.None && header.IsList)
            error = RlpError.StringExpected;
        return Take(error, in header, out bytes);
    }

    /// <summary>Reads a list; <paramref name="items"/> reads its content.</summary>
    public RlpError ReadList(out RlpReader items)
    {
        RlpError error = RlpHeader.Read(_rest, out RlpHeader header);
        if (error == RlpError.None && !header.IsList)
            error = RlpError.ListExpected;
        error = Take(error, in header, out ReadOnlySpan<byte> content);
        items = new RlpReader(content);
        return error;
    }

    /// <summary>Reads an item of either kind and gives all its bytes, the prefix included. Items inside a list are not checked.</summary>
    public RlpError ReadRaw(out ReadOnlySpan<byte> item)
    {
        RlpError error = RlpHeader.Read(_rest, out RlpHeader header);
        ReadOnlySpan<byte> start = _rest;
        error = Take(error, in header, out ReadOnlySpan<byte> content);
        item = error == RlpError.None ? start[..(header.HeaderLength + content.Length)] : default;
        return error;
    }

    /// <summary>Reads a string of exactly <paramref name="length"/> bytes.</summary>
    public RlpError ReadFixed(int length, out ReadOnlySpan<byte> bytes)
    {
        RlpReader ahead = this;
        RlpError error = ahead.ReadBytes(out bytes);
        if (error == RlpError.None && bytes.Length != length)
            error = RlpError.WrongLength;
        if (error == RlpError.None)
            this = ahead;
        else
            bytes = default;
        return error;
    }

    /// <summary>Reads an integer below 2^256.</summary>
    public RlpError ReadU256(out U256 value)
    {
        RlpError error = ReadInteger(U256.Size, out ReadOnlySpan<byte> digits);
        value = U256.ReadBigEndianShort(digits);
        return error;
    }

    /// <summary>Reads an integer below 2^64.</summary>
    public RlpError ReadUInt64(out ulong value)
    {
        RlpError error = ReadInteger(sizeof(ulong), out ReadOnlySpan<byte> digits);
        value = 0;
        for (int i = 0; i < digits.Length; i++)
            value = (value << 8) | digits[i];
        return error;
    }

    /// <summary>Reads an address: exactly 20 bytes.</summary>
    public RlpError ReadAddress(out Address value)
    {
        RlpError error = ReadFixed(Address.Size, out ReadOnlySpan<byte> bytes);
        value = error == RlpError.None ? Address.FromSpan(bytes) : default;
        return error;
    }

    /// <summary>Reads exactly 32 bytes.</summary>
    public RlpError ReadHash256(out Hash256 value)
    {
        RlpError error = ReadFixed(Hash256.Size, out ReadOnlySpan<byte> bytes);
        value = error == RlpError.None ? Hash256.FromSpan(bytes) : default;
        return error;
    }

    /// <summary><see cref="RlpError.TrailingBytes"/> unless everything has been read.</summary>
    public readonly RlpError ReadEnd() => _rest.IsEmpty ? RlpError.None : RlpError.TrailingBytes;

    private RlpError ReadInteger(int maxLength, out ReadOnlySpan<byte> digits)
    {
        RlpReader ahead = this;
        RlpError error = ahead.ReadBytes(out digits);
        if (error == RlpError.None && !digits.IsEmpty && digits[0] == 0)
            error = RlpError.LeadingZero;
        if (error == RlpError.None && digits.Length > maxLength)
            error = RlpError.IntegerTooLarge;
        if (error == RlpError.None)
            this = ahead;
        else
            digits = default;
        return error;
    }

    private RlpError Take(RlpError error, scoped in RlpHeader header, out ReadOnlySpan<byte> content)
    {
        if (error != RlpError.None)
        {
            content = default;
            return error;
        }

        content = _rest.Slice(header.HeaderLength, header.ContentLength);
        _rest = _rest[(header.HeaderLength + header.ContentLength)..];
        return RlpError.None;
    }
}
