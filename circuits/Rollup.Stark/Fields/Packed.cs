using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>As many KoalaBear elements as a machine vector <typeparamref name="W"/> has words, as Montgomery words below p.</summary>
public readonly struct Packed<W> : IPackedField<Packed<W>>
    where W : unmanaged, IWords<W>
{
    /// <summary>Of an extension element.</summary>
    private const int Coordinates = 5;

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

    /// <summary>
    /// The schoolbook product of <see cref="Quintic{P}.Product"/> with five reductions instead of twenty-five: products stay 64-bit integers, of even and odd lanes apart, until the coordinates are put together.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Quintic<Packed<W>> Multiply(in Quintic<Packed<W>> left, in Quintic<Packed<W>> right)
    {
        W a0 = left.C0._words, a1 = left.C1._words, a2 = left.C2._words, a3 = left.C3._words, a4 = left.C4._words;
        W b0 = right.C0._words, b1 = right.C1._words, b2 = right.C2._words, b3 = right.C3._words, b4 = right.C4._words;
        MultiplyEven(a0, a1, a2, a3, a4, b0, b1, b2, b3, b4, out W e0, out W e1, out W e2, out W e3, out W e4);
        MultiplyEven(
            W.OddToEven(a0), W.OddToEven(a1), W.OddToEven(a2), W.OddToEven(a3), W.OddToEven(a4),
            W.OddToEven(b0), W.OddToEven(b1), W.OddToEven(b2), W.OddToEven(b3), W.OddToEven(b4), out W o0, out W o1, out W o2, out W o3, out W o4);
        return new(Reduce(e0, o0), Reduce(e1, o1), Reduce(e2, o2), Reduce(e3, o3), Reduce(e4, o4));
    }

    /// <summary>
    /// The coordinates of the product of the even lanes, as 64-bit integers below 2^32·p. A product of two words is below 2^32·p/2, so that four of them, or three numbers of which one is below
    /// 2^32·p, do not overflow; the high word then says whether 2^32·p is to be subtracted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyEven(W a0, W a1, W a2, W a3, W a4, W b0, W b1, W b2, W b3, W b4, out W c0, out W c1, out W c2, out W c3, out W c4)
    {
        W modulus = P - W.Low64(P);
        W x5 = Lower(W.Add64(W.Add64(W.MultiplyEven(a1, b4), W.MultiplyEven(a2, b3)), W.Add64(W.MultiplyEven(a3, b2), W.MultiplyEven(a4, b1))), modulus);
        W x8 = W.MultiplyEven(a4, b4);
        c0 = Difference(Lower(W.Add64(W.MultiplyEven(a0, b0), x5), modulus), x8, modulus);

        W x6 = Lower(W.Add64(W.Add64(W.MultiplyEven(a2, b4), W.MultiplyEven(a3, b3)), W.MultiplyEven(a4, b2)), modulus);
        c1 = Lower(W.Add64(W.Add64(W.MultiplyEven(a0, b1), W.MultiplyEven(a1, b0)), x6), modulus);

        W x7 = W.Add64(W.MultiplyEven(a3, b4), W.MultiplyEven(a4, b3));
        W x2 = Lower(W.Add64(W.Add64(W.MultiplyEven(a0, b2), W.MultiplyEven(a1, b1)), W.MultiplyEven(a2, b0)), modulus);
        c2 = Lower(W.Add64(Lower(W.Add64(Difference(x2, x5, modulus), x7), modulus), x8), modulus);

        W x3 = Lower(W.Add64(W.Add64(W.MultiplyEven(a0, b3), W.MultiplyEven(a1, b2)), W.Add64(W.MultiplyEven(a2, b1), W.MultiplyEven(a3, b0))), modulus);
        c3 = Lower(W.Add64(Difference(x3, x6, modulus), x8), modulus);

        W x4 = Lower(W.Add64(W.Add64(W.MultiplyEven(a0, b4), W.MultiplyEven(a1, b3)), W.Add64(W.MultiplyEven(a2, b2), W.MultiplyEven(a3, b1))), modulus);
        c4 = Difference(Lower(W.Add64(x4, W.MultiplyEven(a4, b0)), modulus), x7, modulus);
    }

    /// <summary>64-bit integers below 2^33·p, less 2^32·p where that is possible; <paramref name="modulus"/> is 2^32·p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W Lower(W value, W modulus) => W.Min(value, value - modulus);

    /// <summary>The difference of 64-bit integers below 2^32·p, plus 2^32·p where it is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W Difference(W left, W right, W modulus)
    {
        W difference = W.Subtract64(left, right);
        return W.Min(difference, difference + modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Quintic<Packed<W>> Dot(ReadOnlySpan<Packed<W>> values, ReadOnlySpan<Extension> coefficients)
    {
        Span<Packed<W>> sum = stackalloc Packed<W>[PackedField.SumLength];
        sum.Clear();
        int whole = values.Length - (values.Length % PackedField.DotTerms);
        AddBroadcastProducts(values[..whole], MemoryMarshal.Cast<Extension, uint>(coefficients), sum);
        if (whole < values.Length)
        {
            Span<Packed<W>> lastValues = stackalloc Packed<W>[PackedField.DotTerms];
            Span<Extension> lastCoefficients = stackalloc Extension[PackedField.DotTerms];
            lastValues.Clear();
            lastCoefficients.Clear();
            values[whole..].CopyTo(lastValues);
            coefficients[whole..values.Length].CopyTo(lastCoefficients);
            AddBroadcastProducts(lastValues, MemoryMarshal.Cast<Extension, uint>(lastCoefficients), sum);
        }

        return FinishSum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(ReadOnlySpan<Packed<W>> rows, int stride, ReadOnlySpan<Quintic<Packed<W>>> weights, Span<Packed<W>> sums)
    {
        ReadOnlySpan<W> even = MemoryMarshal.Cast<Quintic<Packed<W>>, W>(weights);
        Span<W> odd = stackalloc W[Coordinates * PackedField.DotTerms];
        for (int i = 0; i < odd.Length; i++)
            odd[i] = W.OddToEven(even[i]);
        ref W sum = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Packed<W>, W>(sums));
        for (int column = 0; column < sums.Length / PackedField.SumLength; column++)
        {
            W v0 = rows[column]._words, v1 = rows[stride + column]._words, v2 = rows[(2 * stride) + column]._words, v3 = rows[(3 * stride) + column]._words;
            W o0 = W.OddToEven(v0), o1 = W.OddToEven(v1), o2 = W.OddToEven(v2), o3 = W.OddToEven(v3);
            for (int c = 0; c < Coordinates; c++)
            {
                W evenSum = W.Add64(
                    W.Add64(W.MultiplyEven(v0, even[c]), W.MultiplyEven(v1, even[Coordinates + c])),
                    W.Add64(W.MultiplyEven(v2, even[(2 * Coordinates) + c]), W.MultiplyEven(v3, even[(3 * Coordinates) + c])));
                W oddSum = W.Add64(
                    W.Add64(W.MultiplyEven(o0, odd[c]), W.MultiplyEven(o1, odd[Coordinates + c])),
                    W.Add64(W.MultiplyEven(o2, odd[(2 * Coordinates) + c]), W.MultiplyEven(o3, odd[(3 * Coordinates) + c])));
                AddHalves(ref sum, evenSum, oddSum);
                sum = ref Unsafe.Add(ref sum, 4);
            }
        }
    }

    /// <summary>With l and h the sums of low and high halves, (l + 2^32·h)·2^−32, taken apart so that one reduction of less than 2^32·p is left.</summary>
    public static Quintic<Packed<W>> FinishSum(ReadOnlySpan<Packed<W>> sum)
    {
        return new(Coordinate(sum[..4]), Coordinate(sum[4..8]), Coordinate(sum[8..12]), Coordinate(sum[12..16]), Coordinate(sum[16..20]));

        static Packed<W> Coordinate(ReadOnlySpan<Packed<W>> halves) => Reduce(Half(halves[0]._words, halves[1]._words), Half(halves[2]._words, halves[3]._words));

        static W Half(W low, W high)
        {
            // 2^32 modulo p is the Montgomery word of one, 2^64 that of the element 2^32.
            W upper = W.Add64(high, W.High64(low));
            KoalaBear one = KoalaBear.One;
            return W.Add64(
                W.Low64(low),
                W.Add64(
                    W.MultiplyEven(upper, W.Broadcast(one.MontgomeryWord)),
                    W.MultiplyEven(W.High64(upper), W.Broadcast(KoalaBear.FromCanonical(one.MontgomeryWord).MontgomeryWord))));
        }
    }

    /// <summary>As <see cref="AddProducts"/>, for one sum and with the same coefficient in all lanes; <paramref name="coefficients"/> holds five words for each value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBroadcastProducts(ReadOnlySpan<Packed<W>> values, ReadOnlySpan<uint> coefficients, Span<Packed<W>> sum)
    {
        ref W first = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Packed<W>, W>(sum));
        for (; values.Length >= PackedField.DotTerms; values = values[PackedField.DotTerms..])
        {
            W v0 = values[0]._words, v1 = values[1]._words, v2 = values[2]._words, v3 = values[3]._words;
            W o0 = W.OddToEven(v0), o1 = W.OddToEven(v1), o2 = W.OddToEven(v2), o3 = W.OddToEven(v3);
            for (int c = 0; c < Coordinates; c++)
            {
                W k0 = W.Broadcast(coefficients[c]), k1 = W.Broadcast(coefficients[Coordinates + c]);
                W k2 = W.Broadcast(coefficients[(2 * Coordinates) + c]), k3 = W.Broadcast(coefficients[(3 * Coordinates) + c]);
                W evenSum = W.Add64(W.Add64(W.MultiplyEven(v0, k0), W.MultiplyEven(v1, k1)), W.Add64(W.MultiplyEven(v2, k2), W.MultiplyEven(v3, k3)));
                W oddSum = W.Add64(W.Add64(W.MultiplyEven(o0, k0), W.MultiplyEven(o1, k1)), W.Add64(W.MultiplyEven(o2, k2), W.MultiplyEven(o3, k3)));
                AddHalves(ref Unsafe.Add(ref first, 4 * c), evenSum, oddSum);
            }

            coefficients = coefficients[(Coordinates * PackedField.DotTerms)..];
        }
    }

    /// <summary>Low and high halves are summed apart, so that nothing overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddHalves(ref W sum, W even, W odd)
    {
        sum = W.Add64(sum, W.Low64(even));
        Unsafe.Add(ref sum, 1) = W.Add64(Unsafe.Add(ref sum, 1), W.High64(even));
        Unsafe.Add(ref sum, 2) = W.Add64(Unsafe.Add(ref sum, 2), W.Low64(odd));
        Unsafe.Add(ref sum, 3) = W.Add64(Unsafe.Add(ref sum, 3), W.High64(odd));
    }

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
