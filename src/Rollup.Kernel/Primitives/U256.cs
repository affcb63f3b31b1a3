using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.Kernel.Primitives;

/// <summary>
/// An unsigned 256-bit integer, the EVM's word: four 64-bit limbs, the least significant first.
/// Operators wrap modulo 2^256 and never trap; division by zero gives zero (Yellow Paper, appendix H).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct U256 : IEquatable<U256>, IComparable<U256>
{
    /// <summary>The number of bytes of the big-endian encoding.</summary>
    public const int Size = 32;

    /// <summary>Bits 0 to 63.</summary>
    public readonly ulong L0;

    /// <summary>Bits 64 to 127.</summary>
    public readonly ulong L1;

    /// <summary>Bits 128 to 191.</summary>
    public readonly ulong L2;

    /// <summary>Bits 192 to 255.</summary>
    public readonly ulong L3;

    /// <summary>The value of the four limbs, the least significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public U256(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        L0 = l0;
        L1 = l1;
        L2 = l2;
        L3 = l3;
    }

    /// <summary>0.</summary>
    public static U256 Zero => default;

    /// <summary>1.</summary>
    public static U256 One => new(1, 0, 0, 0);

    /// <summary>2^256 − 1.</summary>
    public static U256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (L0 | L1 | L2 | L3) == 0;

    /// <summary>Whether the value is below 2^64, so that <see cref="L0"/> is all of it.</summary>
    public bool IsUInt64 => (L1 | L2 | L3) == 0;

    /// <summary>Whether the value is negative when read as two's complement.</summary>
    public bool IsNegative => (long)L3 < 0;

    /// <summary>The number of zero bits above the highest set bit: 256 for 0.</summary>
    public int LeadingZeroCount =>
        L3 != 0 ? BitOperations.LeadingZeroCount(L3)
        : L2 != 0 ? 64 + BitOperations.LeadingZeroCount(L2)
        : L1 != 0 ? 128 + BitOperations.LeadingZeroCount(L1)
        : 192 + BitOperations.LeadingZeroCount(L0);

    /// <summary>The position of the highest set bit plus one: 0 for 0.</summary>
    public int BitLength => 256 - LeadingZeroCount;

    /// <summary>The length of the shortest big-endian encoding: 0 for 0, otherwise 1 to 32.</summary>
    public int ByteLength => (BitLength + 7) >> 3;

    /// <summary>Widens a 64-bit value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator U256(ulong value) => new(value, 0, 0, 0);

    /// <summary>The bit at <paramref name="index"/>, counted from the least significant, 0 to 255.</summary>
    public bool Bit(int index)
    {
        ulong limb = (index >> 6) switch { 0 => L0, 1 => L1, 2 => L2, _ => L3 };
        return ((limb >> (index & 63)) & 1) != 0;
    }

    /// <inheritdoc/>
    public bool Equals(U256 other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is U256 other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ulong mixed = (L0 * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft(L1 * 0xC2B2AE3D27D4EB4F, 17)
            ^ BitOperations.RotateLeft(L2 * 0x165667B19E3779F9, 31) ^ BitOperations.RotateLeft(L3 * 0x27D4EB2F165667C5, 47);
        return (int)(mixed ^ (mixed >> 32));
    }

    /// <inheritdoc/>
    public int CompareTo(U256 other) => Compare(in this, in other);

    /// <summary>Unsigned order: negative, zero or positive as <paramref name="a"/> is below, equal to or above <paramref name="b"/>.</summary>
    public static int Compare(in U256 a, in U256 b) => a < b ? -1 : a == b ? 0 : 1;

    /// <summary>Equality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(in U256 a, in U256 b) =>
        ((a.L0 ^ b.L0) | (a.L1 ^ b.L1) | (a.L2 ^ b.L2) | (a.L3 ^ b.L3)) == 0;

    /// <summary>Inequality.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(in U256 a, in U256 b) => !(a == b);

    /// <summary>Unsigned less-than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(in U256 a, in U256 b)
    {
        if (a.L3 != b.L3)
            return a.L3 < b.L3;
        if (a.L2 != b.L2)
            return a.L2 < b.L2;
        if (a.L1 != b.L1)
            return a.L1 < b.L1;
        return a.L0 < b.L0;
    }

    /// <summary>Unsigned greater-than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(in U256 a, in U256 b) => b < a;

    /// <summary>Unsigned less-than-or-equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <=(in U256 a, in U256 b) => !(b < a);

    /// <summary>Unsigned greater-than-or-equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >=(in U256 a, in U256 b) => !(a < b);

    /// <summary>Two's-complement less-than (SLT).</summary>
    public static bool SignedLess(in U256 a, in U256 b) => a.L3 != b.L3 ? (long)a.L3 < (long)b.L3 : a < b;

    /// <summary>The smaller of two values.</summary>
    public static U256 Min(in U256 a, in U256 b) => a < b ? a : b;

    /// <summary>The larger of two values.</summary>
    public static U256 Max(in U256 a, in U256 b) => a < b ? b : a;
}
