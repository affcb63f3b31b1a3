using System.Runtime.CompilerServices;

namespace Rollup.Kernel.Fields;

#pragma warning disable CS0660, CS0661, MA0095 // == without Equals(object): boxing is outside the provable subset, and the inherited bitwise equality agrees.

/// <summary>
/// An element of the KoalaBear field, the integers modulo p = 2^31 − 2^24 + 1 = 2130706433.
/// The word held is x·2^32 mod p (Montgomery form), always below p, so that equal elements are equal words;
/// <c>default</c> is zero.
/// </summary>
public readonly struct KoalaBear : IEquatable<KoalaBear>
{
    /// <summary>p = 2^31 − 2^24 + 1.</summary>
    public const uint Modulus = 0x7f00_0001;

    /// <summary>The largest k for which 2^k divides p − 1 = 127·2^24.</summary>
    public const int TwoAdicity = 24;

    /// <summary>p⁻¹ mod 2^32: Montgomery reduction subtracts the multiple of p that agrees in the low word.</summary>
    public const uint ModulusInverse = 0x8100_0001;

    /// <summary>2^64 mod p, the factor that brings a canonical value into Montgomery form.</summary>
    private const uint MontgomerySquare = 0x17f7_efe4;

    /// <summary>3^127, of order 2^24, in Montgomery form.</summary>
    private const uint TwoAdicRoot = 0x13c8_5195;

    private readonly uint _word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KoalaBear(uint word) => _word = word;

    public static KoalaBear Zero => default;

    /// <summary>2^32 mod p in Montgomery form.</summary>
    public static KoalaBear One => new(0x01ff_fffe);

    public static KoalaBear Two => new(0x03ff_fffc);

    /// <summary>3, which generates the whole multiplicative group.</summary>
    public static KoalaBear Generator => new(0x05ff_fffa);

    /// <summary>The Montgomery word x·2^32 mod p.</summary>
    public uint MontgomeryWord
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _word;
    }

    public bool IsZero => _word == 0;

    /// <summary>The element of any 32-bit value, reduced modulo p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear FromCanonical(uint value) => new(ReduceProduct((ulong)value * MontgomerySquare));

    /// <summary>The element whose Montgomery word is <paramref name="word"/>, which must be below p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear FromMontgomeryWord(uint word) => new(word);

    /// <summary>The representative in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ToCanonical() => ReduceProduct(_word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator +(KoalaBear left, KoalaBear right)
        => new(AddModulusIfNegative(left._word + right._word - Modulus));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator -(KoalaBear left, KoalaBear right)
        => new(AddModulusIfNegative(left._word - right._word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator -(KoalaBear value) => default(KoalaBear) - value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator *(KoalaBear left, KoalaBear right) => new(ReduceProduct((ulong)left._word * right._word));

    public static bool operator ==(KoalaBear left, KoalaBear right) => left._word == right._word;

    public static bool operator !=(KoalaBear left, KoalaBear right) => left._word != right._word;

    /// <summary>this^<paramref name="exponent"/>, with 0^0 = 1.</summary>
    public KoalaBear Pow(ulong exponent)
    {
        KoalaBear result = One;
        KoalaBear power = this;
        while (exponent != 0)
        {
            if ((exponent & 1) != 0)
                result *= power;
            power *= power;
            exponent >>= 1;
        }

        return result;
    }

    /// <summary>The multiplicative inverse, this^(p−2); zero for zero.</summary>
    public KoalaBear Inverse()
    {
        // p − 2 = 0b1111110 followed by 24 ones. Each line's comment is the exponent reached, in binary.
        KoalaBear x1 = this;
        KoalaBear x2 = x1 * x1 * x1;                      // 11
        KoalaBear x3 = x2 * x2 * x1;                      // 111
        KoalaBear x6 = Square(x3, 3) * x3;                // 111111
        KoalaBear x12 = Square(x6, 6) * x6;               // twelve ones
        KoalaBear x24 = Square(x12, 12) * x12;            // twenty-four ones
        return Square(x6, 25) * x24;                      // 111111 0 and twenty-four ones
    }

    /// <summary>
    /// The root of unity of order 2^<paramref name="bits"/>, 0 to 24, with TwoAdicGenerator(k)² = TwoAdicGenerator(k − 1).
    /// </summary>
    public static KoalaBear TwoAdicGenerator(int bits)
    {
        KoalaBear root = new(TwoAdicRoot);
        for (int i = TwoAdicity; i > bits; i--)
            root *= root;
        return root;
    }

    public bool Equals(KoalaBear other) => _word == other._word;

    private static KoalaBear Square(KoalaBear value, int times)
    {
        for (int i = 0; i < times; i++)
            value *= value;
        return value;
    }

    /// <summary>
    /// Montgomery reduction: product·2^−32 mod p, for product below p·2^32. With q = product·p⁻¹ mod 2^32, product − q·p is
    /// divisible by 2^32 and its quotient lies in (−p, p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReduceProduct(ulong product)
    {
        uint quotient = (uint)product * ModulusInverse;
        uint high = (uint)(product >> 32);
        uint subtrahend = (uint)(((ulong)quotient * Modulus) >> 32);
        return AddModulusIfNegative(high - subtrahend);
    }

    /// <summary>
    /// Brings a number in [−p, p), in two's complement, into [0, p). By mask, because the compiler makes a branch of a minimum or a condition inside loops, and this one is a coin toss.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AddModulusIfNegative(uint value) => value + (Modulus & (uint)((int)value >> 31));
}
