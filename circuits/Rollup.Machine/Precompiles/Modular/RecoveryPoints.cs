using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>
/// Points without a known relation to each other or to the generator, hashes taken for x coordinates. Every test of <see cref="ModularColumns{T}.Difference"/> in a recovery is of two points whose sum or difference
/// is c·S_j + d·T_j and a combination of the signature's points, with c or d not 0 modulo n. The prover chooses j. Some j serves, whatever the signature:
/// <para>
/// Two points of the same x are a relation between S_j, T_j, R, G and U. Whoever chooses R by such a relation spoils one j. Two of them, R eliminated, are a relation among hashed points and G: whoever knows it knows discrete logarithms.
/// </para>
/// <para>
/// Different x fail the test by chance, being 0, p or −p apart modulo KoalaBear: once in 2^29.4, and with at most <see cref="MaxTests"/> tests one j fails once in 2^21.9. Signatures can be ground: the tests see the scalars digit by
/// digit, so that 2^22 sums spoil one j by four bytes of the generator's scalar, and the next four bytes another one. But there are fewer than 2^769 inputs (hash, r, s, parity), so that the probability over the hashed
/// points that any input at all spoils any 47 of the <see cref="StartCount"/> is below 48·2^(769 − 47·21.9), less than 2^−250. (With eight of them, there were such inputs, found within a minute.)
/// </para>
/// The emulator asks for the proof of each call before a run counts as one that can be proven.
/// </summary>
public static class RecoveryPoints
{
    /// <summary>Bits of the four scalars of a recovery, see <see cref="ShortRelation"/>.</summary>
    public const int ScalarBits = 65;

    /// <summary>Bytes of the generator's scalar.</summary>
    public const int Windows = 32;

    /// <summary>Multiples per window.</summary>
    public const int WindowSize = 256;

    /// <summary>Points that must have different x in one recovery: 15 additions fill the table, 129 are of its entries, and 32 of multiples of the generator.</summary>
    public const int MaxTests = 176;

    public const int StartCount = 48;

    /// <summary>S_j, on top of each entry of a recovery's table.</summary>
    public static CurvePoint[] Starts { get; } = [.. Enumerable.Range(0, StartCount).Select(i => Hashed($"Rollup recovery start {i}"))];

    /// <summary>T_j, where sums of entries begin. Each j has its own: with a common T, r = x(T) let the second step of every j meet an entry less T.</summary>
    public static CurvePoint[] FirstSums { get; } = [.. Enumerable.Range(0, StartCount).Select(i => Hashed($"Rollup recovery first sum {i}"))];

    /// <summary>U, on top of each multiple of the generator.</summary>
    public static CurvePoint WindowShift { get; } = Hashed("Rollup recovery window shift");

    private static readonly CurvePoint WindowShifts = Secp256k1Group.Multiply(WindowShift, Windows);

    /// <summary>S_j + 32·U: where a sum of S_j and multiples of the generator ends if these cancel.</summary>
    public static CurvePoint[] Offsets { get; } = [.. Starts.Select(start => Secp256k1Group.Add(in start, in WindowShifts))];

    /// <summary>2^64·T_j + (2^65 − 1)·S_j + 32·U: 65 steps add S_j once more, and all but the first double before.</summary>
    public static CurvePoint[] Ends { get; } =
    [
        .. Starts.Zip(FirstSums, (start, first) => Secp256k1Group.Add(
            Secp256k1Group.Add(Secp256k1Group.Multiply(start, (BigInteger.One << ScalarBits) - 1), Secp256k1Group.Multiply(first, BigInteger.One << (ScalarBits - 1))), in WindowShifts)),
    ];

    private static readonly Lazy<CurvePoint[]> Multiples = new(ComputeMultiples);

    /// <summary>d·256^i·G + U, at 256·i + d.</summary>
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
            CurvePoint sum = WindowShift;
            for (int digit = 0; digit < WindowSize; digit++, sum = Secp256k1Group.Add(in sum, in step))
                points[(window * WindowSize) + digit] = sum;
            step = Secp256k1Group.Multiply(step, WindowSize);
        }

        return points;
    }
}
