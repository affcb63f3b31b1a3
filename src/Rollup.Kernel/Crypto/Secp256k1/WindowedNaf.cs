using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>Width-w non-adjacent forms: signed odd digits below 2^(w−1) in magnitude, at least w − 1 zeros after each.</summary>
internal static class WindowedNaf
{
    /// <summary>The number of digits of a value below 2^129, with room for the carry out of the top window.</summary>
    public const int Length = 130;

    /// <summary>
    /// Writes the digits of ±<paramref name="value"/> (below 2^129), the least significant first, to <see cref="Length"/> places,
    /// and returns the number of digits up to the highest non-zero one.
    /// </summary>
    public static int Write(in U256 value, bool isNegative, int width, Span<sbyte> digits)
    {
        digits.Clear();
        U256 rest = value;
        int position = 0;
        int used = 0;
        while (!rest.IsZero)
        {
            int zeros = TrailingZeroCount(in rest);
            rest >>= zeros;
            position += zeros;
            int digit = (int)(rest.L0 & ((1UL << width) - 1));
            if (digit >= 1 << (width - 1))
                digit -= 1 << width;
            digits[position] = (sbyte)(isNegative ? -digit : digit);
            used = position + 1;
            rest = digit >= 0 ? rest - (ulong)digit : rest + (ulong)-digit;
        }

        return used;
    }

    private static int TrailingZeroCount(in U256 value) =>
        value.L0 != 0 ? System.Numerics.BitOperations.TrailingZeroCount(value.L0)
        : value.L1 != 0 ? 64 + System.Numerics.BitOperations.TrailingZeroCount(value.L1)
        : 128 + System.Numerics.BitOperations.TrailingZeroCount(value.L2);
}
