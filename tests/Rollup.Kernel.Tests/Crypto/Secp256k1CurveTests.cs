using System.Numerics;
using System.Security.Cryptography;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Tests.Primitives;

namespace Rollup.Kernel.Tests.Crypto;

public class Secp256k1CurveTests
{
    private static readonly U256 N = PlainCurve.N.ToWord();

    [Fact]
    public void The_order_is_the_curves_and_half_is_rounded_down()
    {
        Secp256k1Curve.Order.ToBigInteger().ShouldBe(PlainCurve.N);
        Secp256k1Curve.HalfOrder.ToBigInteger().ShouldBe(PlainCurve.N / 2);
    }

    [Fact]
    public void The_key_that_signed_is_recovered()
    {
        for (int i = 0; i < 60; i++)
        {
            BigInteger key = RandomScalar(i);
            BigInteger hash = i % 10 == 0 ? 0 : new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true);
            (U256 r, U256 s, int parity) = PlainCurve.Sign(key, hash, RandomScalar(i + 7));
            (BigInteger x, BigInteger y) = PlainCurve.Multiply(PlainCurve.G, key)!.Value;

            Recover(hash, r, s, parity, out U256 recoveredX, out U256 recoveredY).ShouldBeTrue();
            recoveredX.ToBigInteger().ShouldBe(x);
            recoveredY.ToBigInteger().ShouldBe(y);

            Recover(hash, r, N - s, 1 - parity, out recoveredX, out _).ShouldBeTrue("the mirrored signature is one of the same key");
            recoveredX.ToBigInteger().ShouldBe(x);
        }
    }

    [Fact]
    public void The_address_is_the_end_of_the_keys_hash()
    {
        // The key 1: its address is well known.
        (U256 r, U256 s, int parity) = PlainCurve.Sign(1, 12345, 67890);
        Secp256k1Curve.RecoverAddress(Hash256.FromU256(12345), r, s, parity, out Address signer).ShouldBeTrue();
        Convert.ToHexStringLower(signer.AsSpan()).ShouldBe("7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    }

    [Fact]
    public void The_precompiles_published_example_holds()
    {
        // ECRECOVER's example of the execution specifications.
        Hash256 hash = Word("18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c");
        U256 r = Word("73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f").ToU256();
        U256 s = Word("eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549").ToU256();
        Secp256k1Curve.RecoverAddress(hash, r, s, 1, out Address signer).ShouldBeTrue();
        Convert.ToHexStringLower(signer.AsSpan()).ShouldBe("a94f5374fce5edbc8e2a8697c15331677e6ebf0b");
    }

    [Fact]
    public void Values_outside_the_range_are_refused()
    {
        (U256 r, U256 s, int parity) = PlainCurve.Sign(3, 5, 7);
        Recover(5, r, s, parity, out _, out _).ShouldBeTrue();
        Recover(5, 0, s, parity, out _, out _).ShouldBeFalse();
        Recover(5, r, 0, parity, out _, out _).ShouldBeFalse();
        Recover(5, N, s, parity, out _, out _).ShouldBeFalse();
        Recover(5, r, N, parity, out _, out _).ShouldBeFalse();
        Recover(5, U256.MaxValue, s, parity, out _, out _).ShouldBeFalse();
        Recover(5, r, U256.MaxValue, parity, out _, out _).ShouldBeFalse();
        Recover(5, r, s, 2, out _, out _).ShouldBeFalse();
        Recover(5, r, s, 3, out _, out _).ShouldBeFalse();
        Recover(5, r, s, -1, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_r_that_is_no_points_x_is_refused()
    {
        for (int r = 1; r < 60; r++)
        {
            BigInteger square = ((BigInteger)r * r * r) + 7;
            bool isSquare = BigInteger.ModPow(square, (PlainCurve.P - 1) / 2, PlainCurve.P).IsOne;
            Recover(1, (ulong)r, 1, 0, out _, out _).ShouldBe(isSquare, $"r = {r}");
        }
    }

    [Fact]
    public void A_key_at_infinity_is_refused()
    {
        // With R = k G and s k = z the key (s R − z G) / r is infinity.
        BigInteger nonce = 987654321;
        (BigInteger x, BigInteger y) = PlainCurve.Multiply(PlainCurve.G, nonce)!.Value;
        BigInteger s = 1122334455;
        BigInteger hash = PlainCurve.Mod(s * nonce, PlainCurve.N);
        Recover(hash, x.ToWord(), s.ToWord(), (int)(y & 1), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Sums_that_meet_equal_and_opposite_points_come_out_right()
    {
        // R = G and small or mirrored scalars make additions of a point to itself and to its opposite.
        (BigInteger x, BigInteger y) = PlainCurve.G;
        foreach (int a in new[] { 0, 1, 2, 3, 5, 64, 127, 128, 255 })
        {
            foreach (int b in new[] { 1, 2, 3, 5, 64, 127, 128, 255 })
            {
                BigInteger s = PlainCurve.Mod(x * b, PlainCurve.N);
                foreach (int sign in new[] { 1, -1 })
                {
                    BigInteger hash = PlainCurve.Mod(-x * a * sign, PlainCurve.N);
                    (BigInteger X, BigInteger Y)? expected = PlainCurve.Multiply(PlainCurve.G, PlainCurve.Mod((a * sign) + b, PlainCurve.N));
                    Recover(hash, x.ToWord(), s.ToWord(), (int)(y & 1), out U256 keyX, out U256 keyY).ShouldBe(expected is not null);
                    if (expected is { } key)
                        (keyX.ToBigInteger(), keyY.ToBigInteger()).ShouldBe(key);
                }
            }
        }
    }

    [Fact]
    public void Every_multiple_of_the_generator_in_the_tables_is_right()
    {
        // A scalar that is odd and below 128, or 2^128 times that, is a single digit: one entry of one table.
        (BigInteger x, BigInteger y) = PlainCurve.G;
        for (int odd = 1; odd < 128; odd += 2)
        {
            foreach (BigInteger scalar in new[] { odd, (BigInteger)odd << 128 })
            {
                BigInteger hash = PlainCurve.Mod(-x * scalar, PlainCurve.N);
                Recover(hash, x.ToWord(), PlainCurve.Mod(2 * x, PlainCurve.N).ToWord(), (int)(y & 1), out U256 keyX, out U256 keyY).ShouldBeTrue();
                (keyX.ToBigInteger(), keyY.ToBigInteger()).ShouldBe(PlainCurve.Multiply(PlainCurve.G, scalar + 2)!.Value);
            }
        }
    }

    private static bool Recover(BigInteger hash, U256 r, U256 s, int parity, out U256 x, out U256 y) =>
        Secp256k1Curve.RecoverPublicKey(Hash256.FromU256(hash.ToWord()), r, s, parity, out x, out y);

    /// <summary>Scalars of all magnitudes, the ends of the range among them.</summary>
    private static BigInteger RandomScalar(int i) => (i % 12) switch
    {
        0 => 1 + i,
        1 => PlainCurve.N - 1 - i,
        2 => (BigInteger.One << 128) + i,
        3 => (BigInteger.One << 128) - i,
        _ => PlainCurve.Mod(new BigInteger(RandomNumberGenerator.GetBytes(40), isUnsigned: true), PlainCurve.N - 1) + 1,
    };

    private static Hash256 Word(string hex) => Hash256.FromSpan(Convert.FromHexString(hex));
}
