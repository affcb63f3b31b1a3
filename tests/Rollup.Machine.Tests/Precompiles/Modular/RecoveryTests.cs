using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;
using static Rollup.Machine.Tests.Precompiles.Modular.Signatures;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>Whatever the kernel's recovery says, the tables prove: keys, and each reason why there is none.</summary>
public class RecoveryTests
{
    private static readonly BigInteger LastHash = (BigInteger.One << 256) - 1;

    [Fact]
    public void Keys_of_random_signatures_are_proven()
    {
        Random random = new(1);
        Prove(hasKey: true, [.. Enumerable.Range(0, 12).Select(_ => Valid(random))]);
    }

    [Fact]
    public void Keys_are_proven_where_the_hash_is_zero_or_not_below_the_order()
    {
        Random random = new(2);
        ulong[] signature = Valid(random);
        Prove(hasKey: true, [.. new[] { 0, 1, N - 1, N, N + 1, LastHash }.Select(hash => (ulong[])[.. Words(hash), .. signature[4..]])]);
    }

    /// <summary>Short relations degenerate, points are equal, opposite, or images of each other, and sums of them vanish.</summary>
    [Fact]
    public void Keys_are_proven_where_they_are_small_combinations_of_the_point_and_the_generator()
    {
        BigInteger lambda = Secp256k1Group.EndomorphismScalar, half = (N + 1) / 2, nonce = Scalar(new(3));
        BigInteger[] pointFactors = [1, -1, 2, half, lambda, -lambda, lambda * lambda, lambda - 1, BigInteger.One << 64, (BigInteger.One << 64) * lambda];
        Prove(hasKey: true, [.. pointFactors.Select(u => WithRelation(nonce, u, 0)), .. new BigInteger[] { 1, -1, lambda, 256 }.Select(w => WithRelation(nonce, 1, w))]);
    }

    [Fact]
    public void Keys_are_proven_where_the_point_is_a_small_multiple_of_the_generator()
    {
        BigInteger lambda = Secp256k1Group.EndomorphismScalar;
        Prove(hasKey: true, [.. new[] { 1, 2, 3, 256, lambda, N - 1, N - 2, (N + 1) / 2 }.Select(nonce => From(Scalar(new(4)), Scalar(new(5)), nonce))]);
    }

    [Fact]
    public void Zeros_are_proven_where_a_number_is_out_of_range()
    {
        ulong[] valid = Valid(new(6));
        BigInteger hash = Read(valid, 0), r = Read(valid, 4), s = Read(valid, 8), p = Secp256k1Group.FieldModulus;
        Prove(
            hasKey: false,
            [
                .. new[] { 0, N, N + 1, p - 1, p, p + 1, LastHash }.SelectMany(n => new[] { Operands(hash, n, s, 0), Operands(hash, r, n, 1), Operands(0, n, n, 2) }),
                .. new ulong[] { 2, 3, 1ul << 32, ulong.MaxValue, 1ul << 63 }.Select(parity => Operands(hash, r, s, parity)),
            ]);
    }

    [Fact]
    public void Zeros_are_proven_where_no_point_has_the_x()
    {
        Random random = new(7);
        ulong[][] signatures =
        [
            .. Enumerable.Range(0, 64).Select(i => Operands(Number(random), i < 16 ? i + 1 : i < 32 ? N - i + 15 : Scalar(random), Scalar(random), (ulong)random.Next(2)))
                .Where(operands => ModularSegment.Execute(Precompile.Recover, operands)[0] == 0),
        ];
        signatures.Length.ShouldBeGreaterThan(16);
        Prove(hasKey: false, signatures);
    }

    /// <summary>s·R = z·G: whoever chooses R as a multiple of G can have that.</summary>
    [Fact]
    public void Zeros_are_proven_where_the_key_is_infinity()
    {
        Random random = new(8);
        Prove(
            hasKey: false,
            [
                .. new[] { 1, 2, N - 1, Secp256k1Group.EndomorphismScalar, Scalar(random), Scalar(random) }.Select(nonce => HardSignatures.Infinity(nonce, Scalar(random))),
            ]);
    }

    /// <summary>R is a start point, or one that makes sums with it exceptional; another start is taken.</summary>
    [Fact]
    public void Keys_are_proven_where_the_point_is_chosen_against_a_start()
    {
        CurvePoint start = RecoveryPoints.Starts[0];
        CurvePoint[] points =
        [
            start, Secp256k1Group.Multiply(start, 2), Secp256k1Group.Multiply(start, (N + 1) / 2), Secp256k1Group.Multiply(start, Secp256k1Group.EndomorphismScalar), RecoveryPoints.Offsets[0],
            RecoveryPoints.WindowShift, Secp256k1Group.Add(in start, RecoveryPoints.WindowShift),
        ];
        BigInteger s = Scalar(new(9));
        Prove(hasKey: true, [.. points.SelectMany(point => new[] { Operands(7, point.X, point.X, 0), Operands(7, point.X, point.X, 1), Operands(0, point.X, s, 1) })]);
    }

    [Fact]
    public void Keys_are_proven_where_the_first_two_steps_of_a_start_meet_the_same_sum() => Prove(hasKey: true, [.. HardSignatures.PointsAreFirstSums.Take(4)]);

    [Fact]
    public void Keys_are_proven_where_the_point_is_the_shift_of_the_generators_multiples()
    {
        ulong[] operands = HardSignatures.PointIsWindowShift;
        Read(operands, 4).ShouldBe(RecoveryPoints.WindowShift.X);
        Prove(hasKey: true, [.. new[] { 0, 1, LastHash, Number(new(11)) }.Select(hash => (ulong[])[.. Words(hash), .. operands[4..]])]);
    }

    [Fact]
    public void Keys_are_proven_where_their_x_is_like_that_of_a_start()
    {
        ulong[][] operands = [HardSignatures.KeyIsLikeStart(0), HardSignatures.KeyIsLikeStart(1), HardSignatures.KeyIsLikeStart(-1)];
        operands.ShouldAllBe(o => HardSignatures.StartOf(o) == 1);
        Prove(hasKey: true, operands);
    }

    [Fact]
    public void Zeros_are_proven_where_a_scalar_is_ground_against_eight_starts()
    {
        HardSignatures.StartOf(HardSignatures.ScalarIsGround).ShouldBe(8);
        Prove(hasKey: false, [HardSignatures.ScalarIsGround]);
    }

    /// <summary>The figures that <see cref="RecoveryPoints"/> argues with.</summary>
    [Fact]
    public void Fewer_inputs_exist_than_would_spoil_all_starts_but_one()
    {
        const int InputBits = (3 * 256) + 1;
        ModularPrograms.All.Max(program => program.Rows.ToArray().Count(row => row.Slope + row.Chord != 0)).ShouldBe(RecoveryPoints.MaxTests);
        double bitsPerStart = Math.Log2(KoalaBear.Modulus / 3.0 / RecoveryPoints.MaxTests);
        (((RecoveryPoints.StartCount - 1) * bitsPerStart) - InputBits - Math.Log2(RecoveryPoints.StartCount)).ShouldBeGreaterThan(250);

        // No x is like that of two starts.
        BigInteger p = Secp256k1Group.FieldModulus;
        RecoveryPoints.Starts.SelectMany(start => new[] { start.X, start.X + p, start.X - p }).Select(x => Secp256k1Group.Reduce(x, KoalaBear.Modulus)).ShouldBeUnique();
    }

    private static BigInteger Read(ulong[] words, int first) => Enumerable.Range(0, 4).Aggregate(BigInteger.Zero, (sum, i) => sum + ((BigInteger)words[first + i] << (64 * i)));

    private static void Prove(bool hasKey, IReadOnlyList<ulong[]> operands)
    {
        ModularSegment segment = new(operands.Select(o => (Precompile.Recover, o)));
        segment.Events.Calls(Precompile.Recover).ShouldAllBe(call => call.Second[0].New == (hasKey ? 1ul : 0ul));
        segment.FindViolation()?.ToString().ShouldBeNull();
    }
}
