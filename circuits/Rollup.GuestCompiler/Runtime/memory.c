// The functions that LLVM calls to copy, fill and compare memory. The machine loads and stores words at any address, so whole words are moved whatever
// the alignment, and an end of less than a word by a word that overlaps what was moved before: few instructions is what the proof pays for.
typedef unsigned char u8;
typedef unsigned int u32 __attribute__((aligned(1), may_alias));
typedef unsigned long u64 __attribute__((aligned(1), may_alias));
typedef unsigned long size_t;

#define WORD(p, offset) (*(u64 *)((u8 *)(p) + (offset)))
#define HALF(p, offset) (*(u32 *)((u8 *)(p) + (offset)))

void *memcpy(void *restrict target, const void *restrict source, size_t n)
{
    u8 *d = target;
    const u8 *s = source;
    if (n >= 8) {
        size_t rest = n;
        for (; rest > 32; rest -= 32, d += 32, s += 32) {
            unsigned long a = WORD(s, 0), b = WORD(s, 8), c = WORD(s, 16), e = WORD(s, 24);
            WORD(d, 0) = a, WORD(d, 8) = b, WORD(d, 16) = c, WORD(d, 24) = e;
        }
        // From 1 to 32 bytes are left, and if fewer than 8, then others precede them.
        if (rest > 16) {
            unsigned long a = WORD(s, 0), b = WORD(s, 8);
            WORD(d, 0) = a, WORD(d, 8) = b;
            a = WORD(s, rest - 16), b = WORD(s, rest - 8);
            WORD(d, rest - 16) = a, WORD(d, rest - 8) = b;
        } else {
            if (rest > 8)
                WORD(d, 0) = WORD(s, 0);
            WORD(d, rest - 8) = WORD(s, rest - 8);
        }
    } else if (n >= 4) {
        unsigned int a = HALF(s, 0), b = HALF(s, n - 4);
        HALF(d, 0) = a, HALF(d, n - 4) = b;
    } else {
        for (size_t i = 0; i < n; i++)
            d[i] = s[i];
    }
    return target;
}

void *memmove(void *target, const void *source, size_t n)
{
    u8 *d = target;
    const u8 *s = source;
    if ((size_t)(d - s) >= n && (size_t)(s - d) >= n)
        return memcpy(target, source, n);
    if (d < s) {
        for (; n >= 8; n -= 8, d += 8, s += 8)
            WORD(d, 0) = WORD(s, 0);
        for (; n > 0; n--)
            *d++ = *s++;
    } else if (d > s) {
        for (; n >= 8; n -= 8)
            WORD(d, n - 8) = WORD(s, n - 8);
        for (; n > 0; n--)
            d[n - 1] = s[n - 1];
    }
    return target;
}

void *memset(void *target, int value, size_t n)
{
    u8 *d = target;
    unsigned long word = (u8)value * 0x0101010101010101ul;
    if (n >= 8) {
        size_t rest = n;
        for (; rest > 32; rest -= 32, d += 32)
            WORD(d, 0) = word, WORD(d, 8) = word, WORD(d, 16) = word, WORD(d, 24) = word;
        if (rest > 16)
            WORD(d, 0) = word, WORD(d, 8) = word, WORD(d, rest - 16) = word;
        else if (rest > 8)
            WORD(d, 0) = word;
        WORD(d, rest - 8) = word;
    } else {
        for (size_t i = 0; i < n; i++)
            d[i] = (u8)value;
    }
    return target;
}

// The order of two words that differ, by their first bytes that do.
static int order(unsigned long a, unsigned long b)
{
    return __builtin_bswap64(a) < __builtin_bswap64(b) ? -1 : 1;
}

int memcmp(const void *first, const void *second, size_t n)
{
    const u8 *a = first, *b = second;
    for (; n >= 8; n -= 8, a += 8, b += 8) {
        unsigned long x = WORD(a, 0), y = WORD(b, 0);
        if (x != y)
            return order(x, y);
    }
    for (; n > 0; n--, a++, b++) {
        if (*a != *b)
            return *a - *b;
    }
    return 0;
}

int bcmp(const void *first, const void *second, size_t n)
{
    return memcmp(first, second, n);
}
