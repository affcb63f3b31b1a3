using System.Globalization;
using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;
using static Rollup.Machine.Tests.Precompiles.Modular.Signatures;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>Signatures chosen against the sums by which a recovery is proven, see <see cref="RecoveryPoints"/>.</summary>
internal static class HardSignatures
{
    /// <summary>This s lets the first two steps differ by R = U, which was fatal while the sums of all starts began at U.</summary>
    public static ulong[] PointIsWindowShift { get; } = Operands(
        7, Hex("b3787f038bbb298ae8b8fac2a8eb137171180055a486ab760a5d10e43d08cf1b"), Hex("ec31682fde561917952ff78a7a8adeffd0febc372dd26871916c46c630381b45"), 1);

    /// <summary>
    /// The key is infinity, and of the scalar, four bytes after the other are ground so that the sums of one more start meet an x that the tables cannot tell from another one: 23 seconds of work for the first eight starts.
    /// </summary>
    public static ulong[] ScalarIsGround { get; } = Infinity(Hex("0808177406e567bd036e0f7d09d5bd933834e1fe02d9838c539022eb0ffdd00c"), Scalar(new(14)));

    /// <summary>R = T_0, and the first two steps of start 0 meet the same sum.</summary>
    public static ulong[] PointIsFirstSum => PointsAreFirstSums.First();

    /// <summary>R = T_0, and some entries of the first two steps differ by R.</summary>
    public static IEnumerable<ulong[]> PointsAreFirstSums
    {
        get
        {
            Random random = new(10);
            return Enumerable.Range(0, 2000).Select(_ => Operands(Number(random), RecoveryPoints.FirstSums[0].X, Scalar(random), (ulong)random.Next(2))).Where(operands => StartOf(operands) != 0);
        }
    }

    /// <summary>
    /// x of the key and of the first start differ by a multiple of KoalaBear's modulus and <paramref name="multiple"/> (0, 1 or −1) times p: they are different, but the tables cannot tell.
    /// </summary>
    public static ulong[] KeyIsLikeStart(int multiple)
    {
        BigInteger residue = Secp256k1Group.Reduce(RecoveryPoints.Starts[0].X + (multiple * Secp256k1Group.FieldModulus), KoalaBear.Modulus);
        CurvePoint key = FirstPoint(residue, KoalaBear.Modulus);

        // With u = s/r and v = −z/r the key is u·R + v·G.
        BigInteger u = Scalar(new(12)), v = Scalar(new(13));
        CurvePoint point = Secp256k1Group.Multiply(Secp256k1Group.Add(in key, Secp256k1Group.Multiply(Secp256k1Group.Generator, N - v)), Secp256k1Group.Inverse(u, N));
        return Operands((N - v) * point.X % N, point.X, u * point.X % N, point.Y.IsEven ? 0ul : 1);
    }

    /// <summary>R is a multiple of the generator, and s·R = z·G.</summary>
    public static ulong[] Infinity(BigInteger nonce, BigInteger s)
    {
        CurvePoint point = Secp256k1Group.Multiply(Secp256k1Group.Generator, nonce);
        return Operands(s * nonce % N, point.X % N, s, point.Y.IsEven ? 0ul : 1);
    }

    /// <summary>The start that the proof has.</summary>
    public static int StartOf(ulong[] operands) => ModularCalls.TryRecover(operands, ModularSegment.Execute(Precompile.Recover, operands)).ShouldNotBeNull().Start;

    /// <summary>A point whose x is <paramref name="first"/> and a multiple of <paramref name="step"/>.</summary>
    private static CurvePoint FirstPoint(BigInteger first, BigInteger step)
    {
        for (BigInteger x = first + ((BigInteger.One << 200) / step * step); ; x += step)
        {
            if (Secp256k1Group.TryRoot((BigInteger.ModPow(x, 3, Secp256k1Group.FieldModulus) + 7) % Secp256k1Group.FieldModulus, out BigInteger y))
                return new(x, y);
        }
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
