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

    /// <summary>The encoding of a list of encoded items.</summary>
    public static byte[] List(params byte[][] items)
    {
        byte[] content = items.SelectMany(item => item).ToArray();
        return [.. Header(0xc0, content.Length), .. content];
    }

    private static byte[] Header(int offset, int length)
    {
        if (length < 56)
            return [(byte)(offset + length)];
        byte[] size = BitConverter.GetBytes(length).Reverse().SkipWhile(b => b == 0).ToArray();
        return [(byte)(offset + 55 + size.Length), .. size];
    }
}
