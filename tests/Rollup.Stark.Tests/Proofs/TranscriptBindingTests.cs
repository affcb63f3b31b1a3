using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>Every element that a challenge must depend on is changed, one at a time: all later challenges change, and none of the earlier.</summary>
public sealed class TranscriptBindingTests
{
    /// <summary>Challenges in the order of the protocol.</summary>
    private enum Stage
    {
        LogUp,
        Composition,
        OutOfDomain,
        Batching,
        Folding,
        Queries = Folding + 2,
    }

    [Fact]
    public void Every_element_of_a_proof_changes_exactly_the_later_challenges_with_either_hash()
    {
        ShouldBind<Poseidon2Suite>(logCap: 0);
        ShouldBind<KeccakSuite>(logCap: 2);
    }

    [Fact]
    public void Parameters_airs_their_order_and_shapes_change_a_keys_digest()
    {
        ShouldBindKey<KeccakSuite>();
        ShouldBindKey<Poseidon2Suite>();

        static void ShouldBindKey<THash>()
            where THash : struct, IHashSuite<THash>
        {
            IAir[] airs = [new SumOfSquaresAir(), new SquareTableAir(6)];
            ProofShape[] shapes = [new(4, 6)];
            StarkParameters parameters = TestParameters.Fast();
            Digest original = Key(parameters, airs, shapes);
            Key(parameters with { Name = "another name" }, airs, shapes).ShouldBe(original);
            foreach (Digest other in (IEnumerable<Digest>)
                [
                    Key(parameters with { Queries = 13 }, airs, shapes), Key(parameters with { LogBlowup = 2 }, airs, shapes), Key(parameters with { LogFolding = 1 }, airs, shapes),
                    Key(parameters with { LogFinalLength = 5 }, airs, shapes), Key(parameters with { MaxLogHeight = 12 }, airs, shapes), Key(parameters with { LogCap = 1 }, airs, shapes),
                    Key(parameters with { Grinding = new(0, 0, 0, 0, 1, 0) }, airs, shapes), Key(parameters, [airs[1], airs[0]], [new(6, 4)]),
                    Key(parameters, [airs[0], new SquareTableAir(7)], [new(4, 7)]), Key(parameters, [airs[0]], [new(4)]), Key(parameters, [new FibonacciAir()], [new(4)]),
                    Key(parameters, airs, [new(5, 6)]), Key(parameters, airs, [new(4, 6), new(5, 6)]), Key(parameters, airs, [new(5, 6), new(4, 6)]),
                ])
                other.ShouldNotBe(original);

            static Digest Key(StarkParameters parameters, IAir[] airs, ProofShape[] shapes) => ProvingKey<THash>.Create(parameters, airs, shapes).Verifying.Digest;
        }
    }

    [Fact]
    public void Keys_that_differ_in_preprocessed_columns_alone_have_one_structure_and_two_digests()
    {
        VerifyingKey<Poseidon2Suite> one = Key(1), two = Key(2);
        one.StructureDigest.ShouldBe(two.StructureDigest);
        one.Digest.ShouldNotBe(two.Digest);
        one.Digest.ShouldBe(Key(1).Digest);

        // The digest is what a circuit computes of the two: one block of two digests.
        HashMessage<Poseidon2Suite> message = new();
        message.Add(one.StructureDigest);
        message.Add(one.PreprocessedCap.Single());
        one.Digest.ShouldBe(Poseidon2Suite.HashWords(HashDomain.Key, message.Words));

        static VerifyingKey<Poseidon2Suite> Key(uint value) => ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(), [new ConstantAir(value)], [new(4)]).Verifying;
    }

    [Fact]
    public void Every_nonce_changes_exactly_the_challenges_after_it()
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63], 7);
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(
            TestParameters.Fast() with { Grinding = new(1, 1, 1, 1, 1, 1) }, [new SumOfSquaresAir(), new SquareTableAir(7)], [new(4, 7)]);
        Proof proof = Prover.Prove(key, [sums, table], [sum]);
        object[] original = Sampled(key.Verifying, [sum], proof);
        WorkStage[] stages = [.. key.Verifying.Plans[0].Work];
        stages.ShouldBe([WorkStage.LogUp, WorkStage.Composition, WorkStage.OutOfDomain, WorkStage.Batching, WorkStage.Folding, WorkStage.Folding, WorkStage.Queries]);
        for (int stage = 0; stage < stages.Length; stage++)
        {
            Scalar[] nonces = [.. proof.Nonces];
            nonces[stage] += new Scalar(KoalaBear.One);
            object[] changed = Sampled(key.Verifying, [sum], proof with { Nonces = nonces });
            for (int i = 0; i < original.Length; i++)
                changed[i].Equals(original[i]).ShouldBe(i < stage, $"challenge {i} after another nonce before {stages[stage]}");
        }
    }

    private static void ShouldBind<THash>(int logCap)
        where THash : struct, IHashSuite<THash>
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63], 7);
        ProvingKey<THash> key = ProvingKey<THash>.Create(TestParameters.Fast() with { LogCap = logCap }, [new SumOfSquaresAir(), new SquareTableAir(7)], [new(4, 7), new(5, 7)]);
        Proof proof = Prover.Prove(key, [sums, table], [sum]);
        object[] original = Sampled(key.Verifying, [sum], proof);

        ShouldChangeFrom(Stage.LogUp, Sampled(key.Verifying, [sum + KoalaBear.One], proof));
        Sampled(key.Verifying, [sum], proof with { ShapeIndex = 1 })[0].ShouldNotBe(original[0]);
        ForEachWord(proof.MainCap, changed => ShouldChangeFrom(Stage.LogUp, Sampled(key.Verifying, [sum], proof with { MainCap = changed })));
        ForEachWord(proof.LogUpCap, changed => ShouldChangeFrom(Stage.Composition, Sampled(key.Verifying, [sum], proof with { LogUpCap = changed })));
        ForEachCoordinate(proof.CumulativeSums, changed => ShouldChangeFrom(Stage.Composition, Sampled(key.Verifying, [sum], proof with { CumulativeSums = changed })));
        ForEachWord(proof.QuotientCap, changed => ShouldChangeFrom(Stage.OutOfDomain, Sampled(key.Verifying, [sum], proof with { QuotientCap = changed })));
        for (int i = 0; i < proof.Openings.Length; i++)
        {
            TableOpenings<Extension> openings = proof.Openings[i];
            ForEachCoordinate(openings.Preprocessed, changed => ShouldChangeOpening(openings with { Preprocessed = changed }));
            ForEachCoordinate(openings.Main, changed => ShouldChangeOpening(openings with { Main = changed }));
            ForEachCoordinate(openings.MainNext, changed => ShouldChangeOpening(openings with { MainNext = changed }));
            ForEachCoordinate(openings.LogUp, changed => ShouldChangeOpening(openings with { LogUp = changed }));
            ForEachCoordinate(openings.LogUpNext, changed => ShouldChangeOpening(openings with { LogUpNext = changed }));
            ForEachCoordinate(openings.Quotient, changed => ShouldChangeOpening(openings with { Quotient = changed }));

            void ShouldChangeOpening(TableOpenings<Extension> changed)
            {
                TableOpenings<Extension>[] all = [.. proof.Openings];
                all[i] = changed;
                ShouldChangeFrom(Stage.Batching, Sampled(key.Verifying, [sum], proof with { Openings = all }));
            }
        }

        proof.FoldCaps.Length.ShouldBe(2);
        for (int i = 0; i < proof.FoldCaps.Length; i++)
        {
            ForEachWord(proof.FoldCaps[i], changed =>
            {
                Digest[][] caps = [.. proof.FoldCaps];
                caps[i] = changed;
                ShouldChangeFrom(Stage.Folding + i, Sampled(key.Verifying, [sum], proof with { FoldCaps = caps }));
            });
        }

        ForEachCoordinate(proof.FinalPolynomial, changed => ShouldChangeFrom(Stage.Queries, Sampled(key.Verifying, [sum], proof with { FinalPolynomial = changed })));

        void ShouldChangeFrom(Stage stage, object[] changed)
        {
            for (int i = 0; i < original.Length; i++)
                changed[i].Equals(original[i]).ShouldBe(i < (int)stage, $"challenge {i} after a change before {stage}");
        }
    }

    /// <summary>The challenges of a proof, one comparable value per stage.</summary>
    private static object[] Sampled<THash>(VerifyingKey<THash> key, KoalaBear[] publicValues, Proof proof)
        where THash : struct, IHashSuite<THash>
    {
        ProofPlan plan = key.Plans[proof.ShapeIndex];
        Challenges<Extension, bool> challenges = new(plan);
        Protocol.Run<ProofMessages<Scalar, Extension, Digest>, NativeTranscript<THash>, Scalar, Extension, Digest, bool>(
            plan, key.Digest, [.. publicValues.Select(v => new Scalar(v))], new(proof), new(), challenges);
        return
        [
            (challenges.Alpha, challenges.Beta), challenges.Lambda, challenges.Zeta, challenges.Batching,
            .. challenges.Folding.Select((beta, i) => (object)(beta, challenges.RollIn[i])), string.Join(',', challenges.Queries.Select(Verifier.PositionOf)),
        ];
    }

    private static void ForEachWord(Digest[] digests, Action<Digest[]> body)
    {
        for (int i = 0; i < digests.Length * Digest.Length; i++)
        {
            Digest[] changed = [.. digests];
            ref uint word = ref changed[i / Digest.Length][i % Digest.Length];
            word = word == 0 ? 1 : word - 1;
            body(changed);
        }
    }

    private static void ForEachCoordinate(Extension[] values, Action<Extension[]> body)
    {
        for (int i = 0; i < ExtensionField.Degree * values.Length; i++)
        {
            Extension[] changed = [.. values];
            changed[i / ExtensionField.Degree] += PackedRows.Basis(i % ExtensionField.Degree);
            body(changed);
        }
    }

    /// <summary>The main column is the preprocessed one, which is constant.</summary>
    private sealed class ConstantAir(uint value) : IAir
    {
        public string Name => "constant";

        public int Width => 1;

        public Trace Preprocessed()
        {
            Trace trace = new(1, 16);
            for (int row = 0; row < trace.Height; row++)
                trace[row, 0] = KoalaBear.FromCanonical(value);
            return trace;
        }

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
            => builder.AssertZero("constant", builder.Local[0] - builder.Preprocessed[0]);
    }
}
