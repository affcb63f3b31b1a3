using System.Globalization;
using System.Numerics;
using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.P256;
using Rollup.Kernel.Primitives;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.P256.P256Prime>;

namespace Rollup.Execution.Tests.Native;

/// <summary>What the precompile of EIP-7951 is given.</summary>
internal sealed record P256Signature(U256 Hash, U256 R, U256 S, U256 X, U256 Y)
{
    private static readonly BigInteger P = ToNumber(P256Prime.Modulus);
    private static readonly BigInteger N = ToNumber(P256Curve.Order);
    private static readonly BigInteger B = Number("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");
    private static readonly AffinePoint<BaseField> Generator = Point(
        Number("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"),
        Number("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"));

    /// <summary>A signature of a random hash by <paramref name="secret"/>.</summary>
    public static P256Signature By(U256 secret, Random random)
    {
        (BigInteger hash, BigInteger nonce) = (ToNumber(Scalar(random)), ToNumber(Scalar(random)));
        BigInteger r = ToNumber(Sum(Generator, nonce, Generator, 0).X.ToU256()) % N;
        BigInteger s = BigInteger.ModPow(nonce, N - 2, N) * (hash + (r * ToNumber(secret))) % N;
        AffinePoint<BaseField> key = Sum(Generator, ToNumber(secret), Generator, 0);
        return new P256Signature(ToWord(hash), ToWord(r), ToWord(s), key.X.ToU256(), key.Y.ToU256());
    }

    /// <summary>A valid signature whose nonce point R has the x-coordinate <paramref name="r"/> + n, by the key (s·R − z·G) / r; false if no point has it.</summary>
    public static bool TryFor(U256 r, U256 hash, U256 s, out P256Signature signature)
    {
        signature = null!;
        BigInteger x = ToNumber(r) + N;
        BigInteger square = ((x * x * x) - (3 * x) + B) % P;
        BigInteger y = BigInteger.ModPow(square, (P + 1) / 4, P);
        if (x >= P || y * y % P != square)
            return false;
        BigInteger inverse = BigInteger.ModPow(ToNumber(r), N - 2, N);
        AffinePoint<BaseField> key = Sum(Point(x, y), ToNumber(s) * inverse % N, Generator, (N - (ToNumber(hash) * inverse % N)) % N);
        signature = new P256Signature(hash, r, s, key.X.ToU256(), key.Y.ToU256());
        return true;
    }

    /// <summary>A number in [1, n).</summary>
    public static U256 Scalar(Random random)
    {
        byte[] bytes = new byte[U256.Size];
        random.NextBytes(bytes);
        return ToWord((new BigInteger(bytes, isUnsigned: true) % (N - 1)) + 1);
    }

    private static AffinePoint<BaseField> Sum(AffinePoint<BaseField> first, BigInteger a, AffinePoint<BaseField> second, BigInteger b) =>
        MultiScalar.Sum<BaseField, P256Curve>([first, second], [ToWord(a), ToWord(b)]).ToAffine();

    private static AffinePoint<BaseField> Point(BigInteger x, BigInteger y)
    {
        BaseField.TryFrom(ToWord(x), out BaseField fieldX).ShouldBeTrue();
        BaseField.TryFrom(ToWord(y), out BaseField fieldY).ShouldBeTrue();
        return new AffinePoint<BaseField>(in fieldX, in fieldY);
    }

    private static BigInteger Number(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static BigInteger ToNumber(U256 word)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        word.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static U256 ToWord(BigInteger number) => U256.ReadBigEndianShort(number.ToByteArray(isUnsigned: true, isBigEndian: true));
}
