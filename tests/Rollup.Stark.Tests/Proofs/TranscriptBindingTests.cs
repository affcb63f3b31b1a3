using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

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
        ShouldBind<Poseidon2Suite>();
        ShouldBind<KeccakSuite>();
    }

    [Fact]
    public void Parameters_airs_and_their_order_change_all_challenges()
    {
        IAir[] airs = [new SumOfSquaresAir(), new SquareTableAir(6)];
        StarkParameters parameters = TestParameters.Fast();
        Extension original = First(ProvingKey<KeccakSuite>.Create(parameters, airs));
        foreach (ProvingKey<KeccakSuite> other in (IEnumerable<ProvingKey<KeccakSuite>>)
            [
                ProvingKey<KeccakSuite>.Create(parameters with { Queries = 13 }, airs), ProvingKey<KeccakSuite>.Create(parameters with { LogBlowup = 2 }, airs),
                ProvingKey<KeccakSuite>.Create(parameters with { LogFolding = 1 }, airs), ProvingKey<KeccakSuite>.Create(parameters with { LogFinalLength = 5 }, airs),
                ProvingKey<KeccakSuite>.Create(parameters with { MaxLogHeight = 12 }, airs), ProvingKey<KeccakSuite>.Create(parameters with { Grinding = new(0, 0, 0, 0, 1, 0) }, airs),
                ProvingKey<KeccakSuite>.Create(parameters, airs[1], airs[0]), ProvingKey<KeccakSuite>.Create(parameters, airs[0], new SquareTableAir(7)),
                ProvingKey<KeccakSuite>.Create(parameters, airs[0]), ProvingKey<KeccakSuite>.Create(parameters, new FibonacciAir()),
            ])
            First(other).ShouldNotBe(original);

        static Extension First(ProvingKey<KeccakSuite> key)
            => ProtocolPrelude.Begin(key.Verifying, new int[key.Verifying.Airs.Count], [KoalaBear.One]).SampleExtension();
    }

    [Fact]
    public void Every_nonce_changes_exactly_the_challenges_after_it()
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63], 7);
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast() with { Grinding = new(1, 1, 1, 1, 1, 1) }, new SumOfSquaresAir(), new SquareTableAir(7));
        Proof proof = Prover.Prove(key, [sums, table], [sum]);
        object[] original = Challenges(key.Verifying, [sum], proof);
        ProofNonces nonces = proof.Nonces;
        ShouldChangeFrom(Stage.LogUp, nonces.LogUp, nonce => nonces with { LogUp = nonce });
        ShouldChangeFrom(Stage.Composition, nonces.Composition, nonce => nonces with { Composition = nonce });
        ShouldChangeFrom(Stage.OutOfDomain, nonces.OutOfDomain, nonce => nonces with { OutOfDomain = nonce });
        ShouldChangeFrom(Stage.Batching, nonces.Batching, nonce => nonces with { Batching = nonce });
        ShouldChangeFrom(Stage.Folding, nonces.Folding[0], nonce => nonces with { Folding = [nonce, nonces.Folding[1]] });
        ShouldChangeFrom(Stage.Folding + 1, nonces.Folding[1], nonce => nonces with { Folding = [nonces.Folding[0], nonce] });
        ShouldChangeFrom(Stage.Queries, nonces.Queries, nonce => nonces with { Queries = nonce });

        void ShouldChangeFrom(Stage stage, uint nonce, Func<uint, ProofNonces> with)
        {
            // Another nonce also makes later ones worthless; one for which all of them happen to hold is soon found at one bit each.
            FriSchedule schedule = new(key.Verifying.Parameters, proof.LogHeights);
            VerifierChallenges challenges;
            while (!VerifierChallenges.TryDerive(key.Verifying, [sum], proof with { Nonces = with(++nonce) }, schedule, out challenges, out _))
                nonce.ShouldBeLessThan(100_000u);
            object[] changed = Comparable(challenges);
            for (int i = 0; i < original.Length; i++)
                changed[i].Equals(original[i]).ShouldBe(i < (int)stage, $"challenge {i} after another nonce before {stage}");
        }
    }

    [Fact]
    public void Preprocessed_columns_change_all_challenges()
    {
        First(1).ShouldBe(First(1));
        First(2).ShouldNotBe(First(1));

        static Extension First(uint value)
            => ProtocolPrelude.Begin(ProvingKey<KeccakSuite>.Create(TestParameters.Fast(), new ConstantAir(value)).Verifying, [4], []).SampleExtension();
    }

    private static void ShouldBind<THash>()
        where THash : struct, IHashSuite<THash>
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63], 7);
        ProvingKey<THash> key = ProvingKey<THash>.Create(TestParameters.Fast(), new SumOfSquaresAir(), new SquareTableAir(7));
        Proof proof = Prover.Prove(key, [sums, table], [sum]);
        object[] original = Challenges(key.Verifying, [sum], proof);

        ShouldChangeFrom(Stage.LogUp, Challenges(key.Verifying, [sum + KoalaBear.One], proof));
        ShouldChangeFrom(Stage.LogUp, Challenges(key.Verifying, [sum], proof with { LogHeights = [5, 7] }));
        ForEachWord(proof.MainRoot, changed => ShouldChangeFrom(Stage.LogUp, Challenges(key.Verifying, [sum], proof with { MainRoot = changed })));
        ForEachWord(proof.LogUpRoot, changed => ShouldChangeFrom(Stage.Composition, Challenges(key.Verifying, [sum], proof with { LogUpRoot = changed })));
        ForEachCoordinate(proof.CumulativeSums, changed => ShouldChangeFrom(Stage.Composition, Challenges(key.Verifying, [sum], proof with { CumulativeSums = changed })));
        ForEachWord(proof.QuotientRoot, changed => ShouldChangeFrom(Stage.OutOfDomain, Challenges(key.Verifying, [sum], proof with { QuotientRoot = changed })));
        for (int i = 0; i < proof.Openings.Length; i++)
        {
            TableOpenings openings = proof.Openings[i];
            ForEachCoordinate(openings.Preprocessed, changed => ShouldChangeOpening(openings with { Preprocessed = changed }));
            ForEachCoordinate(openings.Main, changed => ShouldChangeOpening(openings with { Main = changed }));
            ForEachCoordinate(openings.MainNext, changed => ShouldChangeOpening(openings with { MainNext = changed }));
            ForEachCoordinate(openings.LogUp, changed => ShouldChangeOpening(openings with { LogUp = changed }));
            ForEachCoordinate(openings.LogUpNext, changed => ShouldChangeOpening(openings with { LogUpNext = changed }));
            ForEachCoordinate(openings.Quotient, changed => ShouldChangeOpening(openings with { Quotient = changed }));

            void ShouldChangeOpening(TableOpenings changed)
            {
                TableOpenings[] all = [.. proof.Openings];
                all[i] = changed;
                ShouldChangeFrom(Stage.Batching, Challenges(key.Verifying, [sum], proof with { Openings = all }));
            }
        }

        proof.FriRoots.Length.ShouldBe(2);
        for (int i = 0; i < proof.FriRoots.Length; i++)
        {
            ForEachWord(proof.FriRoots[i], changed =>
            {
                Digest[] roots = [.. proof.FriRoots];
                roots[i] = changed;
                ShouldChangeFrom(Stage.Folding + i, Challenges(key.Verifying, [sum], proof with { FriRoots = roots }));
            });
        }

        ForEachCoordinate(proof.FinalPolynomial, changed => ShouldChangeFrom(Stage.Queries, Challenges(key.Verifying, [sum], proof with { FinalPolynomial = changed })));

        void ShouldChangeFrom(Stage stage, object[] changed)
        {
            for (int i = 0; i < original.Length; i++)
                changed[i].Equals(original[i]).ShouldBe(i < (int)stage, $"challenge {i} after a change before {stage}");
        }
    }

    /// <summary>One comparable value per stage.</summary>
    private static object[] Challenges<THash>(VerifyingKey<THash> key, KoalaBear[] publicValues, Proof proof)
        where THash : struct, IHashSuite<THash>
    {
        FriSchedule schedule = new(key.Parameters, proof.LogHeights.Max() == 7 ? [4, 7] : proof.LogHeights);
        VerifierChallenges.TryDerive(key, publicValues, proof, schedule, out VerifierChallenges challenges, out _).ShouldBeTrue();
        return Comparable(challenges);
    }

    private static object[] Comparable(VerifierChallenges challenges)
        =>
        [
            (challenges.LogUpAlpha, challenges.LogUpBeta), challenges.Lambda, challenges.Zeta, challenges.Batching,
            .. challenges.Betas.Select((beta, i) => (object)(beta, challenges.RollIns[i])), string.Join(',', challenges.Queries),
        ];

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

    private static void ForEachWord(Digest digest, Action<Digest> body)
    {
        for (int i = 0; i < Digest.Length; i++)
        {
            Digest changed = digest;
            changed[i] = changed[i] == 0 ? 1 : changed[i] - 1;
            body(changed);
        }
    }

    private static void ForEachCoordinate(Extension[] values, Action<Extension[]> body)
    {
        Extension x = new(default, new(KoalaBear.One), default, default, default);
        for (int i = 0; i < 5 * values.Length; i++)
        {
            Extension[] changed = [.. values];
            changed[i / 5] += x.Pow((ulong)(i % 5));
            body(changed);
        }
    }
}
