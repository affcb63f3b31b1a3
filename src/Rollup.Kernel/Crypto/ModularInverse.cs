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

    private const int LimbCount = 5;

    private const long LimbMask = (1L << LimbBits) - 1;

    /// <summary>
    /// The inverse of <paramref name="value"/>, which is below the odd <paramref name="modulus"/> and without a factor in common with it;
    /// 0 for 0.
    /// </summary>
    [SkipLocalsInit]
    public static U256 Compute(in U256 value, in U256 modulus)
    {
        // Invariants: f = d · value and g = e · value modulo the modulus, f odd; d and e within (−2 · modulus, modulus).
        long* m = stackalloc long[LimbCount];
        long* f = stackalloc long[LimbCount];
        long* g = stackalloc long[LimbCount];
        long* d = stackalloc long[LimbCount];
        long* e = stackalloc long[LimbCount];
        Split(in modulus, m);
        Split(in modulus, f);
        Split(in value, g);
        for (int i = 0; i < LimbCount; i++)
            d[i] = e[i] = 0;
        e[0] = 1;

        ulong inverse = InverseOfLimb(modulus.L0);
        long eta = -1;
        while ((g[0] | g[1] | g[2] | g[3] | g[4]) != 0)
        {
            Matrix steps = Divide((ulong)f[0], (ulong)g[0], ref eta);
            UpdateCofactors(d, e, in steps, m, inverse);
            UpdateNumbers(f, g, in steps);
        }

        // f is 1 or −1 (or the modulus, for the value 0), and d is the inverse up to that sign.
        AddIf(d, m, d[LimbCount - 1] >> 63);
        NegateIf(d, f[LimbCount - 1] >> 63);
        AddIf(d, m, d[LimbCount - 1] >> 63);
        return Join(d);
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
    private static void UpdateCofactors(long* d, long* e, in Matrix t, long* m, ulong inverse)
    {
        long signD = d[LimbCount - 1] >> 63;
        long signE = e[LimbCount - 1] >> 63;
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
        for (int i = 1; i < LimbCount; i++)
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

        d[LimbCount - 1] = (long)sumD.Low;
        e[LimbCount - 1] = (long)sumE.Low;
    }

    /// <summary>(f, g) = matrix · (f, g) / 2^62, which is exact.</summary>
    private static void UpdateNumbers(long* f, long* g, in Matrix t)
    {
        var sumF = default(Accumulator);
        var sumG = default(Accumulator);
        for (int i = 0; i < LimbCount; i++)
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

        f[LimbCount - 1] = (long)sumF.Low;
        g[LimbCount - 1] = (long)sumG.Low;
    }

    /// <summary>1 / odd modulo 2^62, by Newton's iteration from five correct bits.</summary>
    private static ulong InverseOfLimb(ulong odd)
    {
        ulong x = (3 * odd) ^ 2;
        for (int i = 0; i < 4; i++)
            x *= 2 - (odd * x);
        return x;
    }

    private static void AddIf(long* d, long* m, long mask)
    {
        for (int i = 0; i < LimbCount; i++)
            d[i] += m[i] & mask;
        Propagate(d);
    }

    private static void NegateIf(long* d, long mask)
    {
        for (int i = 0; i < LimbCount; i++)
            d[i] = (d[i] ^ mask) - mask;
        Propagate(d);
    }

    private static void Propagate(long* d)
    {
        for (int i = 0; i < LimbCount - 1; i++)
        {
            d[i + 1] += d[i] >> LimbBits;
            d[i] &= LimbMask;
        }
    }

    private static void Split(in U256 value, long* limbs)
    {
        limbs[0] = (long)value.L0 & LimbMask;
        limbs[1] = (long)((value.L0 >> 62) | (value.L1 << 2)) & LimbMask;
        limbs[2] = (long)((value.L1 >> 60) | (value.L2 << 4)) & LimbMask;
        limbs[3] = (long)((value.L2 >> 58) | (value.L3 << 6)) & LimbMask;
        limbs[4] = (long)(value.L3 >> 56);
    }

    private static U256 Join(long* limbs) => new(
        (ulong)(limbs[0] | (limbs[1] << 62)),
        (ulong)((limbs[1] >> 2) | (limbs[2] << 60)),
        (ulong)((limbs[2] >> 4) | (limbs[3] << 58)),
        (ulong)((limbs[3] >> 6) | (limbs[4] << 56)));

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
            long high = Math.BigMul(a, b, out long low);
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
