using System.Numerics;
using System.Security.Cryptography;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Signing;

/// <summary>
/// ECDSA over secp256k1 (SEC 1, SEC 2) with the deterministic nonce of RFC 6979 (HMAC-SHA-256), for machines without libsecp256k1.
/// Big-integer arithmetic takes time that depends on its operands: do not use it where others can time signatures made with a valuable key.
/// </summary>
internal static class ManagedSecp256k1
{
    private static readonly BigInteger P = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly BigInteger Gx = Parse("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798");
    private static readonly BigInteger Gy = Parse("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8");

    /// <summary>Whether <paramref name="key"/> is a private key: 32 bytes, big-endian, in [1, n).</summary>
    public static bool IsPrivateKey(ReadOnlySpan<byte> key)
    {
        BigInteger d = Read(key);
        return key.Length == 32 && d > 0 && d < N;
    }

    /// <summary>The public key as x ‖ y, 64 bytes.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> key)
    {
        (BigInteger x, BigInteger y) = MultiplyBase(Read(key));
        byte[] result = new byte[64];
        Write(x, result.AsSpan(0, 32));
        Write(y, result.AsSpan(32));
        return result;
    }

    /// <summary>Signs a 32-byte hash with a valid private key.</summary>
    public static Signature Sign(ReadOnlySpan<byte> key, in Hash256 hash)
    {
        BigInteger d = Read(key);
        BigInteger z = Read(hash.AsSpan());
        var nonces = new Rfc6979(key, hash);
        while (true)
        {
            BigInteger k = nonces.Next();
            (BigInteger x, BigInteger y) = MultiplyBase(k);
            BigInteger r = x % N;
            BigInteger s = Inverse(k, N) * (z + (r * d)) % N;

            // x ≥ n happens with probability 2^-128; its recovery id does not fit in Ethereum's parity.
            if (r.IsZero || s.IsZero || x >= N)
                continue;
            bool odd = !y.IsEven;
            if (s > N / 2)
            {
                s = N - s;
                odd = !odd;
            }

            return new Signature(ToU256(r), ToU256(s), odd ? 1 : 0);
        }
    }

    // Montgomery ladder over Jacobian coordinates (X : Y : Z), x = X/Z², y = Y/Z³; Z = 0 is the point at infinity.
    private static (BigInteger X, BigInteger Y) MultiplyBase(BigInteger scalar)
    {
        (BigInteger X, BigInteger Y, BigInteger Z) low = (1, 1, 0);
        (BigInteger X, BigInteger Y, BigInteger Z) high = (Gx, Gy, 1);
        for (int bit = 255; bit >= 0; bit--)
        {
            bool set = !((scalar >> bit) & 1).IsZero;
            (BigInteger X, BigInteger Y, BigInteger Z) sum = Add(low, high);
            (low, high) = set ? (sum, Double(high)) : (Double(low), sum);
        }

        BigInteger inverse = Inverse(low.Z, P);
        BigInteger square = inverse * inverse % P;
        return (low.X * square % P, low.Y * square % P * inverse % P);
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z) Double((BigInteger X, BigInteger Y, BigInteger Z) a)
    {
        BigInteger yy = a.Y * a.Y % P;
        BigInteger s = 4 * a.X * yy % P;
        BigInteger m = 3 * a.X * a.X % P;
        BigInteger x = Mod((m * m) - (2 * s));
        return (x, Mod((m * (s - x)) - (8 * yy * yy)), 2 * a.Y * a.Z % P);
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z) Add((BigInteger X, BigInteger Y, BigInteger Z) a, (BigInteger X, BigInteger Y, BigInteger Z) b)
    {
        if (a.Z.IsZero)
            return b;
        if (b.Z.IsZero)
            return a;
        BigInteger aa = a.Z * a.Z % P;
        BigInteger bb = b.Z * b.Z % P;
        BigInteger u = a.X * bb % P;
        BigInteger s = a.Y * bb % P * b.Z % P;
        BigInteger h = Mod((b.X * aa) - u);
        BigInteger r = Mod((b.Y * aa % P * a.Z) - s);
        if (h.IsZero)
            return r.IsZero ? Double(a) : (1, 1, 0);
        BigInteger hh = h * h % P;
        BigInteger hhh = hh * h % P;
        BigInteger v = u * hh % P;
        BigInteger x = Mod((r * r) - hhh - (2 * v));
        return (x, Mod((r * (v - x)) - (s * hhh)), h * a.Z % P * b.Z % P);
    }

    private static BigInteger Mod(BigInteger value)
    {
        BigInteger remainder = value % P;
        return remainder.Sign < 0 ? remainder + P : remainder;
    }

    // Fermat: the modulus is prime.
    private static BigInteger Inverse(BigInteger value, BigInteger modulus) => BigInteger.ModPow(value, modulus - 2, modulus);

    private static BigInteger Read(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private static BigInteger Parse(string hex) => Read(Convert.FromHexString(hex));

    private static void Write(BigInteger value, Span<byte> destination)
    {
        destination.Clear();
        int length = value.GetByteCount(isUnsigned: true);
        _ = value.TryWriteBytes(destination[^length..], out _, isUnsigned: true, isBigEndian: true);
    }

    private static U256 ToU256(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[32];
        Write(value, bytes);
        return U256.ReadBigEndian(bytes);
    }

    /// <summary>RFC 6979, section 3.2, for a 256-bit group order and hash.</summary>
    private sealed class Rfc6979
    {
        private byte[] _k = new byte[32];
        private byte[] _v = new byte[32];
        private bool _rejected;

        public Rfc6979(ReadOnlySpan<byte> key, in Hash256 hash)
        {
            byte[] seed = new byte[64];
            key.CopyTo(seed);
            Write(Read(hash.AsSpan()) % N, seed.AsSpan(32));
            _v.AsSpan().Fill(1);
            Mix([0, .. seed]);
            Mix([1, .. seed]);
        }

        public BigInteger Next()
        {
            while (true)
            {
                if (_rejected)
                    Mix([0]);
                _rejected = true;
                _v = HMACSHA256.HashData(_k, _v);
                BigInteger candidate = Read(_v);
                if (candidate > 0 && candidate < N)
                    return candidate;
            }
        }

        private void Mix(byte[] input)
        {
            byte[] message = [.. _v, .. input];
            _k = HMACSHA256.HashData(_k, message);
            _v = HMACSHA256.HashData(_k, _v);
        }
    }
}
