using Rollup.Kernel.Primitives;

namespace Rollup.Contracts.Abi;

/// <summary>
/// Reads Solidity's ABI encoding of one tuple, field by field. Strict about what can be checked locally: words inside the data, values in
/// their type's range, offsets and lengths in bounds; anything else is a <see cref="FormatException"/>.
/// </summary>
public ref struct AbiDecoder
{
    private const int WordSize = 32;

    private readonly ReadOnlySpan<byte> _tuple;
    private int _position;

    /// <summary>Reads the tuple that starts at the first byte of <paramref name="tuple"/>; offsets count from there.</summary>
    public AbiDecoder(ReadOnlySpan<byte> tuple) => _tuple = tuple;

    /// <summary>The next field as an unsigned 256-bit integer.</summary>
    public U256 ReadU256() => U256.ReadBigEndian(ReadWords(1));

    /// <summary>The next field as an unsigned integer below 2^64.</summary>
    public ulong ReadUInt64()
    {
        U256 value = ReadU256();
        return value.IsUInt64 ? value.L0 : throw new FormatException("An ABI integer does not fit in 64 bits.");
    }

    /// <summary>The next field as a boolean.</summary>
    public bool ReadBool() => ReadUInt64() switch
    {
        0 => false,
        1 => true,
        _ => throw new FormatException("An ABI boolean is neither 0 nor 1."),
    };

    /// <summary>The next field as a bytes32.</summary>
    public Hash256 ReadHash() => Hash256.FromSpan(ReadWords(1));

    /// <summary>The next field as an address.</summary>
    public Address ReadAddress()
    {
        ReadOnlySpan<byte> word = ReadWords(1);
        return word[..(WordSize - Address.Size)].ContainsAnyExcept((byte)0)
            ? throw new FormatException("An ABI address has more than 20 bytes.")
            : Address.FromSpan(word[(WordSize - Address.Size)..]);
    }

    /// <summary>The next <paramref name="count"/> static words, as they are.</summary>
    public ReadOnlySpan<byte> ReadWords(int count)
    {
        if (_tuple.Length - _position < count * WordSize)
            throw new FormatException("ABI data ends too early.");
        ReadOnlySpan<byte> words = _tuple.Slice(_position, count * WordSize);
        _position += count * WordSize;
        return words;
    }

    /// <summary>The next field as dynamic bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes() => ReadDynamic(1);

    /// <summary>The next field as a dynamic array of static tuples of <paramref name="wordsEach"/> words; its elements one after the other.</summary>
    public ReadOnlySpan<byte> ReadArray(int wordsEach) => ReadDynamic(wordsEach * WordSize);

    private ReadOnlySpan<byte> ReadDynamic(int elementSize)
    {
        ulong offset = ReadUInt64();
        if (offset > (ulong)_tuple.Length || (ulong)_tuple.Length - offset < WordSize)
            throw new FormatException("An ABI offset points outside the data.");
        ReadOnlySpan<byte> content = _tuple[(int)offset..];
        U256 length = U256.ReadBigEndian(content);
        content = content[WordSize..];
        return length.IsUInt64 && length.L0 <= (ulong)(content.Length / elementSize)
            ? content[..((int)length.L0 * elementSize)]
            : throw new FormatException("An ABI length points outside the data.");
    }
}
