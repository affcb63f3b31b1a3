using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;

namespace Rollup.Kernel.State;

/// <summary>
/// A leaf's path in the state tree: 248 bits, the Montgomery words of the eight elements of the key's digest at 31 bits each, the first word's
/// highest bit first. Held left-aligned in four words, the first the most significant, so that word order is path order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct TreeKey : IEquatable<TreeKey>, IComparable<TreeKey>
{
    /// <summary>The number of bits, which bounds the depth of the tree.</summary>
    public const int Bits = 248;

    /// <summary>The number of bytes of the encoded form.</summary>
    public const int Size = 31;

    private const uint ElementMask = 0x7fff_ffff;

    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly ulong _w2;

    /// <summary>The low byte is zero.</summary>
    private readonly ulong _w3;

    private TreeKey(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _w0 = w0;
        _w1 = w1;
        _w2 = w2;
        _w3 = w3;
    }

    /// <summary>The first 64 bits.</summary>
    public ulong Head => _w0;

    private uint Word0 => (uint)(_w0 >> 33);

    private uint Word1 => (uint)(_w0 >> 2) & ElementMask;

    private uint Word2 => (uint)((_w0 << 29) | (_w1 >> 35)) & ElementMask;

    private uint Word3 => (uint)(_w1 >> 4) & ElementMask;

    private uint Word4 => (uint)((_w1 << 27) | (_w2 >> 37)) & ElementMask;

    private uint Word5 => (uint)(_w2 >> 6) & ElementMask;

    private uint Word6 => (uint)((_w2 << 25) | (_w3 >> 39)) & ElementMask;

    private uint Word7 => (uint)(_w3 >> 8) & ElementMask;

    /// <summary>The path that the first eight elements of <paramref name="elements"/> spell.</summary>
    public static TreeKey FromElements(ReadOnlySpan<KoalaBear> elements)
    {
        ulong e0 = elements[0].MontgomeryWord;
        ulong e1 = elements[1].MontgomeryWord;
        ulong e2 = elements[2].MontgomeryWord;
        ulong e3 = elements[3].MontgomeryWord;
        ulong e4 = elements[4].MontgomeryWord;
        ulong e5 = elements[5].MontgomeryWord;
        ulong e6 = elements[6].MontgomeryWord;
        ulong e7 = elements[7].MontgomeryWord;
        return new TreeKey(
            (e0 << 33) | (e1 << 2) | (e2 >> 29),
            (e2 << 35) | (e3 << 4) | (e4 >> 27),
            (e4 << 37) | (e5 << 6) | (e6 >> 25),
            (e6 << 39) | (e7 << 8));
    }

    /// <summary>Writes the eight elements to the start of <paramref name="elements"/>.</summary>
    public void WriteElements(Span<KoalaBear> elements)
    {
        elements = elements[..Digest.Length];
        elements[0] = KoalaBear.FromMontgomeryWord(Word0);
        elements[1] = KoalaBear.FromMontgomeryWord(Word1);
        elements[2] = KoalaBear.FromMontgomeryWord(Word2);
        elements[3] = KoalaBear.FromMontgomeryWord(Word3);
        elements[4] = KoalaBear.FromMontgomeryWord(Word4);
        elements[5] = KoalaBear.FromMontgomeryWord(Word5);
        elements[6] = KoalaBear.FromMontgomeryWord(Word6);
        elements[7] = KoalaBear.FromMontgomeryWord(Word7);
    }

    /// <summary>Reads 31 bytes, the first bits of the path first; false if a word is not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out TreeKey key)
    {
        TreeKey read = new(
            BinaryPrimitives.ReadUInt64BigEndian(source[..8]),
            BinaryPrimitives.ReadUInt64BigEndian(source.Slice(8, 8)),
            BinaryPrimitives.ReadUInt64BigEndian(source.Slice(16, 8)),
            BinaryPrimitives.ReadUInt64BigEndian(source.Slice(23, 8)) << 8);
        bool isCanonical = read.Word0 < KoalaBear.Modulus & read.Word1 < KoalaBear.Modulus & read.Word2 < KoalaBear.Modulus & read.Word3 < KoalaBear.Modulus
            & read.Word4 < KoalaBear.Modulus & read.Word5 < KoalaBear.Modulus & read.Word6 < KoalaBear.Modulus & read.Word7 < KoalaBear.Modulus;
        key = isCanonical ? read : default;
        return isCanonical;
    }

    /// <summary>Writes 31 bytes to the start of <paramref name="destination"/>; their order is path order.</summary>
    public void WriteTo(Span<byte> destination)
    {
        // The last word overlaps the third by one byte, and is written first.
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(23, 8), _w3 >> 8);
        BinaryPrimitives.WriteUInt64BigEndian(destination[..8], _w0);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(8, 8), _w1);
        BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(16, 8), _w2);
    }

    /// <summary>The bit taken at depth <paramref name="index"/>, 0 to 247: false left, true right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Bit(int index)
    {
        ulong word = (index >> 6) switch { 0 => _w0, 1 => _w1, 2 => _w2, _ => _w3 };
        return (long)(word << (index & 63)) < 0;
    }

    /// <summary>The path with the bit at <paramref name="index"/> set.</summary>
    public TreeKey WithBit(int index)
    {
        ulong bit = 1ul << (63 - (index & 63));
        return (index >> 6) switch
        {
            0 => new(_w0 | bit, _w1, _w2, _w3),
            1 => new(_w0, _w1 | bit, _w2, _w3),
            2 => new(_w0, _w1, _w2 | bit, _w3),
            _ => new(_w0, _w1, _w2, _w3 | bit),
        };
    }

    /// <summary>The first <paramref name="index"/> bits, then a set one, then zeros: of a path into a left subtree, the beginning of those into its sibling.</summary>
    public TreeKey RightAt(int index)
    {
        ulong bit = 1ul << (63 - (index & 63));
        ulong above = ~(bit | (bit - 1));
        return (index >> 6) switch
        {
            0 => new((_w0 & above) | bit, 0, 0, 0),
            1 => new(_w0, (_w1 & above) | bit, 0, 0),
            2 => new(_w0, _w1, (_w2 & above) | bit, 0),
            _ => new(_w0, _w1, _w2, (_w3 & above) | bit),
        };
    }

    /// <summary>The first <paramref name="count"/> bits, 0 to 248, and zeros.</summary>
    public TreeKey Prefix(int count) => new(
        _w0 & Mask(count),
        _w1 & Mask(count - 64),
        _w2 & Mask(count - 128),
        _w3 & Mask(count - 192));

    /// <summary>The number of leading bits that two paths share; <see cref="Bits"/> if they are equal.</summary>
    public static int CommonPrefix(in TreeKey a, in TreeKey b)
    {
        if (a._w0 != b._w0)
            return BitOperations.LeadingZeroCount(a._w0 ^ b._w0);
        if (a._w1 != b._w1)
            return 64 + BitOperations.LeadingZeroCount(a._w1 ^ b._w1);
        if (a._w2 != b._w2)
            return 128 + BitOperations.LeadingZeroCount(a._w2 ^ b._w2);
        return a._w3 != b._w3 ? 192 + BitOperations.LeadingZeroCount(a._w3 ^ b._w3) : Bits;
    }

    /// <summary>Path order: negative, zero or positive.</summary>
    public static int Compare(in TreeKey a, in TreeKey b) => a < b ? -1 : a == b ? 0 : 1;

    /// <inheritdoc/>
    public int CompareTo(TreeKey other) => Compare(in this, in other);

    /// <inheritdoc/>
    public bool Equals(TreeKey other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TreeKey other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(((_w0 ^ _w1) * 0x9E37_79B9_7F4A_7C15) >> 32);

    /// <summary>Equality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(in TreeKey a, in TreeKey b) =>
        ((a._w0 ^ b._w0) | (a._w1 ^ b._w1) | (a._w2 ^ b._w2) | (a._w3 ^ b._w3)) == 0;

    /// <summary>Inequality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(in TreeKey a, in TreeKey b) => !(a == b);

    /// <summary>Whether <paramref name="a"/> lies left of <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(in TreeKey a, in TreeKey b)
    {
        if (a._w0 != b._w0)
            return a._w0 < b._w0;
        if (a._w1 != b._w1)
            return a._w1 < b._w1;
        return a._w2 != b._w2 ? a._w2 < b._w2 : a._w3 < b._w3;
    }

    /// <summary>Whether <paramref name="a"/> lies right of <paramref name="b"/>.</summary>
    public static bool operator >(in TreeKey a, in TreeKey b) => b < a;

    /// <summary>A word whose highest <paramref name="count"/> bits are set: none for a negative count, all from 64 on.</summary>
    private static ulong Mask(int count) => count <= 0 ? 0 : count >= 64 ? ulong.MaxValue : ~(ulong.MaxValue >> count);
}
