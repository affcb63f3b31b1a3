namespace Rollup.Kernel.Rlp;

/// <summary>The decoded prefix of an RLP item.</summary>
internal readonly struct RlpHeader
{
    /// <summary>Contents shorter than this have their length in the prefix byte.</summary>
    internal const int LongLength = 56;

    /// <summary>The number of bytes before the content: 0 for a single byte that stands for itself.</summary>
    public readonly int HeaderLength;

    /// <summary>The number of content bytes.</summary>
    public readonly int ContentLength;

    /// <summary>Whether the content is a sequence of items.</summary>
    public readonly bool IsList;

    private RlpHeader(int headerLength, int contentLength, bool isList)
    {
        HeaderLength = headerLength;
        ContentLength = contentLength;
        IsList = isList;
    }

    /// <summary>Decodes the prefix at the start of <paramref name="input"/>; on success the whole item lies within the input.</summary>
    public static RlpError Read(ReadOnlySpan<byte> input, out RlpHeader header)
    {
        header = default;
        if (input.IsEmpty)
            return RlpError.UnexpectedEnd;

        byte prefix = input[0];
        if (prefix < 0x80)
        {
            header = new RlpHeader(0, 1, isList: false);
            return RlpError.None;
        }

        bool isList = prefix >= 0xC0;
        int code = prefix - (isList ? 0xC0 : 0x80);
        int headerLength = 1;
        int contentLength = code;
        if (code >= LongLength)
        {
            int lengthBytes = code - LongLength + 1;
            headerLength += lengthBytes;
            RlpError error = ReadLength(input[1..], lengthBytes, out contentLength);
            if (error != RlpError.None)
                return error;
        }

        if (contentLength > input.Length - headerLength)
            return RlpError.UnexpectedEnd;
        if (!isList && contentLength == 1 && input[headerLength] < 0x80)
            return RlpError.NonMinimalByte;
        header = new RlpHeader(headerLength, contentLength, isList);
        return RlpError.None;
    }

    private static RlpError ReadLength(ReadOnlySpan<byte> input, int lengthBytes, out int length)
    {
        length = 0;
        if (input.Length < lengthBytes)
            return RlpError.UnexpectedEnd;
        if (input[0] == 0)
            return RlpError.NonMinimalLength;

        ulong value = 0;
        for (int i = 0; i < lengthBytes; i++)
            value = (value << 8) | input[i];
        if (value < LongLength)
            return RlpError.NonMinimalLength;
        if (value > int.MaxValue)
            return RlpError.LengthOverflow;
        length = (int)value;
        return RlpError.None;
    }
}

/// <summary>Why an RLP input was refused.</summary>
public enum RlpError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The input ends before the item does.</summary>
    UnexpectedEnd,

    /// <summary>A byte below 0x80 was given a prefix.</summary>
    NonMinimalByte,

    /// <summary>A long form was used for fewer than 56 bytes, or a length has leading zeros.</summary>
    NonMinimalLength,

    /// <summary>A length exceeds 2^31 − 1.</summary>
    LengthOverflow,

    /// <summary>A list was found where a string belongs.</summary>
    StringExpected,

    /// <summary>A string was found where a list belongs.</summary>
    ListExpected,

    /// <summary>An integer starts with a zero byte.</summary>
    LeadingZero,

    /// <summary>An integer exceeds its type.</summary>
    IntegerTooLarge,

    /// <summary>A string of fixed length has another one.</summary>
    WrongLength,

    /// <summary>Something follows the last item.</summary>
    TrailingBytes,
}
