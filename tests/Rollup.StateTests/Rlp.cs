using System.Numerics;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>RLP into fresh arrays (Yellow Paper, appendix B), independent of the kernel's writer.</summary>
public static class Rlp
{
    /// <summary>The encoding of a byte string.</summary>
    public static byte[] String(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < 0x80 ? [bytes[0]] : [.. Header(0x80, bytes.Length), .. bytes];

    /// <summary>The encoding of an integer: its big-endian bytes without leading zeros.</summary>
    public static byte[] Integer(in U256 value)
    {
        Span<byte> word = stackalloc byte[U256.Size];
        value.WriteBigEndian(word);
        return String(word[(U256.Size - value.ByteLength)..]);
    }

    /// <summary>The encoding of an integer of any size.</summary>
    public static byte[] Natural(BigInteger value) => String(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>The encoding of a list of encoded items.</summary>
    public static byte[] List(params byte[][] items)
    {
        byte[] content = items.SelectMany(item => item).ToArray();
        return [.. Header(0xc0, content.Length), .. content];
    }

    /// <summary>What an encoded string or list holds.</summary>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> item)
    {
        (int header, int content) = Lengths(item);
        return item.Slice(header, content);
    }

    /// <summary>How many encoded items there are, one after the other.</summary>
    public static int Count(ReadOnlySpan<byte> items)
    {
        int count = 0;
        for (; !items.IsEmpty; count++)
        {
            (int header, int content) = Lengths(items);
            items = items[(header + content)..];
        }

        return count;
    }

    private static (int Header, int Content) Lengths(ReadOnlySpan<byte> item)
    {
        int first = item[0];
        if (first < 0x80)
            return (0, 1);
        int length = first - (first < 0xc0 ? 0x80 : 0xc0);
        if (length < 56)
            return (1, length);
        int size = length - 55;
        int content = 0;
        foreach (byte b in item.Slice(1, size))
            content = (content << 8) | b;
        return (1 + size, content);
    }

    private static byte[] Header(int offset, int length)
    {
        if (length < 56)
            return [(byte)(offset + length)];
        byte[] size = BitConverter.GetBytes(length).Reverse().SkipWhile(b => b == 0).ToArray();
        return [(byte)(offset + 55 + size.Length), .. size];
    }
}
