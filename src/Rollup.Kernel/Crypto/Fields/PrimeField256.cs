using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Fields;

/// <summary>
/// The integers modulo a prime of up to 256 bits. An element x is kept as x · 2^256 mod p (Montgomery, "Modular multiplication without
/// trial division", 1985), always below p.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct PrimeField256<TPrime> : IField<PrimeField256<TPrime>>, IEquatable<PrimeField256<TPrime>>
    where TPrime : struct, IPrime256
{
    private readonly U256 _value;

    private PrimeField256(in U256 montgomery) => _value = montgomery;

    /// <inheritdoc/>
    public static PrimeField256<TPrime> One => new(TPrime.R);

    /// <inheritdoc/>
    public bool IsZero => _value.IsZero;

    /// <summary>The element whose Montgomery form, below p, has these limbs, the least significant first.</summary>
    public static PrimeField256<TPrime> FromMontgomery(ulong l0, ulong l1, ulong l2, ulong l3) => new(new U256(l0, l1, l2, l3));

    /// <summary>The class of an integer; false (and zero) if it is not below p.</summary>
    public static bool TryFrom(in U256 value, out PrimeField256<TPrime> element)
    {
        bool isCanonical = value < TPrime.Modulus;
        element = isCanonical ? new(Multiply(in value, TPrime.RSquared)) : default;
        return isCanonical;
    }

    /// <summary>The integer below p.</summary>
    public U256 ToU256() => Multiply(in _value, U256.One);

    /// <inheritdoc/>
    public PrimeField256<TPrime> Square() => new(Multiply(in _value, in _value));

    /// <inheritdoc/>
    public PrimeField256<TPrime> Inverse()
    {
        // 1 / (x R) times R² twice by Montgomery's product is R / x.
        U256 inverse = ModularInverse.Compute(in _value, TPrime.Modulus);
        inverse = Multiply(in inverse, TPrime.RSquared);
        return new(Multiply(in inverse, TPrime.RSquared));
    }

    /// <inheritdoc/>
    public bool Equals(PrimeField256<TPrime> other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PrimeField256<TPrime> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField256<TPrime> operator +(in PrimeField256<TPrime> a, in PrimeField256<TPrime> b)
    {
        ulong carry = 0;
        var sum = new U256(
            Limbs.AddCarry(a._value.L0, b._value.L0, ref carry), Limbs.AddCarry(a._value.L1, b._value.L1, ref carry),
            Limbs.AddCarry(a._value.L2, b._value.L2, ref carry), Limbs.AddCarry(a._value.L3, b._value.L3, ref carry));
        return new(Reduce(in sum, carry));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField256<TPrime> operator -(in PrimeField256<TPrime> a, in PrimeField256<TPrime> b)
    {
        ulong borrow = 0;
        ulong d0 = Limbs.SubBorrow(a._value.L0, b._value.L0, ref borrow);
        ulong d1 = Limbs.SubBorrow(a._value.L1, b._value.L1, ref borrow);
        ulong d2 = Limbs.SubBorrow(a._value.L2, b._value.L2, ref borrow);
        ulong d3 = Limbs.SubBorrow(a._value.L3, b._value.L3, ref borrow);
        ulong mask = 0 - borrow;
        U256 p = TPrime.Modulus;
        ulong carry = 0;
        return new(new U256(
            Limbs.AddCarry(d0, p.L0 & mask, ref carry), Limbs.AddCarry(d1, p.L1 & mask, ref carry),
            Limbs.AddCarry(d2, p.L2 & mask, ref carry), Limbs.AddCarry(d3, p.L3 & mask, ref carry)));
    }

    /// <inheritdoc/>
    public static PrimeField256<TPrime> operator *(in PrimeField256<TPrime> a, in PrimeField256<TPrime> b) => new(Multiply(in a._value, in b._value));

    /// <inheritdoc/>
    public static PrimeField256<TPrime> operator -(in PrimeField256<TPrime> a) => default(PrimeField256<TPrime>) - a;

    /// <inheritdoc/>
    public static bool operator ==(in PrimeField256<TPrime> a, in PrimeField256<TPrime> b) => a._value == b._value;

    /// <inheritdoc/>
    public static bool operator !=(in PrimeField256<TPrime> a, in PrimeField256<TPrime> b) => a._value != b._value;

    /// <summary>a · b / R mod p for a · b below p · R: rows of the product and of multiples of p that clear the lowest limb, in turn.</summary>
    private static U256 Multiply(in U256 a, in U256 b)
    {
        ulong t0 = 0;
        ulong t1 = 0;
        ulong t2 = 0;
        ulong t3 = 0;
        ulong t4 = 0;
        AddRow(a.L0, in b, ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(a.L1, in b, ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(a.L2, in b, ref t0, ref t1, ref t2, ref t3, ref t4);
        AddRow(a.L3, in b, ref t0, ref t1, ref t2, ref t3, ref t4);
        return Reduce(new U256(t0, t1, t2, t3), t4);
    }

    /// <summary>overflow · 2^256 + value, which is below 2p, modulo p. With a spare bit the overflow is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static U256 Reduce(in U256 value, ulong overflow)
    {
        U256 p = TPrime.Modulus;
        ulong borrow = 0;
        var reduced = new U256(
            Limbs.SubBorrow(value.L0, p.L0, ref borrow), Limbs.SubBorrow(value.L1, p.L1, ref borrow),
            Limbs.SubBorrow(value.L2, p.L2, ref borrow), Limbs.SubBorrow(value.L3, p.L3, ref borrow));
        return borrow != 0 && (TPrime.HasSpareBit || overflow == 0) ? value : reduced;
    }

    /// <summary>t = (t + x · b + m · p) / 2^64, m making the sum divisible. t stays below 2p, so that with a spare bit t4 stays 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ulong x, in U256 b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        ulong high = 0;
        t0 = Limbs.MultiplyAdd(x, b.L0, t0, ref high);
        t1 = Limbs.MultiplyAdd(x, b.L1, t1, ref high);
        t2 = Limbs.MultiplyAdd(x, b.L2, t2, ref high);
        t3 = Limbs.MultiplyAdd(x, b.L3, t3, ref high);
        ulong overflow = 0;
        if (!TPrime.HasSpareBit)
            high = Limbs.AddCarry(t4, high, ref overflow);

        ulong m = t0 * TPrime.NegativeInverse;
        U256 p = TPrime.Modulus;
        ulong carry = 0;
        _ = Limbs.MultiplyAdd(m, p.L0, t0, ref carry);
        t0 = Limbs.MultiplyAdd(m, p.L1, t1, ref carry);
        t1 = Limbs.MultiplyAdd(m, p.L2, t2, ref carry);
        t2 = Limbs.MultiplyAdd(m, p.L3, t3, ref carry);
        if (TPrime.HasSpareBit)
        {
            t3 = high + carry;
            return;
        }

        ulong last = 0;
        t3 = Limbs.AddCarry(high, carry, ref last);
        t4 = overflow + last;
    }
}

/// <summary>An odd prime p of up to 256 bits with the constants that Montgomery's multiplication needs; R = 2^256.</summary>
public interface IPrime256
{
    /// <summary>p.</summary>
    static abstract U256 Modulus { get; }

    /// <summary>−1 / p modulo 2^64.</summary>
    static abstract ulong NegativeInverse { get; }

    /// <summary>R mod p.</summary>
    static abstract U256 R { get; }

    /// <summary>R² mod p.</summary>
    static abstract U256 RSquared { get; }

    /// <summary>Whether p is below 2^255, so that no sum of two elements has more than 256 bits.</summary>
    static abstract bool HasSpareBit { get; }
}
