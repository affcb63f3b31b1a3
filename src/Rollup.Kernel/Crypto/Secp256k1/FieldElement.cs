using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>
/// An element of the field of p = 2^256 − 2^32 − 977 elements. The limbs hold any representative below 2^256; only
/// <see cref="ToU256"/>, <see cref="IsZero"/> and <see cref="IsOdd"/> look at the canonical one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FieldElement
{
    /// <summary>2^256 − p: a carry out of the top limb is worth this much.</summary>
    private const ulong Fold = 0x1_0000_03D1;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldElement(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
    }

    /// <summary>p.</summary>
    public static U256 Modulus => new(0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public static FieldElement One => new(1, 0, 0, 0);

    /// <summary>Whether the element is 0, represented as 0 or as p.</summary>
    public bool IsZero =>
        (_l0 | _l1 | _l2 | _l3) == 0
        || (_l0 == 0xFFFFFFFEFFFFFC2F && (_l1 & _l2 & _l3) == ulong.MaxValue);

    /// <summary>Whether the canonical representative is odd.</summary>
    public bool IsOdd => (ToU256().L0 & 1) != 0;

    public static FieldElement FromU256(in U256 value) => new(value.L0, value.L1, value.L2, value.L3);

    /// <summary>The canonical representative, below p.</summary>
    public U256 ToU256()
    {
        var value = new U256(_l0, _l1, _l2, _l3);
        return value >= Modulus ? value - Modulus : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator +(in FieldElement a, in FieldElement b)
    {
        ulong carry = 0;
        ulong l0 = Limbs.AddCarry(a._l0, b._l0, ref carry);
        ulong l1 = Limbs.AddCarry(a._l1, b._l1, ref carry);
        ulong l2 = Limbs.AddCarry(a._l2, b._l2, ref carry);
        ulong l3 = Limbs.AddCarry(a._l3, b._l3, ref carry);
        return FoldIn(l0, l1, l2, l3, Fold & (0 - carry));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator -(in FieldElement a, in FieldElement b)
    {
        ulong borrow = 0;
        ulong l0 = Limbs.SubBorrow(a._l0, b._l0, ref borrow);
        ulong l1 = Limbs.SubBorrow(a._l1, b._l1, ref borrow);
        ulong l2 = Limbs.SubBorrow(a._l2, b._l2, ref borrow);
        ulong l3 = Limbs.SubBorrow(a._l3, b._l3, ref borrow);
        ulong fold = Fold & (0 - borrow);
        if (l0 >= fold)
            return new FieldElement(l0 - fold, l1, l2, l3);

        borrow = 0;
        l0 = Limbs.SubBorrow(l0, fold, ref borrow);
        l1 = Limbs.SubBorrow(l1, 0, ref borrow);
        l2 = Limbs.SubBorrow(l2, 0, ref borrow);
        l3 = Limbs.SubBorrow(l3, 0, ref borrow);

        // A second borrow leaves limbs close to 2^256, so that this subtraction stays within the lowest one.
        return new FieldElement(l0 - (Fold & (0 - borrow)), l1, l2, l3);
    }

    public static FieldElement operator -(in FieldElement a) => default(FieldElement) - a;

    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong carry = 0;
        ulong r0 = Limbs.MultiplyAdd(a._l0, b._l0, 0, ref carry);
        ulong r1 = Limbs.MultiplyAdd(a._l0, b._l1, 0, ref carry);
        ulong r2 = Limbs.MultiplyAdd(a._l0, b._l2, 0, ref carry);
        ulong r3 = Limbs.MultiplyAdd(a._l0, b._l3, 0, ref carry);
        ulong r4 = carry;

        carry = 0;
        r1 = Limbs.MultiplyAdd(a._l1, b._l0, r1, ref carry);
        r2 = Limbs.MultiplyAdd(a._l1, b._l1, r2, ref carry);
        r3 = Limbs.MultiplyAdd(a._l1, b._l2, r3, ref carry);
        r4 = Limbs.MultiplyAdd(a._l1, b._l3, r4, ref carry);
        ulong r5 = carry;

        carry = 0;
        r2 = Limbs.MultiplyAdd(a._l2, b._l0, r2, ref carry);
        r3 = Limbs.MultiplyAdd(a._l2, b._l1, r3, ref carry);
        r4 = Limbs.MultiplyAdd(a._l2, b._l2, r4, ref carry);
        r5 = Limbs.MultiplyAdd(a._l2, b._l3, r5, ref carry);
        ulong r6 = carry;

        carry = 0;
        r3 = Limbs.MultiplyAdd(a._l3, b._l0, r3, ref carry);
        r4 = Limbs.MultiplyAdd(a._l3, b._l1, r4, ref carry);
        r5 = Limbs.MultiplyAdd(a._l3, b._l2, r5, ref carry);
        r6 = Limbs.MultiplyAdd(a._l3, b._l3, r6, ref carry);

        return Reduce(r0, r1, r2, r3, r4, r5, r6, carry);
    }

    public FieldElement Square()
    {
        // The six mixed products once, doubled, plus the four squares.
        ulong carry = 0;
        ulong r1 = Limbs.MultiplyAdd(_l0, _l1, 0, ref carry);
        ulong r2 = Limbs.MultiplyAdd(_l0, _l2, 0, ref carry);
        ulong r3 = Limbs.MultiplyAdd(_l0, _l3, 0, ref carry);
        ulong r4 = carry;
        carry = 0;
        r3 = Limbs.MultiplyAdd(_l1, _l2, r3, ref carry);
        r4 = Limbs.MultiplyAdd(_l1, _l3, r4, ref carry);
        ulong r5 = carry;
        carry = 0;
        r5 = Limbs.MultiplyAdd(_l2, _l3, r5, ref carry);
        ulong r6 = carry;

        ulong r7 = r6 >> 63;
        r6 = (r6 << 1) | (r5 >> 63);
        r5 = (r5 << 1) | (r4 >> 63);
        r4 = (r4 << 1) | (r3 >> 63);
        r3 = (r3 << 1) | (r2 >> 63);
        r2 = (r2 << 1) | (r1 >> 63);
        r1 <<= 1;

        ulong high = Math.BigMul(_l0, _l0, out ulong r0);
        carry = 0;
        r1 = Limbs.AddCarry(r1, high, ref carry);
        high = Math.BigMul(_l1, _l1, out ulong low);
        r2 = Limbs.AddCarry(r2, low, ref carry);
        r3 = Limbs.AddCarry(r3, high, ref carry);
        high = Math.BigMul(_l2, _l2, out low);
        r4 = Limbs.AddCarry(r4, low, ref carry);
        r5 = Limbs.AddCarry(r5, high, ref carry);
        high = Math.BigMul(_l3, _l3, out low);
        r6 = Limbs.AddCarry(r6, low, ref carry);
        r7 = r7 + high + carry;

        return Reduce(r0, r1, r2, r3, r4, r5, r6, r7);
    }

    /// <summary>The element squared <paramref name="times"/> times.</summary>
    public FieldElement SquareTimes(int times)
    {
        FieldElement result = this;
        for (int i = 0; i < times; i++)
            result = result.Square();
        return result;
    }

    /// <summary>Half of the element.</summary>
    public FieldElement Half()
    {
        // An odd representative becomes even by adding p, which is odd; the carry is bit 256 and comes down with the shift.
        ulong odd = 0 - (_l0 & 1);
        ulong carry = 0;
        ulong l0 = Limbs.AddCarry(_l0, odd & 0xFFFFFFFEFFFFFC2F, ref carry);
        ulong l1 = Limbs.AddCarry(_l1, odd, ref carry);
        ulong l2 = Limbs.AddCarry(_l2, odd, ref carry);
        ulong l3 = Limbs.AddCarry(_l3, odd, ref carry);
        return new FieldElement((l0 >> 1) | (l1 << 63), (l1 >> 1) | (l2 << 63), (l2 >> 1) | (l3 << 63), (l3 >> 1) | (carry << 63));
    }

    /// <summary>The inverse; 0 for 0.</summary>
    public FieldElement Inverse()
    {
        U256 value = ToU256();
        U256 inverse = ModularInverse.Compute(in value, Modulus);
        return FromU256(in inverse);
    }

    /// <summary>A square root, if there is one: the power (p + 1) / 4, squared to check.</summary>
    public bool SquareRoot(out FieldElement root)
    {
        // xk is the power 2^k − 1. In binary, (p + 1) / 4 is runs of 223, 22 and 2 ones with some zeros between and after.
        FieldElement x2 = Square() * this;
        FieldElement x3 = x2.Square() * this;
        FieldElement x6 = x3.SquareTimes(3) * x3;
        FieldElement x9 = x6.SquareTimes(3) * x3;
        FieldElement x11 = x9.SquareTimes(2) * x2;
        FieldElement x22 = x11.SquareTimes(11) * x11;
        FieldElement x44 = x22.SquareTimes(22) * x22;
        FieldElement x88 = x44.SquareTimes(44) * x44;
        FieldElement x176 = x88.SquareTimes(88) * x88;
        FieldElement x220 = x176.SquareTimes(44) * x44;
        FieldElement x223 = x220.SquareTimes(3) * x3;
        root = ((x223.SquareTimes(23) * x22).SquareTimes(6) * x2).SquareTimes(2);
        return (root.Square() - this).IsZero;
    }

    /// <summary>Folds the upper half of a 512-bit product into the lower one, twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(ulong r0, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, ulong r6, ulong r7)
    {
        ulong top = 0;
        r0 = Limbs.MultiplyAdd(r4, Fold, r0, ref top);
        r1 = Limbs.MultiplyAdd(r5, Fold, r1, ref top);
        r2 = Limbs.MultiplyAdd(r6, Fold, r2, ref top);
        r3 = Limbs.MultiplyAdd(r7, Fold, r3, ref top);

        ulong high = Math.BigMul(top, Fold, out ulong low);
        ulong carry = 0;
        r0 = Limbs.AddCarry(r0, low, ref carry);
        r1 = Limbs.AddCarry(r1, high, ref carry);
        r2 = Limbs.AddCarry(r2, 0, ref carry);
        r3 = Limbs.AddCarry(r3, 0, ref carry);

        // After a carry the rest is below 2^68, and this addition ends in the second limb at most.
        ulong fold = Fold & (0 - carry);
        r0 += fold;
        r1 += r0 < fold ? 1UL : 0;
        return new FieldElement(r0, r1, r2, r3);
    }

    /// <summary>Adds 0 or <see cref="Fold"/> to limbs, wrapping as often as needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement FoldIn(ulong l0, ulong l1, ulong l2, ulong l3, ulong fold)
    {
        l0 += fold;
        if (l0 >= fold)
            return new FieldElement(l0, l1, l2, l3);

        ulong carry = 1;
        l1 = Limbs.AddCarry(l1, 0, ref carry);
        l2 = Limbs.AddCarry(l2, 0, ref carry);
        l3 = Limbs.AddCarry(l3, 0, ref carry);
        return new FieldElement(l0 + (Fold & (0 - carry)), l1, l2, l3);
    }
}
