using System.Runtime.CompilerServices;

namespace Rollup.Kernel.Primitives;

public readonly partial struct U256
{
    /// <summary>Sum modulo 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static U256 operator +(in U256 a, in U256 b)
    {
        ulong carry = 0;
        ulong l0 = Limbs.AddCarry(a.L0, b.L0, ref carry);
        ulong l1 = Limbs.AddCarry(a.L1, b.L1, ref carry);
        ulong l2 = Limbs.AddCarry(a.L2, b.L2, ref carry);
        return new U256(l0, l1, l2, a.L3 + b.L3 + carry);
    }

    /// <summary>Difference modulo 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static U256 operator -(in U256 a, in U256 b)
    {
        ulong borrow = 0;
        ulong l0 = Limbs.SubBorrow(a.L0, b.L0, ref borrow);
        ulong l1 = Limbs.SubBorrow(a.L1, b.L1, ref borrow);
        ulong l2 = Limbs.SubBorrow(a.L2, b.L2, ref borrow);
        return new U256(l0, l1, l2, a.L3 - b.L3 - borrow);
    }

    /// <summary>Two's-complement negation.</summary>
    public static U256 operator -(in U256 a) => default(U256) - a;

    /// <summary>Product modulo 2^256.</summary>
    public static U256 operator *(in U256 a, in U256 b)
    {
        if ((a.L1 | a.L2 | a.L3 | b.L1 | b.L2 | b.L3) == 0)
        {
            ulong high = Limbs.Multiply(a.L0, b.L0, out ulong low);
            return new U256(low, high, 0, 0);
        }

        ulong carry = 0;
        ulong l0 = Limbs.MultiplyAdd(a.L0, b.L0, 0, ref carry);
        ulong l1 = Limbs.MultiplyAdd(a.L0, b.L1, 0, ref carry);
        ulong l2 = Limbs.MultiplyAdd(a.L0, b.L2, 0, ref carry);
        ulong l3 = (a.L0 * b.L3) + carry;

        carry = 0;
        l1 = Limbs.MultiplyAdd(a.L1, b.L0, l1, ref carry);
        l2 = Limbs.MultiplyAdd(a.L1, b.L1, l2, ref carry);
        l3 += (a.L1 * b.L2) + carry;

        carry = 0;
        l2 = Limbs.MultiplyAdd(a.L2, b.L0, l2, ref carry);
        l3 += (a.L2 * b.L1) + carry;

        return new U256(l0, l1, l2, l3 + (a.L3 * b.L0));
    }

    /// <summary>Sum modulo 2^256; the result tells whether it exceeded 2^256 − 1.</summary>
    public static bool AddOverflows(in U256 a, in U256 b, out U256 sum)
    {
        ulong carry = 0;
        ulong l0 = Limbs.AddCarry(a.L0, b.L0, ref carry);
        ulong l1 = Limbs.AddCarry(a.L1, b.L1, ref carry);
        ulong l2 = Limbs.AddCarry(a.L2, b.L2, ref carry);
        ulong l3 = Limbs.AddCarry(a.L3, b.L3, ref carry);
        sum = new U256(l0, l1, l2, l3);
        return carry != 0;
    }

    /// <summary>Difference modulo 2^256; the result tells whether it was negative.</summary>
    public static bool SubUnderflows(in U256 a, in U256 b, out U256 difference)
    {
        ulong borrow = 0;
        ulong l0 = Limbs.SubBorrow(a.L0, b.L0, ref borrow);
        ulong l1 = Limbs.SubBorrow(a.L1, b.L1, ref borrow);
        ulong l2 = Limbs.SubBorrow(a.L2, b.L2, ref borrow);
        ulong l3 = Limbs.SubBorrow(a.L3, b.L3, ref borrow);
        difference = new U256(l0, l1, l2, l3);
        return borrow != 0;
    }

    /// <summary>Product modulo 2^256; the result tells whether it exceeded 2^256 − 1.</summary>
    public static bool MulOverflows(in U256 a, in U256 b, out U256 product)
    {
        MultiplyFull(in a, in b, out product, out U256 high);
        return !high.IsZero;
    }

    /// <summary>The 512-bit product, as <paramref name="high"/> · 2^256 + <paramref name="low"/>.</summary>
    public static void MultiplyFull(in U256 a, in U256 b, out U256 low, out U256 high)
    {
        ulong carry = 0;
        ulong r0 = Limbs.MultiplyAdd(a.L0, b.L0, 0, ref carry);
        ulong r1 = Limbs.MultiplyAdd(a.L0, b.L1, 0, ref carry);
        ulong r2 = Limbs.MultiplyAdd(a.L0, b.L2, 0, ref carry);
        ulong r3 = Limbs.MultiplyAdd(a.L0, b.L3, 0, ref carry);
        ulong r4 = carry;

        carry = 0;
        r1 = Limbs.MultiplyAdd(a.L1, b.L0, r1, ref carry);
        r2 = Limbs.MultiplyAdd(a.L1, b.L1, r2, ref carry);
        r3 = Limbs.MultiplyAdd(a.L1, b.L2, r3, ref carry);
        r4 = Limbs.MultiplyAdd(a.L1, b.L3, r4, ref carry);
        ulong r5 = carry;

        carry = 0;
        r2 = Limbs.MultiplyAdd(a.L2, b.L0, r2, ref carry);
        r3 = Limbs.MultiplyAdd(a.L2, b.L1, r3, ref carry);
        r4 = Limbs.MultiplyAdd(a.L2, b.L2, r4, ref carry);
        r5 = Limbs.MultiplyAdd(a.L2, b.L3, r5, ref carry);
        ulong r6 = carry;

        carry = 0;
        r3 = Limbs.MultiplyAdd(a.L3, b.L0, r3, ref carry);
        r4 = Limbs.MultiplyAdd(a.L3, b.L1, r4, ref carry);
        r5 = Limbs.MultiplyAdd(a.L3, b.L2, r5, ref carry);
        r6 = Limbs.MultiplyAdd(a.L3, b.L3, r6, ref carry);

        low = new U256(r0, r1, r2, r3);
        high = new U256(r4, r5, r6, carry);
    }

    /// <summary>EXP: <paramref name="value"/>^<paramref name="exponent"/> modulo 2^256, with 0^0 = 1.</summary>
    public static U256 Exp(in U256 value, in U256 exponent)
    {
        U256 result = One;
        U256 power = value;
        int bits = exponent.BitLength;
        for (int i = 0; i < bits; i++)
        {
            if (exponent.Bit(i))
                result *= power;
            power *= power;
        }

        return result;
    }
}
