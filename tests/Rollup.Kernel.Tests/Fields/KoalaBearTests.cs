using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Kernel.Fields;

namespace Rollup.Kernel.Tests.Fields;

public sealed class KoalaBearTests
{
    private static readonly uint[] Edges =
    [
        0, 1, 2, 3, 0xffff, 0x10000, 0x00ff_ffff, 0x0100_0000, 0x7eff_ffff, 0x7f00_0000, 0x7f00_0001, 0x7f00_0002, 0x7fff_ffff, 0x8000_0000, 0xfe00_0001,
        0xffff_fffe, 0xffff_ffff,
    ];

    private static readonly BigInteger P = KoalaBear.Modulus;

    [Fact]
    public void The_modulus_is_two_to_the_31_minus_two_to_the_24_plus_one()
        => KoalaBear.Modulus.ShouldBe((1u << 31) - (1u << 24) + 1);

    [Fact]
    public void Arithmetic_agrees_with_integers_modulo_p_on_edge_values()
    {
        foreach (uint a in Edges)
        {
            foreach (uint b in Edges)
                ShouldAgreeWithIntegers(a, b);
        }
    }

    [Fact]
    public void Arithmetic_agrees_with_integers_modulo_p_on_random_values()
    {
        Gen<uint> words = Gen.Choose(int.MinValue, int.MaxValue).Select(i => (uint)i);
        Prop.ForAll(words.Two().ToArbitrary(), pair => ShouldAgreeWithIntegers(pair.Item1, pair.Item2))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Constants_are_their_values()
    {
        default(KoalaBear).ShouldBe(KoalaBear.FromCanonical(0));
        KoalaBear.Zero.IsZero.ShouldBeTrue();
        KoalaBear.One.ToCanonical().ShouldBe(1u);
        KoalaBear.Two.ToCanonical().ShouldBe(2u);
        KoalaBear.Generator.ToCanonical().ShouldBe(3u);
    }

    [Fact]
    public void Zero_has_the_inverse_zero() => KoalaBear.Zero.Inverse().IsZero.ShouldBeTrue();

    [Fact]
    public void The_generator_has_full_order()
    {
        KoalaBear.Generator.Pow(KoalaBear.Modulus - 1).ShouldBe(KoalaBear.One);
        KoalaBear.Generator.Pow((KoalaBear.Modulus - 1) / 2).ShouldNotBe(KoalaBear.One);
        KoalaBear.Generator.Pow((KoalaBear.Modulus - 1) / 127).ShouldNotBe(KoalaBear.One);
    }

    [Fact]
    public void Two_adic_generators_have_their_order_and_square_to_the_next()
    {
        KoalaBear.TwoAdicGenerator(0).ShouldBe(KoalaBear.One);
        for (int bits = 1; bits <= KoalaBear.TwoAdicity; bits++)
        {
            KoalaBear root = KoalaBear.TwoAdicGenerator(bits);
            (root * root).ShouldBe(KoalaBear.TwoAdicGenerator(bits - 1));
            root.Pow(1ul << (bits - 1)).ShouldBe(-KoalaBear.One);
        }
    }

    private static void ShouldAgreeWithIntegers(uint a, uint b)
    {
        KoalaBear x = KoalaBear.FromCanonical(a), y = KoalaBear.FromCanonical(b);
        x.ToCanonical().ShouldBe(a % KoalaBear.Modulus);
        KoalaBear.FromMontgomeryWord(x.MontgomeryWord).ShouldBe(x);
        ShouldBeCanonically(x + y, (BigInteger)a + b);
        ShouldBeCanonically(x - y, (BigInteger)a - b);
        ShouldBeCanonically(x * y, (BigInteger)a * b);
        ShouldBeCanonically(-x, -(BigInteger)a);
        ShouldBeCanonically(x.Pow(b), BigInteger.ModPow(a, b, P));
        ShouldBeCanonically(x.Inverse(), BigInteger.ModPow(a, P - 2, P));
        (x == y).ShouldBe((a - (BigInteger)b) % P == 0);
        (x != y).ShouldBe(!x.Equals(y));
    }

    private static void ShouldBeCanonically(KoalaBear actual, BigInteger expected)
    {
        actual.MontgomeryWord.ShouldBeLessThan(KoalaBear.Modulus);
        ((BigInteger)actual.ToCanonical()).ShouldBe(((expected % P) + P) % P);
    }
}
