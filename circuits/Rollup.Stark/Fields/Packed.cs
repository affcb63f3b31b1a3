using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>As many KoalaBear elements as a machine vector <typeparamref name="W"/> has words, as Montgomery words below p.</summary>
public readonly struct Packed<W> : IPackedField<Packed<W>>
    where W : unmanaged, IWords<W>
{
    private readonly W _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Packed(W words) => _words = words;

    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => W.Count;
    }

    private static W P
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => W.Broadcast(KoalaBear.Modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> Constant(KoalaBear value) => new(W.Broadcast(value.MontgomeryWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> operator +(Packed<W> left, Packed<W> right)
    {
        W sum = left._words + right._words;
        return new(W.Min(sum, sum - P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> operator -(Packed<W> left, Packed<W> right) => AddModulusIfNegative(left._words - right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> operator -(Packed<W> value) => default(Packed<W>) - value;

    /// <summary>Even and odd lanes are multiplied apart, because products have 64 bits; see <see cref="Reduce"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> operator *(Packed<W> left, Packed<W> right)
        => Reduce(W.MultiplyEven(left._words, right._words), W.MultiplyEven(W.OddToEven(left._words), W.OddToEven(right._words)));

    public static Packed<W> Inverse(Packed<W> value)
    {
        // The exponent p − 2 by the addition chain of KoalaBear.Inverse.
        Packed<W> x2 = value * value * value;
        Packed<W> x3 = x2 * x2 * value;
        Packed<W> x6 = Square(x3, 3) * x3;
        Packed<W> x12 = Square(x6, 6) * x6;
        Packed<W> x24 = Square(x12, 12) * x12;
        return Square(x6, 25) * x24;
    }

    /// <summary>
    /// With signed words, the sum x + c − p in [−p, p) and its square in (−p, p) need not be brought into [0, p): products of such words are at most p² in absolute
    /// value, so that their halves differ by less than p after reduction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> CubeOfSum(Packed<W> value, KoalaBear constant)
    {
        W even = value._words + W.Broadcast(constant.MontgomeryWord - KoalaBear.Modulus);
        W odd = W.OddToEven(even);
        W evenSquare = W.MultiplyEvenSigned(even, even), oddSquare = W.MultiplyEvenSigned(odd, odd);
        evenSquare = W.OddToEven(W.Subtract64(evenSquare, AgreeingMultipleSigned(evenSquare)));
        oddSquare = W.OddToEven(W.Subtract64(oddSquare, AgreeingMultipleSigned(oddSquare)));
        W evenCube = W.MultiplyEvenSigned(evenSquare, even), oddCube = W.MultiplyEvenSigned(oddSquare, odd);
        return AddModulusIfNegative(W.JoinOdd(evenCube, oddCube) - W.JoinOdd(AgreeingMultipleSigned(evenCube), AgreeingMultipleSigned(oddCube)));
    }

    /// <summary>
    /// p = 127·2^24 + 1 is 1 modulo 2^log. With r the low bits of x, x − rp is a multiple of 2^log, and (x − rp)/2^log = ⌊x/2^log⌋ − 127·r·2^(24 − log) lies in (−p, p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> DivideByPowerOfTwo(Packed<W> value, int log)
    {
        W low = W.ShiftLeft(value._words, W.Broadcast(32 - (uint)log));
        return AddModulusIfNegative(W.ShiftRight(value._words, W.Broadcast((uint)log)) - (low >>> 1) + (low >>> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> ShiftIn(Packed<W> value, Packed<W> next) => new(W.ShiftIn(value._words, next._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExchangeLanes(ref Packed<W> low, ref Packed<W> high, [ConstantExpected] int distance)
    {
        W a = low._words, b = high._words;
        low = new(W.JoinLow(a, b, distance));
        high = new(W.JoinHigh(a, b, distance));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed<W> ToCanonicalWords(Packed<W> value)
        => Reduce(W.Low64(value._words), W.High64(value._words));

    private static Packed<W> Square(Packed<W> value, int times)
    {
        for (int i = 0; i < times; i++)
            value *= value;
        return value;
    }

    /// <summary>
    /// Montgomery reduction of the products of even and odd lanes: x − (x·p⁻¹ mod 2^32)·p is a multiple of 2^32, and its high
    /// word, in (−p, p), is brought into [0, p). The low words agree, so that the high ones are subtracted alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed<W> Reduce(W even, W odd)
        => AddModulusIfNegative(W.JoinOdd(even, odd) - W.JoinOdd(AgreeingMultiple(even), AgreeingMultiple(odd)));

    /// <summary>The multiples of p below 2^32·p that agree with the given integers in the low word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W AgreeingMultiple(W products) => W.MultiplyEven(W.MultiplyEven(products, W.Broadcast(KoalaBear.ModulusInverse)), P);

    /// <summary>The multiples of p between −2^31·p and 2^31·p that agree with the given integers in the low word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W AgreeingMultipleSigned(W products) => W.MultiplyEvenSigned(W.MultiplyEven(products, W.Broadcast(KoalaBear.ModulusInverse)), P);

    /// <summary>Words in (−p, p), modulo 2^32, to [0, p): a negative one is above p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed<W> AddModulusIfNegative(W words) => new(W.Min(words, words + P));
}
