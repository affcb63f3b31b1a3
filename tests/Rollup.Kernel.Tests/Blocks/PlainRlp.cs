using System.Numerics;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Blocks;

/// <summary>RLP as the Yellow Paper's appendix B defines it, over trees of objects: the reference for what the kernel writes piecemeal.</summary>
internal static class PlainRlp
{
    public static byte[] Encode(object item) => item switch
    {
        byte[] bytes => bytes.Length == 1 && bytes[0] < 0x80 ? bytes : [.. Prefix(0x80, bytes.Length), .. bytes],
        BigInteger number => Encode(number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)),
        ulong number => Encode((BigInteger)number),
        Address address => Encode(address.AsSpan().ToArray()),
        Hash256 hash => Encode(hash.AsSpan().ToArray()),
        object[] items => Concatenate(items),
        _ => throw new ArgumentException($"{item.GetType()} has no RLP.", nameof(item)),
    };

    private static byte[] Concatenate(object[] items)
    {
        byte[] content = [.. items.SelectMany(Encode)];
        return [.. Prefix(0xC0, content.Length), .. content];
    }

    private static byte[] Prefix(int offset, int length)
    {
        if (length < 56)
            return [(byte)(offset + length)];
        byte[] digits = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(offset + 55 + digits.Length), .. digits];
    }
}
