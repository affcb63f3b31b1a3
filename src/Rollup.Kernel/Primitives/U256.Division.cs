namespace Rollup.Kernel.Primitives;

public readonly partial struct U256
{
    /// <summary>DIV: the quotient rounded down; 0 when <paramref name="b"/> is 0.</summary>
    public static U256 operator /(in U256 a, in U256 b)
    {
        DivRem(in a, in b, out U256 quotient, out _);
        return quotient;
    }

    /// <summary>MOD: the remainder; 0 when <paramref name="b"/> is 0.</summary>
    public static U256 operator %(in U256 a, in U256 b)
    {
        DivRem(in a, in b, out _, out U256 remainder);
        return remainder;
    }

    /// <summary>Quotient and remainder, both 0 when <paramref name="b"/> is 0.</summary>
    public static unsafe void DivRem(in U256 a, in U256 b, out U256 quotient, out U256 remainder)
    {
        if (b.IsUInt64)
        {
            if (b.L0 == 0)
            {
                quotient = default;
                remainder = default;
                return;
            }

            if (a.IsUInt64)
            {
                ulong small = a.L0 / b.L0;
                quotient = small;
                remainder = a.L0 - (small * b.L0);
                return;
            }
        }
        else if (a < b)
        {
            quotient = default;
            remainder = a;
            return;
        }

        ulong* numerator = stackalloc ulong[5];
        ulong* divisor = stackalloc ulong[4];
        ulong* digits = stackalloc ulong[4];
        numerator[0] = a.L0;
        numerator[1] = a.L1;
        numerator[2] = a.L2;
        numerator[3] = a.L3;
        int length = b.WriteLimbs(divisor);
        digits[0] = digits[1] = digits[2] = digits[3] = 0;
        LimbDivision.DivRem(numerator, 4, divisor, length, digits);
        quotient = new U256(digits[0], digits[1], digits[2], digits[3]);
        remainder = new U256(numerator[0], numerator[1], numerator[2], numerator[3]);
    }

    /// <summary>SDIV: two's-complement quotient, rounded towards zero; 0 when <paramref name="b"/> is 0; −2^255 / −1 is −2^255.</summary>
    public static U256 SDiv(in U256 a, in U256 b)
    {
        U256 quotient = Magnitude(in a) / Magnitude(in b);
        return a.IsNegative != b.IsNegative ? -quotient : quotient;
    }

    /// <summary>SMOD: two's-complement remainder with the sign of <paramref name="a"/>; 0 when <paramref name="b"/> is 0.</summary>
    public static U256 SMod(in U256 a, in U256 b)
    {
        U256 remainder = Magnitude(in a) % Magnitude(in b);
        return a.IsNegative ? -remainder : remainder;
    }

    /// <summary>ADDMOD: (a + b) mod m over unbounded integers; 0 when <paramref name="modulus"/> is 0.</summary>
    public static U256 AddMod(in U256 a, in U256 b, in U256 modulus)
    {
        if (modulus.IsZero)
            return default;
        U256 left = a < modulus ? a : a % modulus;
        U256 right = b < modulus ? b : b % modulus;
        return AddOverflows(in left, in right, out U256 sum) || sum >= modulus ? sum - modulus : sum;
    }

    /// <summary>MULMOD: (a · b) mod m over unbounded integers; 0 when <paramref name="modulus"/> is 0.</summary>
    public static unsafe U256 MulMod(in U256 a, in U256 b, in U256 modulus)
    {
        MultiplyFull(in a, in b, out U256 low, out U256 high);
        if (high.IsZero)
            return low % modulus;
        if (modulus.IsZero)
            return default;

        ulong* numerator = stackalloc ulong[9];
        ulong* divisor = stackalloc ulong[4];
        numerator[0] = low.L0;
        numerator[1] = low.L1;
        numerator[2] = low.L2;
        numerator[3] = low.L3;
        numerator[4] = high.L0;
        numerator[5] = high.L1;
        numerator[6] = high.L2;
        numerator[7] = high.L3;
        int length = modulus.WriteLimbs(divisor);
        LimbDivision.DivRem(numerator, 8, divisor, length, null);
        return new U256(numerator[0], numerator[1], numerator[2], numerator[3]);
    }

    private static U256 Magnitude(in U256 a) => a.IsNegative ? -a : a;

    /// <summary>Stores the four limbs and returns how many of them are significant.</summary>
    private unsafe int WriteLimbs(ulong* limbs)
    {
        limbs[0] = L0;
        limbs[1] = L1;
        limbs[2] = L2;
        limbs[3] = L3;
        return L3 != 0 ? 4 : L2 != 0 ? 3 : L1 != 0 ? 2 : 1;
    }
}
