using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Crypto;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Tests.Primitives;

namespace Rollup.Kernel.Tests.Crypto;

public class ModularInverseTests
{
    public static TheoryData<string> Primes => new(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        "30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47",
        "7F000001",
        "3");

    [Theory]
    [MemberData(nameof(Primes))]
    public void The_product_with_the_inverse_is_one(string prime)
    {
        BigInteger modulus = PlainCurve.Number(prime);
        Prop.ForAll(Words.Arbitrary(), word =>
        {
            BigInteger value = word.ToBigInteger() % modulus;
            BigInteger inverse = ModularInverse.Compute(value.ToWord(), modulus.ToWord()).ToBigInteger();
            inverse.ShouldBeLessThan(modulus);
            (value * inverse % modulus).ShouldBe(value.IsZero ? 0 : 1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Theory]
    [MemberData(nameof(Primes))]
    public void Values_next_to_the_ends_of_the_range_have_their_inverses(string prime)
    {
        BigInteger modulus = PlainCurve.Number(prime);
        for (int i = 1; i < 50; i++)
        {
            if (i >= modulus)
                break;
            foreach (BigInteger value in new[] { i, modulus - i })
                ModularInverse.Compute(value.ToWord(), modulus.ToWord()).ToBigInteger().ShouldBe(PlainCurve.Inverse(value, modulus));
        }
    }

    [Fact]
    public void Zero_gives_zero() => ModularInverse.Compute(U256.Zero, 7).ShouldBe(U256.Zero);
}
