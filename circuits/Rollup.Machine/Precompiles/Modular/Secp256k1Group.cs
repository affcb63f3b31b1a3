using System.Globalization;
using System.Numerics;
using Rollup.Kernel.Crypto;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>A point of secp256k1 other than infinity, in affine coordinates.</summary>
public readonly record struct CurvePoint(BigInteger X, BigInteger Y);

/// <summary>secp256k1 as traces and constants need it (SEC 2, section 2.4.1). What calls compute is the kernel's own code.</summary>
public static class Secp256k1Group
{
    /// <summary>p.</summary>
    public static BigInteger FieldModulus { get; } = (BigInteger.One << 256) - (BigInteger.One << 32) - 977;

    /// <summary>n.</summary>
    public static BigInteger Order { get; } = Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    /// <summary>β, a cube root of one modulo p: (β·x, y) is λ·(x, y).</summary>
    public static BigInteger EndomorphismX { get; } = Hex("7AE96A2B657C07106E64479EAC3434E99CF0497512F58995C1396C28719501EE");

    /// <summary>λ, a cube root of one modulo n.</summary>
    public static BigInteger EndomorphismScalar { get; } = Hex("5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72");

    public static CurvePoint Generator { get; } = new(
        Hex("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"), Hex("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));

    /// <summary>The sum of two points; they must not be opposite.</summary>
    public static CurvePoint Add(in CurvePoint a, in CurvePoint b)
    {
        BigInteger slope = a.X == b.X
            ? 3 * a.X * a.X * Inverse(Reduce(2 * a.Y, FieldModulus), FieldModulus)
            : (b.Y - a.Y) * Inverse(Reduce(b.X - a.X, FieldModulus), FieldModulus);
        slope = Reduce(slope, FieldModulus);
        BigInteger x = Reduce((slope * slope) - a.X - b.X, FieldModulus);
        return new(x, Reduce((slope * (a.X - x)) - a.Y, FieldModulus));
    }

    /// <summary>A multiple of a point by a factor from 1 to n − 1.</summary>
    public static CurvePoint Multiply(CurvePoint point, BigInteger factor)
    {
        CurvePoint? sum = null;
        for (; !factor.IsZero; factor >>= 1, point = Add(in point, in point))
        {
            if (!factor.IsEven)
                sum = sum is { } s ? Add(in s, in point) : point;
        }

        return sum ?? throw new ArgumentOutOfRangeException(nameof(factor));
    }

    /// <summary>A root of <paramref name="square"/> modulo p, if it is one.</summary>
    public static bool TryRoot(BigInteger square, out BigInteger root)
    {
        root = BigInteger.ModPow(square, (FieldModulus + 1) / 4, FieldModulus);
        return (((root * root) - square) % FieldModulus).IsZero;
    }

    /// <summary>The representative from 0 on.</summary>
    public static BigInteger Reduce(BigInteger value, BigInteger modulus)
    {
        BigInteger remainder = BigInteger.Remainder(value, modulus);
        return remainder.Sign < 0 ? remainder + modulus : remainder;
    }

    /// <summary>The inverse of <paramref name="value"/>, which is below the prime <paramref name="modulus"/>; 0 for 0.</summary>
    public static BigInteger Inverse(BigInteger value, BigInteger modulus) => ToInteger(ModularInverse.Compute(ToWords(value), ToWords(modulus)));

    public static BigInteger ToInteger(in U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        value.WriteBigEndian(bytes);
        return new(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static U256 ToWords(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        if (!value.TryWriteBytes(bytes, out _, isUnsigned: true))
            throw new ArgumentOutOfRangeException(nameof(value), "The number has more than 256 bits.");
        return new(
            BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]), BitConverter.ToUInt64(bytes[16..]), BitConverter.ToUInt64(bytes[24..]));
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

/// <summary>p, for arithmetic in Montgomery's form.</summary>
public readonly struct Secp256k1Prime : IPrime256
{
    /// <inheritdoc/>
    public static U256 Modulus => new(0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <inheritdoc/>
    public static ulong NegativeInverse => 0xD838091DD2253531;

    /// <inheritdoc/>
    public static U256 R => new(0x1000003D1, 0, 0, 0);

    /// <inheritdoc/>
    public static U256 RSquared => new(0x000007A2000E90A1, 1, 0, 0);

    /// <inheritdoc/>
    public static bool HasSpareBit => false;
}
