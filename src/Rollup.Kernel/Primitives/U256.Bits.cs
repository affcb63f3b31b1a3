namespace Rollup.Kernel.Primitives;

public readonly partial struct U256
{
    /// <summary>Bitwise and.</summary>
    public static U256 operator &(in U256 a, in U256 b) => new(a.L0 & b.L0, a.L1 & b.L1, a.L2 & b.L2, a.L3 & b.L3);

    /// <summary>Bitwise or.</summary>
    public static U256 operator |(in U256 a, in U256 b) => new(a.L0 | b.L0, a.L1 | b.L1, a.L2 | b.L2, a.L3 | b.L3);

    /// <summary>Bitwise exclusive or.</summary>
    public static U256 operator ^(in U256 a, in U256 b) => new(a.L0 ^ b.L0, a.L1 ^ b.L1, a.L2 ^ b.L2, a.L3 ^ b.L3);

    /// <summary>Bitwise complement.</summary>
    public static U256 operator ~(in U256 a) => new(~a.L0, ~a.L1, ~a.L2, ~a.L3);

    /// <summary>Shift left; 0 when the count is negative or above 255.</summary>
    public static U256 operator <<(in U256 a, int count)
    {
        int bits = count & 63;
        return ((uint)count >> 6) switch
        {
            0 => new(a.L0 << bits, FunnelLeft(a.L1, a.L0, bits), FunnelLeft(a.L2, a.L1, bits), FunnelLeft(a.L3, a.L2, bits)),
            1 => new(0, a.L0 << bits, FunnelLeft(a.L1, a.L0, bits), FunnelLeft(a.L2, a.L1, bits)),
            2 => new(0, 0, a.L0 << bits, FunnelLeft(a.L1, a.L0, bits)),
            3 => new(0, 0, 0, a.L0 << bits),
            _ => default,
        };
    }

    /// <summary>Logical shift right; 0 when the count is negative or above 255.</summary>
    public static U256 operator >>(in U256 a, int count) => ShiftRight(in a, count, 0);

    /// <summary>SHL: <paramref name="value"/> · 2^<paramref name="count"/> modulo 2^256 (EIP-145).</summary>
    public static U256 Shl(in U256 count, in U256 value) =>
        count.IsUInt64 && count.L0 < 256 ? value << (int)count.L0 : default;

    /// <summary>SHR: <paramref name="value"/> / 2^<paramref name="count"/>, rounded down (EIP-145).</summary>
    public static U256 Shr(in U256 count, in U256 value) =>
        count.IsUInt64 && count.L0 < 256 ? value >> (int)count.L0 : default;

    /// <summary>SAR: two's-complement <paramref name="value"/> / 2^<paramref name="count"/>, rounded towards minus infinity (EIP-145).</summary>
    public static U256 Sar(in U256 count, in U256 value)
    {
        ulong fill = (ulong)((long)value.L3 >> 63);
        return count.IsUInt64 && count.L0 < 256
            ? ShiftRight(in value, (int)count.L0, fill)
            : new U256(fill, fill, fill, fill);
    }

    /// <summary>BYTE: the byte at <paramref name="index"/>, counted from the most significant; 0 from index 32 on.</summary>
    public static U256 Byte(in U256 index, in U256 value)
    {
        if (!index.IsUInt64 || index.L0 >= 32)
            return default;
        int shift = (31 - (int)index.L0) * 8;
        return (value >> shift).L0 & 0xFF;
    }

    /// <summary>SIGNEXTEND: extends the two's-complement integer of <paramref name="byteIndex"/> + 1 low bytes to 256 bits.</summary>
    public static U256 SignExtend(in U256 byteIndex, in U256 value)
    {
        if (!byteIndex.IsUInt64 || byteIndex.L0 >= 31)
            return value;
        int unused = 248 - ((int)byteIndex.L0 * 8);
        U256 raised = value << unused;
        return ShiftRight(in raised, unused, (ulong)((long)raised.L3 >> 63));
    }

    private static U256 ShiftRight(in U256 a, int count, ulong fill)
    {
        int bits = count & 63;
        return ((uint)count >> 6) switch
        {
            0 => new(FunnelRight(a.L1, a.L0, bits), FunnelRight(a.L2, a.L1, bits), FunnelRight(a.L3, a.L2, bits), FunnelRight(fill, a.L3, bits)),
            1 => new(FunnelRight(a.L2, a.L1, bits), FunnelRight(a.L3, a.L2, bits), FunnelRight(fill, a.L3, bits), fill),
            2 => new(FunnelRight(a.L3, a.L2, bits), FunnelRight(fill, a.L3, bits), fill, fill),
            3 => new(FunnelRight(fill, a.L3, bits), fill, fill, fill),
            _ => new(fill, fill, fill, fill),
        };
    }

    /// <summary>The high limb of (high : low) shifted left by 0 to 63 bits.</summary>
    private static ulong FunnelLeft(ulong high, ulong low, int bits) => (high << bits) | (low >> 1 >> (63 - bits));

    /// <summary>The low limb of (high : low) shifted right by 0 to 63 bits.</summary>
    private static ulong FunnelRight(ulong high, ulong low, int bits) => (low >> bits) | (high << 1 << (63 - bits));
}
