using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>A second table that looks squares up, which proofs may leave out.</summary>
public sealed class OptionalTableTests
{
    private const int LogSquares = 6;

    private static readonly IAir[] Airs = [new SumOfSquaresAir(), new LookupAir(), new SquareTableAir(LogSquares)];

    private static readonly ProvingKey<Poseidon2Suite> Key = ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 6), Airs, [new(4, 0, LogSquares), new(4, 4, LogSquares), new(4, 5, LogSquares), new(4, 8, LogSquares)]);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_table_may_be_present_at_any_height_of_a_shape_or_left_out(int logHeight)
    {
        (Trace?[] present, KoalaBear[] publicValues) = Witness(LookupAir.Generate(logHeight));
        (Trace?[] absent, _) = Witness(null);
        TraceChecker.FindViolation(Airs, present, publicValues).ShouldBeNull();
        TraceChecker.FindViolation(Airs, absent, publicValues).ShouldBeNull();

        Verifier.Verify(Key.Verifying, publicValues, Encoded(present, publicValues)).ShouldBe(VerificationResult.Valid);
        Verifier.Verify(Key.Verifying, publicValues, Encoded(absent, publicValues)).ShouldBe(VerificationResult.Valid);
    }

    [Fact]
    public void A_table_that_is_left_out_sends_nothing()
    {
        // The square table answers for lookups of a table that is not there.
        (Trace?[] traces, KoalaBear[] publicValues) = Witness(LookupAir.Generate(4));
        traces[1] = null;
        TraceChecker.FindViolation(Airs, traces, publicValues).ShouldNotBeNull().What.ShouldContain("times more than it is received");
        Verifier.Verify(Key.Verifying, publicValues, Prover.Prove(Key, traces, publicValues)).Error.ShouldBe(VerificationError.BusesDoNotBalance);
    }

    [Fact]
    public void A_proof_cannot_be_turned_into_one_that_leaves_a_table_out_or_puts_it_in()
    {
        (Trace?[] traces, KoalaBear[] publicValues) = Witness(LookupAir.Generate(4));
        Proof present = Prover.Prove(Key, traces, publicValues);
        (traces, _) = Witness(null);
        Proof absent = Prover.Prove(Key, traces, publicValues);

        (present.ShapeIndex, absent.ShapeIndex).ShouldBe((1, 0));
        Verdict(present with { ShapeIndex = 0 }).IsValid.ShouldBeFalse();
        Verdict(absent with { ShapeIndex = 1 }).IsValid.ShouldBeFalse();
        Verdict(present with { ShapeIndex = 0, Openings = [present.Openings[0], TableOpenings<Extension>.None, present.Openings[2]], CumulativeSums = absent.CumulativeSums }).IsValid.ShouldBeFalse();
        Verdict(absent with { ShapeIndex = 1, Openings = present.Openings, CumulativeSums = present.CumulativeSums }).IsValid.ShouldBeFalse();
        Verdict(absent with { Openings = present.Openings }).Error.ShouldBe(VerificationError.WrongOpeningCount);
        Verdict(absent with { ShapeIndex = 4 }).Error.ShouldBe(VerificationError.UnknownShape);
        Verdict(absent with { ShapeIndex = -1 }).Error.ShouldBe(VerificationError.UnknownShape);

        VerificationResult Verdict(Proof proof) => Verifier.Verify(Key.Verifying, publicValues, proof);
    }

    [Fact]
    public void A_flipped_bit_in_a_proof_that_leaves_a_table_out_is_rejected()
    {
        (Trace?[] traces, KoalaBear[] publicValues) = Witness(null);
        byte[] valid = Encoded(traces, publicValues);
        Random random = new(12);
        for (int position = 0; position < valid.Length; position += position < 64 ? 1 : 101)
        {
            byte[] bytes = [.. valid];
            bytes[position] ^= (byte)(1 << random.Next(8));
            Verifier.Verify(Key.Verifying, publicValues, bytes).IsValid.ShouldBeFalse($"byte {position}");
        }

        for (int length = 0; length < 64; length++)
            Verifier.Verify(Key.Verifying, publicValues, valid.AsSpan(0, length)).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void A_table_that_is_not_optional_cannot_be_left_out()
    {
        (Trace?[] traces, KoalaBear[] publicValues) = Witness(null);
        foreach (ProofShape shape in (IEnumerable<ProofShape>)[new(0, 0, LogSquares), new(4, 0, 0), new(0, 0, 0)])
            Should.Throw<InvalidAirException>(() => ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(), Airs, [shape])).Message.ShouldContain("is not acceptable");
        traces[0] = null;
        Should.Throw<ArgumentException>(() => Prover.Prove(Key, traces, publicValues));
        TraceChecker.FindViolation(Airs, traces, publicValues).ShouldNotBeNull().Table.ShouldBe("sum of squares");
    }

    [Fact]
    public void A_table_whose_absence_would_claim_something_cannot_be_optional()
    {
        ShouldGetNoKey(new SumOfSquaresAir(), new SquareTableAir(LogSquares), new OptionalAir(new SumOfSquaresAir()));
        ShouldGetNoKey(new SumOfSquaresAir(), new OptionalAir(new SquareTableAir(LogSquares)));
        ShouldGetNoKey(new SumOfSquaresAir(), new SquareTableAir(LogSquares), new OptionalAir(new FibonacciAir()));
        ShouldGetNoKey(new LookupAir());
        ShouldGetNoKey(new FibonacciAir(), new LookupAir());

        static void ShouldGetNoKey(params IAir[] airs) => Should.Throw<InvalidAirException>(() => ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(), airs, [new([.. airs.Select(air => air.Preprocessed()?.LogHeight ?? 4)])]));
    }

    [Fact]
    public void Whether_an_air_is_optional_is_part_of_its_digest()
        => AirStructure.Of(new OptionalAir(new FibonacciAir()), 0, 3).ConstraintDigest.ShouldNotBe(AirStructure.Of(new FibonacciAir(), 0, 3).ConstraintDigest);

    private static (Trace?[] Traces, KoalaBear[] PublicValues) Witness(Trace? lookups)
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63], LogSquares);
        for (int row = 0; row < lookups?.Height; row++)
            table[(int)lookups[row, 1].ToCanonical(), 0] += lookups[row, 0];
        return ([sums, lookups, table], [sum]);
    }

    private static byte[] Encoded(Trace?[] traces, KoalaBear[] publicValues) => ProofCodec.Encode(Key.Verifying, Prover.Prove(Key, traces, publicValues));

    /// <summary>(isReal, x, x²), sent to the square table.</summary>
    private sealed class LookupAir : IAir
    {
        public string Name => "lookups";

        public int Width => 3;

        public bool IsOptional => true;

        /// <summary>Half of the rows are real.</summary>
        public static Trace Generate(int logHeight)
        {
            Trace trace = new(3, 1 << logHeight);
            for (int row = 0; row < trace.Height; row += 2)
            {
                trace[row, 0] = KoalaBear.One;
                trace[row, 1] = KoalaBear.FromCanonical((uint)(row * 7) % (1 << LogSquares));
                trace[row, 2] = trace[row, 1] * trace[row, 1];
            }

            return trace;
        }

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            builder.AssertBool("isReal is a bit", builder.Local[0]);
            builder.Send(SquareTableAir.Squares, builder.Local[1..], builder.Local[0], maxMultiplicity: 1);
        }
    }

    /// <summary>Another AIR, declared optional.</summary>
    private sealed class OptionalAir(IAir air) : IAir
    {
        public string Name => air.Name;

        public int Width => air.Width;

        public int PublicValueCount => air.PublicValueCount;

        public bool IsOptional => true;

        public Trace? Preprocessed() => air.Preprocessed();

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
            => air.Evaluate<TBuilder, T>(ref builder);
    }
}
