using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto;

/// <summary>
/// Inversion modulo an odd number by Bernstein and Yang's division steps ("Fast constant-time gcd computation and modular
/// inversion", 2019), in variable time: 62 steps on the lowest limbs at once, then their matrix applied to the whole numbers.
/// </summary>
public static unsafe class ModularInverse
{
    /// <summary>Bits per limb: signed limbs, with room for the sums of two products.</summary>
    private const int LimbBits = 62;

    private const long LimbMask = (1L << LimbBits) - 1;

    /// <summary>
    /// The inverse of <paramref name="value"/>, which is below the odd <paramref name="modulus"/> and without a factor in common with it;
    /// 0 for 0.
    /// </summary>
    [SkipLocalsInit]
    public static U256 Compute(in U256 value, in U256 modulus)
    {
        ulong* number = stackalloc ulong[] { value.L0, value.L1, value.L2, value.L3 };
        ulong* odd = stackalloc ulong[] { modulus.L0, modulus.L1, modulus.L2, modulus.L3 };
        ulong* inverse = stackalloc ulong[4];
        Compute<Width256>(number, odd, inverse);
        return new U256(inverse[0], inverse[1], inverse[2], inverse[3]);
    }

    /// <summary>The same for numbers of six limbs of 64 bits, the least significant first, and a modulus below 2^383.</summary>
    public static void Compute384(ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> modulus, Span<ulong> inverse)
    {
        fixed (ulong* number = value, odd = modulus, result = inverse)
            Compute<Width384>(number, odd, result);
    }

    [SkipLocalsInit]
    private static void Compute<TWidth>(ulong* value, ulong* modulus, ulong* result)
        where TWidth : struct, IWidth
    {
        // Invariants: f = d · value and g = e · value modulo the modulus, f odd; d and e within (−2 · modulus, modulus).
        long* m = stackalloc long[TWidth.Limbs];
        long* f = stackalloc long[TWidth.Limbs];
        long* g = stackalloc long[TWidth.Limbs];
        long* d = stackalloc long[TWidth.Limbs];
        long* e = stackalloc long[TWidth.Limbs];
        Split<TWidth>(modulus, m);
        Split<TWidth>(modulus, f);
        Split<TWidth>(value, g);
        for (int i = 0; i < TWidth.Limbs; i++)
            d[i] = e[i] = 0;
        e[0] = 1;

        ulong inverse = InverseOfLimb(modulus[0]);
        long eta = -1;
        while (!IsZero<TWidth>(g))
        {
            Matrix steps = Divide((ulong)f[0], (ulong)g[0], ref eta);
            UpdateCofactors<TWidth>(d, e, in steps, m, inverse);
            UpdateNumbers<TWidth>(f, g, in steps);
        }

        // f is 1 or −1 (or the modulus, for the value 0), and d is the inverse up to that sign.
        AddIf<TWidth>(d, m, d[TWidth.Limbs - 1] >> 63);
        NegateIf<TWidth>(d, f[TWidth.Limbs - 1] >> 63);
        AddIf<TWidth>(d, m, d[TWidth.Limbs - 1] >> 63);
        Join<TWidth>(d, result);
    }

    private static bool IsZero<TWidth>(long* g)
        where TWidth : struct, IWidth
    {
        long any = 0;
        for (int i = 0; i < TWidth.Limbs; i++)
            any |= g[i];
        return any == 0;
    }

    /// <summary>62 division steps on f and g modulo 2^64: the matrix that maps (f, g) to 2^62 times their successors.</summary>
    private static Matrix Divide(ulong f, ulong g, ref long eta)
    {
        ulong u = 1;
        ulong v = 0;
        ulong q = 0;
        ulong r = 1;
        int left = LimbBits;
        long balance = eta;
        while (true)
        {
            int zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            balance -= zeros;
            left -= zeros;
            if (left == 0)
                break;

            if (balance < 0)
            {
                balance = -balance;
                (f, g) = (g, 0 - f);
                (u, q) = (q, 0 - u);
                (v, r) = (r, 0 - v);
            }

            // f (f² − 2) is −1/f modulo 2^6, so that this multiple of f clears up to six low bits of g: as many as there are steps before the next swap.
            int limit = (int)Math.Min(balance + 1, left);
            ulong w = (f * g * ((f * f) - 2)) & (ulong.MaxValue >> (64 - limit)) & 63;
            g += f * w;
            q += u * w;
            r += v * w;
        }

        eta = balance;
        return new Matrix((long)u, (long)v, (long)q, (long)r);
    }

    /// <summary>(d, e) = matrix · (d, e) / 2^62 modulo the modulus: multiples of it make the lowest limbs divisible.</summary>
    private static void UpdateCofactors<TWidth>(long* d, long* e, in Matrix t, long* m, ulong inverse)
        where TWidth : struct, IWidth
    {
        long signD = d[TWidth.Limbs - 1] >> 63;
        long signE = e[TWidth.Limbs - 1] >> 63;
        long multipleD = (t.U & signD) + (t.V & signE);
        long multipleE = (t.Q & signD) + (t.R & signE);
        var sumD = default(Accumulator);
        var sumE = default(Accumulator);
        sumD.Add(t.U, d[0]);
        sumD.Add(t.V, e[0]);
        sumE.Add(t.Q, d[0]);
        sumE.Add(t.R, e[0]);
        multipleD -= (long)((inverse * sumD.Low) + (ulong)multipleD) & LimbMask;
        multipleE -= (long)((inverse * sumE.Low) + (ulong)multipleE) & LimbMask;
        sumD.Add(m[0], multipleD);
        sumE.Add(m[0], multipleE);
        _ = sumD.TakeLimb();
        _ = sumE.TakeLimb();
        for (int i = 1; i < TWidth.Limbs; i++)
        {
            sumD.Add(t.U, d[i]);
            sumD.Add(t.V, e[i]);
            sumD.Add(m[i], multipleD);
            sumE.Add(t.Q, d[i]);
            sumE.Add(t.R, e[i]);
            sumE.Add(m[i], multipleE);
            d[i - 1] = sumD.TakeLimb();
            e[i - 1] = sumE.TakeLimb();
        }

        d[TWidth.Limbs - 1] = (long)sumD.Low;
        e[TWidth.Limbs - 1] = (long)sumE.Low;
    }

    /// <summary>(f, g) = matrix · (f, g) / 2^62, which is exact.</summary>
    private static void UpdateNumbers<TWidth>(long* f, long* g, in Matrix t)
        where TWidth : struct, IWidth
    {
        var sumF = default(Accumulator);
        var sumG = default(Accumulator);
        for (int i = 0; i < TWidth.Limbs; i++)
        {
            sumF.Add(t.U, f[i]);
            sumF.Add(t.V, g[i]);
            sumG.Add(t.Q, f[i]);
            sumG.Add(t.R, g[i]);
            long limbF = sumF.TakeLimb();
            long limbG = sumG.TakeLimb();
            if (i > 0)
            {
                f[i - 1] = limbF;
                g[i - 1] = limbG;
            }
        }

        f[TWidth.Limbs - 1] = (long)sumF.Low;
        g[TWidth.Limbs - 1] = (long)sumG.Low;
    }

    /// <summary>1 / odd modulo 2^62, by Newton's iteration from five correct bits.</summary>
    private static ulong InverseOfLimb(ulong odd)
    {
        ulong x = (3 * odd) ^ 2;
        for (int i = 0; i < 4; i++)
            x *= 2 - (odd * x);
        return x;
    }

    private static void AddIf<TWidth>(long* d, long* m, long mask)
        where TWidth : struct, IWidth
    {
        for (int i = 0; i < TWidth.Limbs; i++)
            d[i] += m[i] & mask;
        Propagate<TWidth>(d);
    }

    private static void NegateIf<TWidth>(long* d, long mask)
        where TWidth : struct, IWidth
    {
        for (int i = 0; i < TWidth.Limbs; i++)
            d[i] = (d[i] ^ mask) - mask;
        Propagate<TWidth>(d);
    }

    private static void Propagate<TWidth>(long* d)
        where TWidth : struct, IWidth
    {
        for (int i = 0; i < TWidth.Limbs - 1; i++)
        {
            d[i + 1] += d[i] >> LimbBits;
            d[i] &= LimbMask;
        }
    }

    private static void Split<TWidth>(ulong* words, long* limbs)
        where TWidth : struct, IWidth
    {
        for (int i = 0; i < TWidth.Limbs; i++)
        {
            int word = LimbBits * i / 64;
            int shift = LimbBits * i % 64;
            ulong bits = words[word] >> shift;
            if (shift > 2 && word + 1 < TWidth.Words)
                bits |= words[word + 1] << (64 - shift);
            limbs[i] = (long)bits & LimbMask;
        }
    }

    private static void Join<TWidth>(long* limbs, ulong* words)
        where TWidth : struct, IWidth
    {
        for (int i = 0; i < TWidth.Words; i++)
        {
            int limb = 64 * i / LimbBits;
            int shift = 64 * i % LimbBits;
            words[i] = ((ulong)limbs[limb] >> shift) | ((ulong)limbs[limb + 1] << (LimbBits - shift));
        }
    }

    /// <summary>How wide the numbers are, as constants of a type parameter.</summary>
    private interface IWidth
    {
        /// <summary>Limbs of <see cref="LimbBits"/> bits: one bit more than the numbers have, at least.</summary>
        static abstract int Limbs { get; }

        /// <summary>Words of 64 bits.</summary>
        static abstract int Words { get; }
    }

    private readonly struct Width256 : IWidth
    {
        public static int Limbs => 5;

        public static int Words => 4;
    }

    private readonly struct Width384 : IWidth
    {
        public static int Limbs => 7;

        public static int Words => 6;
    }

    /// <summary>A 2 × 2 matrix of division steps: (f, g) becomes (uf + vg, qf + rg) / 2^62.</summary>
    private readonly struct Matrix(long u, long v, long q, long r)
    {
        public readonly long U = u;
        public readonly long V = v;
        public readonly long Q = q;
        public readonly long R = r;
    }

    /// <summary>A signed 128-bit sum of products.</summary>
    private struct Accumulator
    {
        public ulong Low;
        private long _high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(long a, long b)
        {
            long low = a * b;
            long high = Math.BigMul(a, b, out _);
            Low += (ulong)low;
            _high += high + (Low < (ulong)low ? 1L : 0);
        }

        /// <summary>Removes and returns the lowest 62 bits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long TakeLimb()
        {
            long limb = (long)Low & LimbMask;
            Low = (Low >> LimbBits) | ((ulong)_high << (64 - LimbBits));
            _high >>= LimbBits;
            return limb;
        }
    }
}
