using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Recursion.Tests;

/// <summary>The verifier as a circuit computes what the native one does, and each of its checks is needed.</summary>
public sealed class VerifierOracleTests
{
    private static readonly StarkParameters Fast = new("fast", 2, 3, 3, 4, 14, new(1, 2, 3, 4, 2, 5));

    /// <summary>Key digest and challenges of the native verifier are public values of a circuit that has a witness only if its own are the same.</summary>
    [Theory]
    [InlineData(5, 7)]
    [InlineData(4, 7)]
    [InlineData(7, 7)]
    [InlineData(9, 7)]
    public void A_circuit_computes_the_native_verifiers_challenges_on_every_shape(int sumsLogHeight, int tableLogHeight)
    {
        (ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues) = Squares(sumsLogHeight, tableLogHeight);
        VerifyingKey<Poseidon2Suite> verifying = key.Verifying;
        ProofPlan plan = verifying.Plans[0];
        NativeContext<Poseidon2Suite> native = new();
        (Digest keyDigest, Challenges<Extension, bool> challenges) = ProofVerifier<NativeContext<Poseidon2Suite>, Scalar, Extension, Digest, bool>.Verify(
            native, plan, verifying.StructureDigest, verifying.PreprocessedCap, [.. publicValues.Select(value => new Scalar(value))], proof);
        native.Result.ShouldBe(VerificationResult.Valid);
        List<KoalaBear> expected = [.. publicValues, .. ProofInput.Elements(keyDigest)];
        foreach (Extension challenge in Values(challenges))
            expected.AddRange(SmallCircuit.Coordinates(challenge));
        expected.AddRange(challenges.Queries.SelectMany(bits => bits).Select(bit => bit ? KoalaBear.One : KoalaBear.Zero));

        CircuitRecorder recorder = new(expected.Count);
        (CircuitDigest ownKey, Challenges<CircuitValue, CircuitBit> own) = Record(recorder, new RecordingContext(recorder), verifying, publicValues.Length);
        List<CircuitValue> computed = [.. recorder.Elements(ownKey), .. Values(own).SelectMany(recorder.Coordinates), .. own.Queries.SelectMany(bits => bits).Select(bit => bit.Value)];
        computed.Count.ShouldBe(expected.Count - publicValues.Length);
        for (int i = 0; i < computed.Count; i++)
            recorder.AssertEqual(computed[i], recorder.PublicValue(publicValues.Length + i));
        CircuitProgram program = recorder.Build();
        foreach (CircuitLayout layout in (CircuitLayout[])[program.MinimalShape, CompactShape.For(program)])
        {
            Circuit circuit = new(program, layout);
            CircuitRun.Execute(circuit, expected, ProofInput.Flatten(proof)).Violation.ShouldBeNull();
            expected[^1] += KoalaBear.One;
            CircuitRun.Execute(circuit, expected, ProofInput.Flatten(proof)).IsValid.ShouldBeFalse();
            expected[^1] -= KoalaBear.One;
        }
    }

    [Fact]
    public void A_circuit_without_the_balance_of_buses_accepts_what_a_verifier_must_not()
    {
        (ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues) = Squares(5, 7, (_, table) => table[3, 0] += KoalaBear.One);
        ShouldBeRefusedFor(VerificationError.BusesDoNotBalance, key, proof, publicValues, []);
    }

    [Fact]
    public void A_circuit_without_the_constraints_accepts_what_a_verifier_must_not()
    {
        (ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues) = Squares(5, 7);
        publicValues[0] += KoalaBear.One;
        proof = Prover.Prove(key, Traces(5, 7).Traces, publicValues, new());
        ShouldBeRefusedFor(VerificationError.ConstraintsNotSatisfied, key, proof, publicValues, []);
    }

    [Fact]
    public void A_circuit_without_merkle_openings_accepts_what_a_verifier_must_not()
    {
        (ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues) = Squares(5, 7);
        foreach (Digest[] path in Paths(proof.Queries[1]))
        {
            Digest kept = path[0];
            path[0][0] ^= 1;
            ShouldBeRefusedFor(VerificationError.WrongMerkleOpening, key, proof, publicValues, []);
            path[0] = kept;
        }

        static IEnumerable<Digest[]> Paths(QueryOpening<Scalar, Extension, Digest> query)
            => [.. query.BaseTrees.Select(tree => tree.Path), .. query.ExtensionTrees.Concat(query.Folds).Select(tree => tree.Path).Where(path => path.Length > 0)];
    }

    /// <summary>A row that is not the committed one is refused for its path first; without that check, only because it does not fold.</summary>
    [Fact]
    public void A_circuit_without_folding_accepts_what_a_verifier_must_not()
    {
        (ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues) = Squares(5, 7);
        QueryOpening<Scalar, Extension, Digest> query = proof.Queries[2];
        foreach (Extension[] row in (Extension[][])[query.ExtensionTrees[^1].Rows[0], query.Folds[0].Rows[0], query.Folds[^1].Rows[0]])
        {
            row[0] += Extension.One;
            ShouldBeRefusedFor(VerificationError.FriRejected, key, proof, publicValues, [VerificationError.WrongMerkleOpening]);
            row[0] -= Extension.One;
        }
    }

    /// <summary>Another last nonce gives other queries, of which rows and paths are none.</summary>
    [Fact]
    public void A_circuit_without_the_work_accepts_what_a_verifier_must_not()
    {
        (ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues) = Squares(5, 7);
        proof.Nonces[^1] = new(proof.Nonces[^1].Value + KoalaBear.One);
        ShouldBeRefusedFor(VerificationError.InsufficientWork, key, proof, publicValues, [VerificationError.WrongMerkleOpening, VerificationError.FriRejected]);
    }

    /// <summary>The circuit without the checks of <paramref name="others"/> refuses; that without <paramref name="error"/> too, accepts.</summary>
    private static void ShouldBeRefusedFor(VerificationError error, ProvingKey<Poseidon2Suite> key, Proof proof, KoalaBear[] publicValues, VerificationError[] others)
    {
        Verifier.Verify(key.Verifying, publicValues, proof).IsValid.ShouldBeFalse();
        Run(new HashSet<VerificationError>(others)).ShouldNotBeNull();
        Run(new HashSet<VerificationError>([.. others, error])).ShouldBeNull();

        CircuitViolation? Run(IReadOnlySet<VerificationError> omitted)
        {
            CircuitRecorder recorder = new(publicValues.Length);
            _ = Record(recorder, new OmittingContext(recorder, omitted), key.Verifying, publicValues.Length);
            CircuitProgram program = recorder.Build();
            return CircuitRun.Execute(new(program, program.MinimalShape), publicValues, ProofInput.Flatten(proof)).Violation;
        }
    }

    private static (CircuitDigest Key, Challenges<CircuitValue, CircuitBit> Challenges) Record<TContext>(
        CircuitRecorder recorder, TContext context, VerifyingKey<Poseidon2Suite> key, int publicValues)
        where TContext : IVerifierContext<CircuitBase, CircuitValue, CircuitDigest, CircuitBit>
    {
        ProofPlan plan = key.Plans[0];
        return ProofVerifier<TContext, CircuitBase, CircuitValue, CircuitDigest, CircuitBit>.Verify(
            context, plan, recorder.Constant(key.StructureDigest), [.. key.PreprocessedCap.Select(digest => recorder.Constant(digest))],
            [.. Enumerable.Range(0, publicValues).Select(i => CircuitBase.FromBaseValue(recorder.PublicValue(i)))], ProofInput.Record(recorder, plan));
    }

    private static IEnumerable<T> Values<T, TBit>(Challenges<T, TBit> challenges)
        where T : struct
        => [challenges.Alpha, challenges.Beta, challenges.Lambda, challenges.Zeta, challenges.Batching, .. challenges.Folding, .. challenges.RollIn];

    private static (ProvingKey<Poseidon2Suite> Key, Proof Proof, KoalaBear[] PublicValues) Squares(int sumsLogHeight, int tableLogHeight, Action<Trace, Trace>? change = null)
    {
        (Trace[] traces, KoalaBear sum) = Traces(sumsLogHeight, tableLogHeight);
        change?.Invoke(traces[0], traces[1]);
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(Fast, [new SumOfSquaresAir(), new SquareTableAir(tableLogHeight)], [ProofShape.Of(traces)]);
        return (key, Prover.Prove(key, traces, [sum], new()), [sum]);
    }

    private static (Trace[] Traces, KoalaBear Sum) Traces(int sumsLogHeight, int tableLogHeight)
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([.. Enumerable.Range(0, (1 << sumsLogHeight) - 3).Select(i => i % 100)], tableLogHeight);
        return ([sums, table], sum);
    }
}
