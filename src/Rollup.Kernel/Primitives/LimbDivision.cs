using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rollup.Kernel.Primitives;

/// <summary>
/// Division of limb vectors (least significant first): Knuth's algorithm D with the reciprocals of
/// Möller and Granlund, "Improved division by invariant integers" (2011), so that no 128-by-64-bit division is needed.
/// </summary>
internal static unsafe class LimbDivision
{
    /// <summary>
    /// Divides in place: <paramref name="numerator"/> holds <paramref name="length"/> limbs and room for one more; afterwards
    /// its low limbs hold the remainder and the others are zero. <paramref name="divisor"/> has <paramref name="divisorLength"/>
    /// limbs (one at least), the highest non-zero, and is overwritten. <paramref name="quotient"/>, unless null, receives
    /// the digits up to <paramref name="length"/> − <paramref name="divisorLength"/>; the ones above must have been zeroed.
    /// </summary>
    public static void DivRem(ulong* numerator, int length, ulong* divisor, int divisorLength, ulong* quotient)
    {
        int shift = BitOperations.LeadingZeroCount(divisor[divisorLength - 1]);
        numerator[length] = 0;
        if (shift != 0)
        {
            ShiftLeft(divisor, divisorLength, shift);
            ShiftLeft(numerator, length + 1, shift);
        }

        if (divisorLength == 1)
            DivideByOne(numerator, length, divisor[0], quotient);
        else
            DivideByMany(numerator, length, divisor, divisorLength, quotient);

        if (shift != 0)
            ShiftRight(numerator, divisorLength, shift);
    }

    private static void DivideByOne(ulong* numerator, int length, ulong divisor, ulong* quotient)
    {
        ulong reciprocal = Reciprocal(divisor);
        ulong remainder = numerator[length];
        numerator[length] = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            ulong digit = DivideTwoByOne(ref remainder, numerator[i], divisor, reciprocal);
            numerator[i] = 0;
            if (quotient != null)
                quotient[i] = digit;
        }

        numerator[0] = remainder;
    }

    private static void DivideByMany(ulong* numerator, int length, ulong* divisor, int divisorLength, ulong* quotient)
    {
        ulong d1 = divisor[divisorLength - 1];
        ulong d0 = divisor[divisorLength - 2];
        ulong reciprocal = Reciprocal(d1, d0);
        for (int i = length - divisorLength; i >= 0; i--)
        {
            ulong* window = numerator + i;
            ulong u2 = window[divisorLength];
            ulong u1 = window[divisorLength - 1];
            ulong u0 = window[divisorLength - 2];
            ulong digit;
            if (u2 == 0 && u1 < d1)
            {
                digit = 0; // common at the top, where the numerator has been shifted into a new limb
            }
            else if (u2 == d1 && u1 == d0)
            {
                // The estimate would not fit a limb: 2^64 − 1 is exact here, because the running remainder is below the divisor.
                digit = ulong.MaxValue;
                _ = SubtractProduct(window, divisor, divisorLength, digit);
            }
            else
            {
                digit = DivideThreeByTwo(u2, u1, u0, d1, d0, reciprocal);
                if (SubtractProduct(window, divisor, divisorLength, digit))
                {
                    digit--;
                    AddBack(window, divisor, divisorLength);
                }
            }

            if (quotient != null)
                quotient[i] = digit;
        }
    }

    /// <summary>window −= divisor · digit over divisorLength + 1 limbs; tells whether it went below zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SubtractProduct(ulong* window, ulong* divisor, int divisorLength, ulong digit)
    {
        ulong carry = 0;
        for (int j = 0; j < divisorLength; j++)
        {
            ulong low = Limbs.MultiplyAdd(divisor[j], digit, 0, ref carry);
            ulong limb = window[j];
            window[j] = limb - low;
            carry += limb < low ? 1UL : 0;
        }

        ulong top = window[divisorLength];
        window[divisorLength] = top - carry;
        return top < carry;
    }

    private static void AddBack(ulong* window, ulong* divisor, int divisorLength)
    {
        ulong carry = 0;
        for (int j = 0; j < divisorLength; j++)
            window[j] = Limbs.AddCarry(window[j], divisor[j], ref carry);
        window[divisorLength] += carry;
    }

    /// <summary>⌊(2^128 − 1) / d⌋ − 2^64 for d with its top bit set (algorithm 3, with the first approximation by a small division).</summary>
    private static ulong Reciprocal(ulong d)
    {
        ulong v0 = 0x7FD00u / (uint)(d >> 55);
        ulong d40 = (d >> 24) + 1;
        ulong v1 = (v0 << 11) - ((v0 * v0 * d40) >> 40) - 1;
        ulong v2 = (v1 << 13) + ((v1 * (0x1000000000000000 - (v1 * d40))) >> 47);
        ulong odd = d & 1;
        ulong d63 = (d >> 1) + odd;
        ulong e = ((v2 >> 1) & (0 - odd)) - (v2 * d63);
        ulong v3 = (Math.BigMul(v2, e, out _) >> 1) + (v2 << 31);
        ulong high = Limbs.Multiply(v3, d, out ulong low);
        low += d;
        high += low < d ? 1UL : 0;
        return v3 - high - d;
    }

    /// <summary>⌊(2^192 − 1) / (d1 : d0)⌋ − 2^64 for d1 with its top bit set (algorithm 6).</summary>
    private static ulong Reciprocal(ulong d1, ulong d0)
    {
        ulong v = Reciprocal(d1);
        ulong p = (d1 * v) + d0;
        if (p < d0)
        {
            v--;
            if (p >= d1)
            {
                v--;
                p -= d1;
            }

            p -= d1;
        }

        ulong high = Limbs.Multiply(v, d0, out ulong low);
        p += high;
        if (p < high)
        {
            v--;
            if (p > d1 || (p == d1 && low >= d0))
                v--;
        }

        return v;
    }

    /// <summary>(remainder : low) / d with remainder below d; the remainder is replaced (algorithm 4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong DivideTwoByOne(ref ulong remainder, ulong low, ulong d, ulong reciprocal)
    {
        ulong q1 = Limbs.Multiply(reciprocal, remainder, out ulong q0);
        q0 += low;
        q1 += remainder + (q0 < low ? 1UL : 0) + 1;
        ulong r = low - (q1 * d);
        if (r > q0)
        {
            q1--;
            r += d;
        }

        if (r >= d)
        {
            q1++;
            r -= d;
        }

        remainder = r;
        return q1;
    }

    /// <summary>(u2 : u1 : u0) / (d1 : d0) with (u2 : u1) below (d1 : d0) (algorithm 5, the remainder is not needed).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong DivideThreeByTwo(ulong u2, ulong u1, ulong u0, ulong d1, ulong d0, ulong reciprocal)
    {
        ulong q1 = Limbs.Multiply(reciprocal, u2, out ulong q0);
        q0 += u1;
        q1 += u2 + (q0 < u1 ? 1UL : 0);

        ulong r1 = u1 - (q1 * d1);
        ulong t1 = Limbs.Multiply(d0, q1, out ulong t0);
        ulong borrow = 0;
        ulong r0 = Limbs.SubBorrow(u0, t0, ref borrow);
        r1 = r1 - t1 - borrow;
        borrow = 0;
        r0 = Limbs.SubBorrow(r0, d0, ref borrow);
        r1 = r1 - d1 - borrow;
        q1++;

        if (r1 >= q0)
        {
            q1--;
            ulong carry = 0;
            r0 = Limbs.AddCarry(r0, d0, ref carry);
            r1 += d1 + carry;
        }

        if (r1 > d1 || (r1 == d1 && r0 >= d0))
            q1++;
        return q1;
    }

    private static void ShiftLeft(ulong* limbs, int length, int shift)
    {
        for (int i = length - 1; i > 0; i--)
            limbs[i] = (limbs[i] << shift) | (limbs[i - 1] >> (64 - shift));
        limbs[0] <<= shift;
    }

    private static void ShiftRight(ulong* limbs, int length, int shift)
    {
        for (int i = 0; i < length - 1; i++)
            limbs[i] = (limbs[i] >> shift) | (limbs[i + 1] << (64 - shift));
        limbs[length - 1] >>= shift;
    }
}
