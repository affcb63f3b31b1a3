using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Primitives;

/// <summary>Every operation against <see cref="BigInteger"/>, on words biased towards the edges.</summary>
public class U256Tests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(20_000);

    private static readonly Arbitrary<U256> Word = Words.Arbitrary();

    private static readonly Arbitrary<U256> ShiftCount =
        Arb.From(Gen.OneOf(Gen.Choose(0, 300).Select(i => (U256)(ulong)i), Words.Arbitrary().Generator));

    [Fact]
    public void Limbs_and_bytes_are_two_views_of_one_number() => Each(a =>
    {
        BigInteger value = a.ToBigInteger();
        (new BigInteger(a.L0) + (new BigInteger(a.L1) << 64) + (new BigInteger(a.L2) << 128) + (new BigInteger(a.L3) << 192)).ShouldBe(value);
        a.BitLength.ShouldBe((int)value.GetBitLength());
        a.LeadingZeroCount.ShouldBe(256 - (int)value.GetBitLength());
        a.IsZero.ShouldBe(value.IsZero);
        a.IsUInt64.ShouldBe(value <= ulong.MaxValue);
        a.IsNegative.ShouldBe(value >= Words.Modulus / 2);

        byte[] minimal = new byte[32];
        int length = a.WriteBigEndianMinimal(minimal);
        byte[] expected = value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true);
        minimal[..length].ShouldBe(expected);
        U256.ReadBigEndianShort(expected).ShouldBe(a);
    });

    [Fact]
    public void Bits_are_read_one_by_one() => Each((a, index) =>
    {
        int bit = (int)(index.L0 & 0xFF);
        a.Bit(bit).ShouldBe(!((a.ToBigInteger() >> bit) & BigInteger.One).IsZero);
    });

    [Fact]
    public void Addition_wraps_and_reports_overflow() => Each((a, b) =>
    {
        BigInteger sum = a.ToBigInteger() + b.ToBigInteger();
        (a + b).ShouldBe(sum.ToWord());
        U256.AddOverflows(a, b, out U256 wrapped).ShouldBe(sum >= Words.Modulus);
        wrapped.ShouldBe(sum.ToWord());
    });

    [Fact]
    public void Subtraction_wraps_and_reports_underflow() => Each((a, b) =>
    {
        BigInteger difference = a.ToBigInteger() - b.ToBigInteger();
        (a - b).ShouldBe(difference.ToWord());
        U256.SubUnderflows(a, b, out U256 wrapped).ShouldBe(difference.Sign < 0);
        wrapped.ShouldBe(difference.ToWord());
        (-a).ShouldBe((-a.ToBigInteger()).ToWord());
    });

    [Fact]
    public void Multiplication_wraps_reports_overflow_and_has_a_full_form() => Each((a, b) =>
    {
        BigInteger product = a.ToBigInteger() * b.ToBigInteger();
        (a * b).ShouldBe(product.ToWord());
        U256.MulOverflows(a, b, out U256 wrapped).ShouldBe(product >= Words.Modulus);
        wrapped.ShouldBe(product.ToWord());
        U256.MultiplyFull(a, b, out U256 low, out U256 high);
        ((high.ToBigInteger() << 256) + low.ToBigInteger()).ShouldBe(product);
    });

    [Fact]
    public void Division_rounds_down_and_by_zero_gives_zero() => Each((a, b) =>
    {
        BigInteger x = a.ToBigInteger();
        BigInteger y = b.ToBigInteger();
        BigInteger quotient = y.IsZero ? 0 : x / y;
        BigInteger remainder = y.IsZero ? 0 : x % y;
        (a / b).ToBigInteger().ShouldBe(quotient);
        (a % b).ToBigInteger().ShouldBe(remainder);
        U256.DivRem(a, b, out U256 q, out U256 r);
        q.ToBigInteger().ShouldBe(quotient);
        r.ToBigInteger().ShouldBe(remainder);
    });

    [Fact]
    public void Signed_division_truncates_and_the_remainder_takes_the_dividends_sign() => Each((a, b) =>
    {
        BigInteger x = a.ToSigned();
        BigInteger y = b.ToSigned();
        U256.SDiv(a, b).ShouldBe((y.IsZero ? 0 : BigInteger.Divide(x, y)).ToWord());
        U256.SMod(a, b).ShouldBe((y.IsZero ? 0 : BigInteger.Remainder(x, y)).ToWord());
    });

    [Fact]
    public void Modular_operations_do_not_wrap_in_between() => Prop.ForAll(Word, Word, Word, (a, b, m) =>
    {
        BigInteger modulus = m.ToBigInteger();
        U256.AddMod(a, b, m).ToBigInteger().ShouldBe(modulus.IsZero ? 0 : (a.ToBigInteger() + b.ToBigInteger()) % modulus);
        U256.MulMod(a, b, m).ToBigInteger().ShouldBe(modulus.IsZero ? 0 : a.ToBigInteger() * b.ToBigInteger() % modulus);
    }).Check(Runs);

    [Fact]
    public void Quotient_digits_at_the_edge_of_the_estimate_are_corrected() => Prop.ForAll(Word, Word, Word, (q, d, r) =>
    {
        // Numerators of the form q · d + r with r next to d make every quotient digit a near miss.
        BigInteger divisor = d.ToBigInteger();
        if (divisor.IsZero)
            return;
        BigInteger near = divisor - 1 - (r.L0 & 1);
        U256 numerator = ((q.ToBigInteger() % (Words.Modulus / divisor) * divisor) + BigInteger.Max(near, 0)).ToWord();
        U256.DivRem(numerator, d, out U256 quotient, out U256 remainder);
        quotient.ToBigInteger().ShouldBe(numerator.ToBigInteger() / divisor);
        remainder.ToBigInteger().ShouldBe(numerator.ToBigInteger() % divisor);
    }).Check(Runs);

    [Fact]
    public void Exponentiation_is_modular_power() => Prop.ForAll(Word, Word, (a, e) =>
        U256.Exp(a, e).ToBigInteger().ShouldBe(BigInteger.ModPow(a.ToBigInteger(), e.ToBigInteger(), Words.Modulus))).Check(Runs.WithMaxTest(1_000));

    [Fact]
    public void Shifts_take_any_word_as_their_count() => Prop.ForAll(ShiftCount, Word, (count, a) =>
    {
        int bits = count.IsUInt64 && count.L0 < 256 ? (int)count.L0 : 256;
        U256.Shl(count, a).ShouldBe((a.ToBigInteger() << bits).ToWord());
        U256.Shr(count, a).ShouldBe((a.ToBigInteger() >> bits).ToWord());
        U256.Sar(count, a).ShouldBe((a.ToSigned() >> bits).ToWord());
        (a << bits).ShouldBe((a.ToBigInteger() << bits).ToWord());
        (a >> bits).ShouldBe((a.ToBigInteger() >> bits).ToWord());
    }).Check(Runs);

    [Fact]
    public void Byte_counts_from_the_most_significant() => Prop.ForAll(ShiftCount, Word, (index, a) =>
    {
        byte[] bytes = new byte[32];
        a.WriteBigEndian(bytes);
        U256.Byte(index, a).ShouldBe(index.IsUInt64 && index.L0 < 32 ? bytes[index.L0] : 0UL);
    }).Check(Runs);

    [Fact]
    public void Sign_extension_copies_the_sign_bit_upwards() => Prop.ForAll(ShiftCount, Word, (index, a) =>
    {
        if (!index.IsUInt64 || index.L0 > 30)
        {
            U256.SignExtend(index, a).ShouldBe(a);
            return;
        }

        int bits = 8 * ((int)index.L0 + 1);
        BigInteger low = a.ToBigInteger() & ((BigInteger.One << bits) - 1);
        BigInteger value = low >> (bits - 1) == 1 ? low - (BigInteger.One << bits) : low;
        U256.SignExtend(index, a).ShouldBe(value.ToWord());
    }).Check(Runs);

    [Fact]
    public void Bitwise_operations_act_on_every_bit() => Each((a, b) =>
    {
        (a & b).ToBigInteger().ShouldBe(a.ToBigInteger() & b.ToBigInteger());
        (a | b).ToBigInteger().ShouldBe(a.ToBigInteger() | b.ToBigInteger());
        (a ^ b).ToBigInteger().ShouldBe(a.ToBigInteger() ^ b.ToBigInteger());
        (~a).ToBigInteger().ShouldBe(Words.Modulus - 1 - a.ToBigInteger());
    });

    [Fact]
    public void Comparisons_are_unsigned_except_where_they_say_signed() => Each((a, b) =>
    {
        BigInteger x = a.ToBigInteger();
        BigInteger y = b.ToBigInteger();
        (a < b).ShouldBe(x < y);
        (a > b).ShouldBe(x > y);
        (a <= b).ShouldBe(x <= y);
        (a >= b).ShouldBe(x >= y);
        (a == b).ShouldBe(x == y);
        (a != b).ShouldBe(x != y);
        Math.Sign(U256.Compare(a, b)).ShouldBe(x.CompareTo(y));
        U256.SignedLess(a, b).ShouldBe(a.ToSigned() < b.ToSigned());
        U256.Min(a, b).ToBigInteger().ShouldBe(BigInteger.Min(x, y));
        U256.Max(a, b).ToBigInteger().ShouldBe(BigInteger.Max(x, y));
    });

    private static void Each(Action<U256> check) => Prop.ForAll(Word, check).Check(Runs);

    private static void Each(Action<U256, U256> check) => Prop.ForAll(Word, Word, (a, b) => check(a, b)).Check(Runs);
}
