using System.Runtime.CompilerServices;

namespace Rollup.Kernel.Primitives;

/// <summary>Single steps of multi-precision arithmetic on 64-bit limbs, without branches.</summary>
public static class Limbs
{
    /// <summary>a + b + carry modulo 2^64; <paramref name="carry"/> (0 or 1) becomes the carry out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddCarry(ulong a, ulong b, ref ulong carry)
    {
        ulong partial = a + b;
        ulong sum = partial + carry;
        carry = (partial < a ? 1UL : 0) | (sum < partial ? 1UL : 0);
        return sum;
    }

    /// <summary>a − b − borrow modulo 2^64; <paramref name="borrow"/> (0 or 1) becomes the borrow out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubBorrow(ulong a, ulong b, ref ulong borrow)
    {
        ulong partial = a - b;
        ulong difference = partial - borrow;
        borrow = (a < b ? 1UL : 0) | (partial < borrow ? 1UL : 0);
        return difference;
    }

    /// <summary>
    /// The high limb of a · b. The low one is a multiplication of its own: the compiler writes the second result of
    /// <see cref="Math.BigMul(ulong, ulong, out ulong)"/> to the stack and reads it back, and a method with many of those waits for its own stores.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b, out ulong low)
    {
        low = a * b;
        return Math.BigMul(a, b, out _);
    }

    /// <summary>The low limb of a · b + addend + carry; <paramref name="carry"/> becomes the high limb, which cannot overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        ulong high = Multiply(a, b, out ulong low);
        low += addend;
        high += low < addend ? 1UL : 0;
        low += carry;
        high += low < carry ? 1UL : 0;
        carry = high;
        return low;
    }
}
