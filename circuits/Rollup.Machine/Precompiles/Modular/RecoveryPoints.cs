using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// Points without a known relation to each other or to the generator, hashes taken for x coordinates. Sums begin at one of the starts, and each multiple of the generator comes with a shift on top, so that no
/// sum meets an exceptional case (equal or opposite points) unless whoever chose the signature knows a relation of the start point to others.
/// Known to fall short of completeness, never of soundness: r = x(T) makes the second step of every start exceptional for some s, and a scalar ground digit by digit can spoil the 31-bit test of differences at every start.
/// </summary>
public static class RecoveryPoints
{
    /// <summary>Bits of the four scalars of a recovery, see <see cref="ShortRelation"/>.</summary>
    public const int ScalarBits = 65;

    /// <summary>Bytes of the generator's scalar.</summary>
    public const int Windows = 32;

    /// <summary>Multiples per window.</summary>
    public const int WindowSize = 256;

    public const int StartCount = 8;

    /// <summary>S_j.</summary>
    public static CurvePoint[] Starts { get; } = [.. Enumerable.Range(0, StartCount).Select(i => Hashed($"Rollup recovery start {i}"))];

    /// <summary>T, on top of each multiple of the generator, and where sums with the table begin.</summary>
    public static CurvePoint Shift { get; } = Hashed("Rollup recovery window shift");

    /// <summary>S_j + 32·T: where a sum of S_j and multiples of the generator ends if these cancel.</summary>
    public static CurvePoint[] Offsets { get; } = [.. Starts.Select(start => Secp256k1Group.Add(in start, Secp256k1Group.Multiply(Shift, Windows)))];

    /// <summary>2^64·T + (2^65 − 1)·S_j + 32·T: 65 steps add S_j once more, and all but the first double before.</summary>
    public static CurvePoint[] Ends { get; } =
    [
        .. Starts.Select(start => Secp256k1Group.Add(
            Secp256k1Group.Multiply(start, (BigInteger.One << ScalarBits) - 1), Secp256k1Group.Multiply(Shift, (BigInteger.One << (ScalarBits - 1)) + Windows))),
    ];

    private static readonly Lazy<CurvePoint[]> Multiples = new(ComputeMultiples);

    /// <summary>d·256^i·G + T, at 256·i + d.</summary>
    public static CurvePoint[] WindowMultiples => Multiples.Value;

    /// <summary>The point with an even y whose x is the first hash of the name and a counter that is one.</summary>
    private static CurvePoint Hashed(string name)
    {
        byte[] preimage = [.. Encoding.ASCII.GetBytes(name), 0, 0, 0, 0];
        for (uint counter = 0; ; counter++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(preimage.AsSpan(preimage.Length - 4), counter);
            BigInteger x = new(SHA256.HashData(preimage), isUnsigned: true, isBigEndian: true);
            if (x < Secp256k1Group.FieldModulus && Secp256k1Group.TryRoot((BigInteger.ModPow(x, 3, Secp256k1Group.FieldModulus) + 7) % Secp256k1Group.FieldModulus, out BigInteger y))
                return new(x, y.IsEven ? y : Secp256k1Group.FieldModulus - y);
        }
    }

    private static CurvePoint[] ComputeMultiples()
    {
        CurvePoint[] points = new CurvePoint[Windows * WindowSize];
        CurvePoint step = Secp256k1Group.Generator;
        for (int window = 0; window < Windows; window++)
        {
            CurvePoint sum = Shift;
            for (int digit = 0; digit < WindowSize; digit++, sum = Secp256k1Group.Add(in sum, in step))
                points[(window * WindowSize) + digit] = sum;
            step = Secp256k1Group.Multiply(step, WindowSize);
        }

        return points;
    }
}
