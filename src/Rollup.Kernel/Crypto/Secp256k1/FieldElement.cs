using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>
/// An element of the field of p = 2^256 − 2^32 − 977 elements, in five limbs of radix 2^52. Every operation leaves limbs 0 to 3
/// below 2^52 and limb 4 below 2^48 + 2^12, so a value is below 2p and equal values have at most two forms. The spare bits let
/// sums of products be taken without carries: x · (y · 2^12) has ⌊xy / 2^52⌋ in its high word and xy mod 2^52 atop its low one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FieldElement
{
    private const int LimbBits = 52;

    private const int SpareBits = 64 - LimbBits;

    private const ulong Mask = (1UL << LimbBits) - 1;

    private const int TopBits = 256 - (4 * LimbBits);

    private const ulong TopMask = (1UL << TopBits) - 1;

    /// <summary>2^256 modulo p.</summary>
    private const ulong Fold256 = 0x1_0000_03D1;

    /// <summary>2^260 modulo p: what a unit of the sixth limb is worth.</summary>
    private const ulong Fold260 = Fold256 << 4;

    // The limbs of p.
    private const ulong P0 = 0xFFFFEFFFFFC2F;
    private const ulong P4 = TopMask;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;
    private readonly ulong _l4;

    /// <summary>The element of limbs within the bounds of the type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
        _l4 = l4;
    }

    /// <summary>p.</summary>
    public static U256 Modulus => new(0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>Whether the element is 0, in the form of 0 or of p.</summary>
    public bool IsZero =>
        (_l0 | _l1 | _l2 | _l3 | _l4) == 0
        || (_l0 == P0 && (_l1 & _l2 & _l3) == Mask && _l4 == P4);

    /// <summary>Whether the canonical representative is odd.</summary>
    public bool IsOdd => (ToU256().L0 & 1) != 0;

    public static FieldElement FromU256(in U256 value) => new(
        value.L0 & Mask,
        ((value.L0 >> 52) | (value.L1 << 12)) & Mask,
        ((value.L1 >> 40) | (value.L2 << 24)) & Mask,
        ((value.L2 >> 28) | (value.L3 << 36)) & Mask,
        value.L3 >> 16);

    /// <summary>The canonical representative, below p.</summary>
    public U256 ToU256()
    {
        // A value of 2^256 or more is close to it, so that one more fold ends below p.
        FieldElement folded = Normalize(_l0, _l1, _l2, _l3, _l4);
        var value = new U256(
            folded._l0 | (folded._l1 << 52),
            (folded._l1 >> 12) | (folded._l2 << 40),
            (folded._l2 >> 24) | (folded._l3 << 28),
            (folded._l3 >> 36) | (folded._l4 << 16));
        return value >= Modulus ? value - Modulus : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        Normalize(a._l0 + b._l0, a._l1 + b._l1, a._l2 + b._l2, a._l3 + b._l3, a._l4 + b._l4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator -(in FieldElement a, in FieldElement b) =>
        // 4p keeps every limb positive.
        Normalize(
            a._l0 + (4 * P0) - b._l0,
            a._l1 + (4 * Mask) - b._l1,
            a._l2 + (4 * Mask) - b._l2,
            a._l3 + (4 * Mask) - b._l3,
            a._l4 + (4 * P4) - b._l4);

    public static FieldElement operator -(in FieldElement a) => default(FieldElement) - a;

    [SkipLocalsInit]
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong b0 = b._l0 << SpareBits;
        ulong b1 = b._l1 << SpareBits;
        ulong b2 = b._l2 << SpareBits;
        ulong b3 = b._l3 << SpareBits;
        ulong b4 = b._l4 << SpareBits;
        ulong r0 = 0, r1 = 0, r2 = 0, r3 = 0, r4 = 0, r5 = 0, r6 = 0, r7 = 0, r8 = 0, r9 = 0;
        MultiplyAdd(a._l0, b0, ref r0, ref r1);
        MultiplyAdd(a._l0, b1, ref r1, ref r2);
        MultiplyAdd(a._l1, b0, ref r1, ref r2);
        MultiplyAdd(a._l0, b2, ref r2, ref r3);
        MultiplyAdd(a._l1, b1, ref r2, ref r3);
        MultiplyAdd(a._l2, b0, ref r2, ref r3);
        MultiplyAdd(a._l0, b3, ref r3, ref r4);
        MultiplyAdd(a._l1, b2, ref r3, ref r4);
        MultiplyAdd(a._l2, b1, ref r3, ref r4);
        MultiplyAdd(a._l3, b0, ref r3, ref r4);
        MultiplyAdd(a._l0, b4, ref r4, ref r5);
        MultiplyAdd(a._l1, b3, ref r4, ref r5);
        MultiplyAdd(a._l2, b2, ref r4, ref r5);
        MultiplyAdd(a._l3, b1, ref r4, ref r5);
        MultiplyAdd(a._l4, b0, ref r4, ref r5);
        MultiplyAdd(a._l1, b4, ref r5, ref r6);
        MultiplyAdd(a._l2, b3, ref r5, ref r6);
        MultiplyAdd(a._l3, b2, ref r5, ref r6);
        MultiplyAdd(a._l4, b1, ref r5, ref r6);
        MultiplyAdd(a._l2, b4, ref r6, ref r7);
        MultiplyAdd(a._l3, b3, ref r6, ref r7);
        MultiplyAdd(a._l4, b2, ref r6, ref r7);
        MultiplyAdd(a._l3, b4, ref r7, ref r8);
        MultiplyAdd(a._l4, b3, ref r7, ref r8);
        MultiplyAdd(a._l4, b4, ref r8, ref r9);
        return Reduce(r0, r1, r2, r3, r4, r5, r6, r7, r8, r9);
    }

    [SkipLocalsInit]
    public FieldElement Square()
    {
        // Mixed products count twice.
        ulong b0 = _l0 << SpareBits;
        ulong b1 = _l1 << SpareBits;
        ulong b2 = _l2 << SpareBits;
        ulong b3 = _l3 << SpareBits;
        ulong b4 = _l4 << SpareBits;
        ulong d0 = 2 * _l0;
        ulong d1 = 2 * _l1;
        ulong d2 = 2 * _l2;
        ulong d3 = 2 * _l3;
        ulong r0 = 0, r1 = 0, r2 = 0, r3 = 0, r4 = 0, r5 = 0, r6 = 0, r7 = 0, r8 = 0, r9 = 0;
        MultiplyAdd(_l0, b0, ref r0, ref r1);
        MultiplyAdd(d0, b1, ref r1, ref r2);
        MultiplyAdd(d0, b2, ref r2, ref r3);
        MultiplyAdd(_l1, b1, ref r2, ref r3);
        MultiplyAdd(d0, b3, ref r3, ref r4);
        MultiplyAdd(d1, b2, ref r3, ref r4);
        MultiplyAdd(d0, b4, ref r4, ref r5);
        MultiplyAdd(d1, b3, ref r4, ref r5);
        MultiplyAdd(_l2, b2, ref r4, ref r5);
        MultiplyAdd(d1, b4, ref r5, ref r6);
        MultiplyAdd(d2, b3, ref r5, ref r6);
        MultiplyAdd(d2, b4, ref r6, ref r7);
        MultiplyAdd(_l3, b3, ref r6, ref r7);
        MultiplyAdd(d3, b4, ref r7, ref r8);
        MultiplyAdd(_l4, b4, ref r8, ref r9);
        return Reduce(r0, r1, r2, r3, r4, r5, r6, r7, r8, r9);
    }

    /// <summary>The element squared <paramref name="times"/> times.</summary>
    public FieldElement SquareTimes(int times)
    {
        FieldElement result = this;
        for (int i = 0; i < times; i++)
            result = result.Square();
        return result;
    }

    /// <summary>Three times the element.</summary>
    public FieldElement Triple() => Normalize(3 * _l0, 3 * _l1, 3 * _l2, 3 * _l3, 3 * _l4);

    /// <summary>Half of the element.</summary>
    public FieldElement Half()
    {
        // An odd value becomes even by adding p, which is odd.
        ulong odd = 0 - (_l0 & 1);
        ulong l0 = _l0 + (P0 & odd);
        ulong l1 = _l1 + (Mask & odd);
        ulong l2 = _l2 + (Mask & odd);
        ulong l3 = _l3 + (Mask & odd);
        ulong l4 = _l4 + (P4 & odd);
        return Normalize(
            (l0 >> 1) + ((l1 & 1) << (LimbBits - 1)),
            (l1 >> 1) + ((l2 & 1) << (LimbBits - 1)),
            (l2 >> 1) + ((l3 & 1) << (LimbBits - 1)),
            (l3 >> 1) + ((l4 & 1) << (LimbBits - 1)),
            l4 >> 1);
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

    /// <summary>Adds a · b, of which the second factor comes times 2^12: its low 52 bits to one column, the rest to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd(ulong a, ulong shiftedB, ref ulong column, ref ulong next)
    {
        next += Limbs.Multiply(a, shiftedB, out ulong low);
        column += low >> SpareBits;
    }

    /// <summary>Moves what exceeds 52 bits to the next column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(ref ulong column, ref ulong next)
    {
        next += column >> LimbBits;
        column &= Mask;
    }

    /// <summary>Folds the upper five of ten columns, all below 2^58, into the lower five.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(ulong r0, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5, ulong r6, ulong r7, ulong r8, ulong r9)
    {
        const ulong fold = Fold260 << SpareBits;
        ulong overflow = 0;
        MultiplyAdd(r5, fold, ref r0, ref r1);
        MultiplyAdd(r6, fold, ref r1, ref r2);
        MultiplyAdd(r7, fold, ref r2, ref r3);
        MultiplyAdd(r8, fold, ref r3, ref r4);
        MultiplyAdd(r9, fold, ref r4, ref overflow);
        MultiplyAdd(overflow, fold, ref r0, ref r1);
        return Normalize(r0, r1, r2, r3, r4);
    }

    /// <summary>Brings limbs below 2^63, the highest below 2^60, within the bounds of the type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Normalize(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        l0 += (l4 >> TopBits) * Fold256;
        l4 &= TopMask;
        Carry(ref l0, ref l1);
        Carry(ref l1, ref l2);
        Carry(ref l2, ref l3);
        Carry(ref l3, ref l4);
        return new FieldElement(l0, l1, l2, l3, l4);
    }
}
