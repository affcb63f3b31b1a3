// Division, for which the machine has no instruction: shift and subtract, from the highest bit of the dividend. Programs check the divisor themselves.
typedef unsigned long u64;
typedef long i64;

static inline u64 divide(u64 dividend, u64 divisor, u64 *remainder)
{
    if (dividend < divisor) {
        *remainder = dividend;
        return 0;
    }
    int shift = __builtin_clzl(divisor) - __builtin_clzl(dividend);
    u64 quotient = 0;
    for (divisor <<= shift; shift >= 0; shift--, divisor >>= 1) {
        quotient <<= 1;
        if (dividend >= divisor) {
            dividend -= divisor;
            quotient |= 1;
        }
    }
    *remainder = dividend;
    return quotient;
}

u64 __udivdi3(u64 a, u64 b)
{
    u64 remainder;
    return divide(a, b, &remainder);
}

u64 __umoddi3(u64 a, u64 b)
{
    u64 remainder;
    divide(a, b, &remainder);
    return remainder;
}

static inline u64 magnitude(i64 a)
{
    return a < 0 ? -(u64)a : (u64)a;
}

i64 __divdi3(i64 a, i64 b)
{
    u64 quotient = __udivdi3(magnitude(a), magnitude(b));
    return (a ^ b) < 0 ? -quotient : quotient;
}

i64 __moddi3(i64 a, i64 b)
{
    u64 remainder = __umoddi3(magnitude(a), magnitude(b));
    return a < 0 ? -remainder : remainder;
}
