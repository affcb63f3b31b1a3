using System.Numerics;
using Rollup.Machine.Precompiles.Modular;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>Operands of recover: hash, r, s, parity.</summary>
internal static class Signatures
{
    public static BigInteger N => Secp256k1Group.Order;

    /// <summary>A random signature.</summary>
    public static ulong[] Valid(Random random) => From(Scalar(random), Scalar(random), Scalar(random), isHighS: random.Next(2) == 0);

    /// <summary>The signature of <paramref name="hash"/> by <paramref name="secret"/> with the nonce <paramref name="nonce"/>.</summary>
    public static ulong[] From(BigInteger hash, BigInteger secret, BigInteger nonce, bool isHighS = false)
    {
        CurvePoint point = Secp256k1Group.Multiply(Secp256k1Group.Generator, nonce);
        BigInteger r = point.X % N, s = Secp256k1Group.Inverse(nonce, N) * (hash + (r * secret)) % N;
        bool isOdd = !point.Y.IsEven;
        if ((s > N / 2) != isHighS)
            (s, isOdd) = (N - s, !isOdd);
        return Operands(hash, r, s, isOdd ? 1ul : 0);
    }

    /// <summary>The hash and the s for which b·Q + a·R + w·G is what the caller wants: with R = nonce·G and u = s/r, Q = u·R − (z/r)·G.</summary>
    public static ulong[] WithRelation(BigInteger nonce, BigInteger pointFactor, BigInteger generatorFactor)
    {
        CurvePoint point = Secp256k1Group.Multiply(Secp256k1Group.Generator, nonce);
        BigInteger r = point.X % N;
        return Operands(Secp256k1Group.Reduce(-generatorFactor * r, N), r, Secp256k1Group.Reduce(pointFactor * r, N), point.Y.IsEven ? 0ul : 1);
    }

    public static ulong[] Operands(BigInteger hash, BigInteger r, BigInteger s, ulong parity) => [.. Words(hash), .. Words(r), .. Words(s), parity];

    public static BigInteger Scalar(Random random) => (Number(random) % (N - 1)) + 1;

    /// <summary>Any 256-bit number.</summary>
    public static BigInteger Number(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    public static ulong[] Words(BigInteger value) => [.. Enumerable.Range(0, 4).Select(i => (ulong)(value >> (64 * i) & ulong.MaxValue))];
}
