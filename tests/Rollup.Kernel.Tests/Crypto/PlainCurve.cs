using System.Numerics;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Tests.Primitives;

namespace Rollup.Kernel.Tests.Crypto;

/// <summary>secp256k1 as textbooks write it, over <see cref="BigInteger"/>: slow, and obviously right. Infinity is null.</summary>
public static class PlainCurve
{
    public static readonly BigInteger P = (BigInteger.One << 256) - (BigInteger.One << 32) - 977;

    public static readonly BigInteger N = Number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    public static readonly (BigInteger X, BigInteger Y) G = (
        Number("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
        Number("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));

    public static BigInteger Number(string hex) => BigInteger.Parse("0" + hex, System.Globalization.NumberStyles.HexNumber);

    public static BigInteger Mod(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    public static BigInteger Inverse(BigInteger value, BigInteger modulus) => BigInteger.ModPow(Mod(value, modulus), modulus - 2, modulus);

    public static (BigInteger X, BigInteger Y)? Add((BigInteger X, BigInteger Y)? first, (BigInteger X, BigInteger Y)? second)
    {
        if (first is not { } a)
            return second;
        if (second is not { } b)
            return first;
        if (a.X == b.X && Mod(a.Y + b.Y, P).IsZero)
            return null;
        BigInteger slope = a.X == b.X ? 3 * a.X * a.X * Inverse(2 * a.Y, P) : (b.Y - a.Y) * Inverse(b.X - a.X, P);
        BigInteger x = Mod((slope * slope) - a.X - b.X, P);
        return (x, Mod((slope * (a.X - x)) - a.Y, P));
    }

    public static (BigInteger X, BigInteger Y)? Multiply((BigInteger X, BigInteger Y)? point, BigInteger scalar)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        for (int i = (int)scalar.GetBitLength() - 1; i >= 0; i--)
        {
            sum = Add(sum, sum);
            if (!((scalar >> i) & 1).IsZero)
                sum = Add(sum, point);
        }

        return sum;
    }

    /// <summary>Signs with the given nonce; r and s as they come, not reduced to low s.</summary>
    public static (U256 R, U256 S, int YParity) Sign(BigInteger key, BigInteger hash, BigInteger nonce)
    {
        (BigInteger X, BigInteger Y) point = Multiply(G, nonce)!.Value;
        BigInteger r = Mod(point.X, N);
        BigInteger s = Mod(Inverse(nonce, N) * (hash + (r * key)), N);
        return (r.ToWord(), s.ToWord(), (int)(point.Y & 1));
    }
}
