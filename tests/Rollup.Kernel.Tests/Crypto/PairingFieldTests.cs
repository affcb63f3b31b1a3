using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Crypto;
using Rollup.Kernel.Crypto.Bls12381;
using Rollup.Kernel.Crypto.Bn254;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Crypto.P256;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Tests.Primitives;

namespace Rollup.Kernel.Tests.Crypto;

/// <summary>The fields under the precompiles' curves against <see cref="BigInteger"/>.</summary>
public class PairingFieldTests
{
    private static readonly BigInteger BlsPrime = PlainCurve.Number(
        "1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB");

    [Fact]
    public void Bn254_calculates_as_integers_do() => CheckField<Bn254Prime>();

    [Fact]
    public void P256_calculates_as_integers_do() => CheckField<P256Prime>();

    [Fact]
    public void Bls12_calculates_as_integers_do() =>
        Prop.ForAll(Words.Arbitrary(), Words.Arbitrary(), (a, b) =>
        {
            // The third power spreads a word over all limbs.
            BigInteger x = BigInteger.Pow(a.ToBigInteger(), 3) % BlsPrime;
            BigInteger y = BlsPrime - 1 - (b.ToBigInteger() * a.ToBigInteger() % BlsPrime);
            BaseField p = Bls(x);
            BaseField q = Bls(y);
            Integer(p + q).ShouldBe((x + y) % BlsPrime);
            Integer(p - q).ShouldBe((x - y + BlsPrime) % BlsPrime);
            Integer(p * q).ShouldBe(x * y % BlsPrime);
            Integer(-p).ShouldBe((BlsPrime - x) % BlsPrime);
            Integer(p.Inverse()).ShouldBe(BigInteger.ModPow(x, BlsPrime - 2, BlsPrime));
            p.IsOdd.ShouldBe(!x.IsEven);
            p.IsInUpperHalf.ShouldBe(x > (BlsPrime - 1) / 2);
            bool isSquare = x.IsZero || BigInteger.ModPow(x, (BlsPrime - 1) / 2, BlsPrime).IsOne;
            p.SquareRoot(out BaseField root).ShouldBe(isSquare);
            root.Square().ShouldBe(isSquare ? p : -p);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Numbers_not_below_the_prime_are_no_elements()
    {
        BaseField.TryRead(Bytes(BlsPrime), out _).ShouldBeFalse();
        BaseField.TryRead(Bytes(BlsPrime - 1), out _).ShouldBeTrue();
        BaseField.TryRead(Bytes((BigInteger.One << 384) - 1), out _).ShouldBeFalse();
        PrimeField256<Bn254Prime>.TryFrom(Bn254Prime.Modulus, out _).ShouldBeFalse();
        PrimeField256<P256Prime>.TryFrom(P256Prime.Modulus - U256.One, out _).ShouldBeTrue();
    }

    [Fact]
    public void The_product_with_the_inverse_in_the_quadratic_extension_is_one() =>
        Prop.ForAll(Words.Arbitrary(), Words.Arbitrary(), (a, b) =>
        {
            var x = new QuadraticExtension<BaseField>(Bls(a.ToBigInteger()), Bls(b.ToBigInteger()));
            (x * x.Inverse()).ShouldBe(x.IsZero ? default : QuadraticExtension<BaseField>.One);
            x.Square().ShouldBe(x * x);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void CheckField<TPrime>()
        where TPrime : struct, IPrime256
    {
        BigInteger prime = TPrime.Modulus.ToBigInteger();
        Prop.ForAll(Words.Arbitrary(), Words.Arbitrary(), (a, b) =>
        {
            BigInteger x = a.ToBigInteger() % prime;
            BigInteger y = prime - 1 - (b.ToBigInteger() % prime);
            PrimeField256<TPrime>.TryFrom(x.ToWord(), out PrimeField256<TPrime> p).ShouldBeTrue();
            PrimeField256<TPrime>.TryFrom(y.ToWord(), out PrimeField256<TPrime> q).ShouldBeTrue();
            (p + q).ToU256().ToBigInteger().ShouldBe((x + y) % prime);
            (p - q).ToU256().ToBigInteger().ShouldBe((x - y + prime) % prime);
            (p * q).ToU256().ToBigInteger().ShouldBe(x * y % prime);
            p.Square().ToU256().ToBigInteger().ShouldBe(x * x % prime);
            p.Inverse().ToU256().ToBigInteger().ShouldBe(BigInteger.ModPow(x, prime - 2, prime));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static BaseField Bls(BigInteger value)
    {
        BaseField.TryRead(Bytes(value % BlsPrime), out BaseField element).ShouldBeTrue();
        return element;
    }

    private static BigInteger Integer(BaseField element)
    {
        var bytes = new byte[BaseField.Size];
        element.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[BaseField.Size - bytes.Length], .. bytes];
    }
}
