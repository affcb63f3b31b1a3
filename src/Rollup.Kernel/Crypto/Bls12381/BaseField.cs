using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Bls12381;

/// <summary>
/// The integers modulo BLS12-381's prime of 381 bits (EIP-2537). An element x is kept as x · 2^384 mod p (Montgomery's form) in six
/// limbs, the least significant first, always below p.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BaseField : IField<BaseField>, IEquatable<BaseField>
{
    /// <summary>Bytes of the big-endian encoding.</summary>
    public const int Size = 48;

    private const ulong P0 = 0xB9FEFFFFFFFFAAAB;
    private const ulong P1 = 0x1EABFFFEB153FFFF;
    private const ulong P2 = 0x6730D2A0F6B0F624;
    private const ulong P3 = 0x64774B84F38512BF;
    private const ulong P4 = 0x4B1BA7B6434BACD7;
    private const ulong P5 = 0x1A0111EA397FE69A;

    /// <summary>−1 / p modulo 2^64.</summary>
    private const ulong NegativeInverse = 0x89F3FFFCFFFCFFFD;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;
    private readonly ulong _l4;
    private readonly ulong _l5;

    private BaseField(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
        _l4 = l4;
        _l5 = l5;
    }

    /// <inheritdoc/>
    public static BaseField One => new(0x760900000002FFFD, 0xEBF4000BC40C0002, 0x5F48985753C758BA, 0x77CE585370525745, 0x5C071A97A256EC6D, 0x15F65EC3FA80E493);

    /// <inheritdoc/>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3 | _l4 | _l5) == 0;

    /// <summary>The lowest bit of the integer.</summary>
    public bool IsOdd => (ToInteger()._l0 & 1) != 0;

    /// <summary>Whether the integer exceeds (p − 1) / 2.</summary>
    public bool IsInUpperHalf
    {
        get
        {
            BaseField integer = ToInteger();
            BaseField half = new(0xDCFF7FFFFFFFD555, 0x0F55FFFF58A9FFFF, 0xB39869507B587B12, 0xB23BA5C279C2895F, 0x258DD3DB21A5D66B, 0x0D0088F51CBFF34D);
            return SubtractUnderflows(in half, in integer, out _);
        }
    }

    /// <summary>2^768 mod p, which turns integers into Montgomery's form.</summary>
    private static BaseField RSquared => new(0xF4DF1F341C341746, 0x0A76E6A609D104F1, 0x8DE5476C4C95B6D5, 0x67EB88A9939D83C0, 0x9A793E85B519952D, 0x11988FE592CAE3AA);

    private static BaseField Modulus => new(P0, P1, P2, P3, P4, P5);

    /// <summary>(p − 3) / 4.</summary>
    private static ReadOnlySpan<ulong> RootExponent =>
        [0xEE7FBFFFFFFFEAAA, 0x07AAFFFFAC54FFFF, 0xD9CC34A83DAC3D89, 0xD91DD2E13CE144AF, 0x92C6E9ED90D2EB35, 0x0680447A8E5FF9A6];

    /// <summary>The element whose Montgomery form, below p, has these limbs, the least significant first.</summary>
    public static BaseField FromMontgomery(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5) => new(l0, l1, l2, l3, l4, l5);

    /// <summary>Reads 48 bytes, big-endian; false (and zero) if the integer is not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out BaseField element)
    {
        var integer = new BaseField(
            BinaryPrimitives.ReadUInt64BigEndian(source[40..]), BinaryPrimitives.ReadUInt64BigEndian(source[32..]),
            BinaryPrimitives.ReadUInt64BigEndian(source[24..]), BinaryPrimitives.ReadUInt64BigEndian(source[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(source[8..]), BinaryPrimitives.ReadUInt64BigEndian(source));
        bool isCanonical = SubtractUnderflows(in integer, Modulus, out _);
        element = isCanonical ? integer * RSquared : default;
        return isCanonical;
    }

    /// <summary>Writes 48 bytes, big-endian.</summary>
    public void Write(Span<byte> destination)
    {
        BaseField integer = ToInteger();
        BinaryPrimitives.WriteUInt64BigEndian(destination, integer._l5);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], integer._l4);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], integer._l3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], integer._l2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[32..], integer._l1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], integer._l0);
    }

    /// <inheritdoc/>
    public BaseField Square() => this * this;

    /// <inheritdoc/>
    public BaseField Inverse()
    {
        // 1 / (x R) times R² twice by Montgomery's product is R / x, R being 2^384.
        BaseField modulus = Modulus;
        BaseField inverse = default;
        ModularInverse.Compute384(
            MemoryMarshal.Cast<BaseField, ulong>(MemoryMarshal.CreateReadOnlySpan(in this, 1)),
            MemoryMarshal.Cast<BaseField, ulong>(MemoryMarshal.CreateReadOnlySpan(in modulus, 1)),
            MemoryMarshal.Cast<BaseField, ulong>(MemoryMarshal.CreateSpan(ref inverse, 1)));
        return inverse * RSquared * RSquared;
    }

    /// <summary>x to the power of (p − 3) / 4, which is 1 / √x up to its sign if x is a square (p = 3 mod 4).</summary>
    public BaseField InverseRootCandidate() => Power(RootExponent);

    /// <summary>A square root; false (and a root of −x) if there is none.</summary>
    public bool SquareRoot(out BaseField root)
    {
        root = this * InverseRootCandidate();
        return root.Square() == this;
    }

    /// <inheritdoc/>
    public bool Equals(BaseField other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BaseField other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_l0 ^ (_l0 >> 32) ^ _l5);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BaseField operator +(in BaseField a, in BaseField b)
    {
        ulong carry = 0;
        var sum = new BaseField(
            Limbs.AddCarry(a._l0, b._l0, ref carry), Limbs.AddCarry(a._l1, b._l1, ref carry), Limbs.AddCarry(a._l2, b._l2, ref carry),
            Limbs.AddCarry(a._l3, b._l3, ref carry), Limbs.AddCarry(a._l4, b._l4, ref carry), Limbs.AddCarry(a._l5, b._l5, ref carry));
        return SubtractUnderflows(in sum, Modulus, out BaseField reduced) ? sum : reduced;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BaseField operator -(in BaseField a, in BaseField b)
    {
        ulong mask = SubtractUnderflows(in a, in b, out BaseField difference) ? ulong.MaxValue : 0;
        ulong carry = 0;
        return new BaseField(
            Limbs.AddCarry(difference._l0, P0 & mask, ref carry), Limbs.AddCarry(difference._l1, P1 & mask, ref carry),
            Limbs.AddCarry(difference._l2, P2 & mask, ref carry), Limbs.AddCarry(difference._l3, P3 & mask, ref carry),
            Limbs.AddCarry(difference._l4, P4 & mask, ref carry), Limbs.AddCarry(difference._l5, P5 & mask, ref carry));
    }

    /// <summary>a · b / 2^384 mod p: rows of the product and of multiples of p that clear the lowest limb, in turn.</summary>
    public static BaseField operator *(in BaseField a, in BaseField b)
    {
        ulong t0 = 0;
        ulong t1 = 0;
        ulong t2 = 0;
        ulong t3 = 0;
        ulong t4 = 0;
        ulong t5 = 0;
        AddRow(a._l0, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(a._l1, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(a._l2, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(a._l3, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(a._l4, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        AddRow(a._l5, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        var product = new BaseField(t0, t1, t2, t3, t4, t5);
        return SubtractUnderflows(in product, Modulus, out BaseField reduced) ? product : reduced;
    }

    /// <inheritdoc/>
    public static BaseField operator -(in BaseField a) => default(BaseField) - a;

    /// <inheritdoc/>
    public static bool operator ==(in BaseField a, in BaseField b) =>
        ((a._l0 ^ b._l0) | (a._l1 ^ b._l1) | (a._l2 ^ b._l2) | (a._l3 ^ b._l3) | (a._l4 ^ b._l4) | (a._l5 ^ b._l5)) == 0;

    /// <inheritdoc/>
    public static bool operator !=(in BaseField a, in BaseField b) => !(a == b);

    /// <summary>t = (t + x · b + m · p) / 2^64, m making the sum divisible. t stays below 2p, far below 2^384.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(
        ulong x, in BaseField b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4, ref ulong t5)
    {
        ulong high = 0;
        t0 = Limbs.MultiplyAdd(x, b._l0, t0, ref high);
        t1 = Limbs.MultiplyAdd(x, b._l1, t1, ref high);
        t2 = Limbs.MultiplyAdd(x, b._l2, t2, ref high);
        t3 = Limbs.MultiplyAdd(x, b._l3, t3, ref high);
        t4 = Limbs.MultiplyAdd(x, b._l4, t4, ref high);
        t5 = Limbs.MultiplyAdd(x, b._l5, t5, ref high);

        ulong m = t0 * NegativeInverse;
        ulong carry = 0;
        _ = Limbs.MultiplyAdd(m, P0, t0, ref carry);
        t0 = Limbs.MultiplyAdd(m, P1, t1, ref carry);
        t1 = Limbs.MultiplyAdd(m, P2, t2, ref carry);
        t2 = Limbs.MultiplyAdd(m, P3, t3, ref carry);
        t3 = Limbs.MultiplyAdd(m, P4, t4, ref carry);
        t4 = Limbs.MultiplyAdd(m, P5, t5, ref carry);
        t5 = high + carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SubtractUnderflows(in BaseField a, in BaseField b, out BaseField difference)
    {
        ulong borrow = 0;
        difference = new BaseField(
            Limbs.SubBorrow(a._l0, b._l0, ref borrow), Limbs.SubBorrow(a._l1, b._l1, ref borrow), Limbs.SubBorrow(a._l2, b._l2, ref borrow),
            Limbs.SubBorrow(a._l3, b._l3, ref borrow), Limbs.SubBorrow(a._l4, b._l4, ref borrow), Limbs.SubBorrow(a._l5, b._l5, ref borrow));
        return borrow != 0;
    }

    /// <summary>The integer below p itself, in the limbs of the result.</summary>
    private BaseField ToInteger() => this * new BaseField(1, 0, 0, 0, 0, 0);

    /// <summary>x to the power of a constant, by windows of four bits.</summary>
    private BaseField Power(ReadOnlySpan<ulong> exponent)
    {
        Span<BaseField> powers = stackalloc BaseField[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * this;
        BaseField result = One;
        for (int shift = (64 * exponent.Length) - 4; shift >= 0; shift -= 4)
        {
            result = result.Square().Square().Square().Square();
            result *= powers[(int)(exponent[shift >> 6] >> (shift & 63)) & 15];
        }

        return result;
    }
}
