namespace Rollup.Kernel.Rlp;

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
