using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.LogUp;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Quotients;
using Rollup.Stark.Tests.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Tests.Forgery;

/// <summary>
/// Proofs of false statements by a prover who follows the protocol but for one lie, told where it is hardest to find: after it, everything is made to fit. Each test names the check that stops him.
/// </summary>
public sealed class ForgedProofTests
{
    private static readonly StarkParameters Parameters = TestParameters.Fast(queries: 20) with { Grinding = new(1, 1, 1, 1, 1, 1) };

    [Fact]
    public void A_forger_who_changes_nothing_makes_the_provers_proof()
    {
        Statement lookup = Statement.Lookup();
        ProofCodec.Encode(lookup.Key.Verifying, lookup.Forger().Prove()).ShouldBe(ProofCodec.Encode(lookup.Key.Verifying, Prover.Prove(lookup.Key, lookup.Traces, lookup.PublicValues)));
        lookup.Verdict(lookup.Forger()).ShouldBe(VerificationResult.Valid);
    }

    [Fact]
    public void A_false_public_value_fails_the_constraints_at_the_out_of_domain_point()
    {
        Statement statement = Statement.Fibonacci();
        statement.PublicValues[2] += KoalaBear.One;
        statement.Verdict(statement.Forger()).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void A_quotient_opened_at_the_value_that_the_constraints_demand_fails_in_fri(int logHeight)
    {
        // At height 2^4 there is no folding round: the batched codeword itself is compared with the final polynomial.
        Statement statement = Statement.Fibonacci(logHeight);
        statement.PublicValues[2] += KoalaBear.One;
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues) { OnOpenings = statement.FitQuotient });
    }

    [Fact]
    public void A_next_row_opened_at_the_point_of_the_row_itself_fails_in_fri()
    {
        // "The next row equals this one" proves any recurrence with a fixed point, if ζ·ω may be taken for ζ.
        Statement statement = Statement.Fibonacci();
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues)
        {
            OnOpenings = (openings, tables, challenges) =>
            {
                openings[0] = openings[0] with { MainNext = [.. statement.Key.Verifying.Tables[0].NextColumns.ToArray().Select(column => openings[0].Main[column])] };
                statement.FitQuotient(openings, tables, challenges);
            },
        });
    }

    [Fact]
    public void Main_columns_of_too_high_a_degree_fail_in_fri()
    {
        Statement statement = Statement.Fibonacci();
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues)
        {
            OnMain = tables =>
            {
                // The second half of the evaluation domain belongs to another polynomial.
                for (int row = tables[0].Main.Rows / 2; row < tables[0].Main.Rows; row++)
                    tables[0].Main[row, 0] += new Scalar(KoalaBear.FromCanonical((uint)row));
            },
            OnOpenings = statement.FitQuotient,
        });
    }

    [Fact]
    public void Quotient_chunks_of_too_high_a_degree_fail_in_fri()
    {
        Statement statement = Statement.Lookup();
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues)
        {
            OnQuotient = tables =>
            {
                for (int row = 0; row < tables[0].Quotient.Rows; row += 2)
                    tables[0].Quotient[row, 3] += new Scalar(KoalaBear.One);
            },
            OnOpenings = statement.FitQuotient,
        });
    }

    [Fact]
    public void A_table_that_is_not_rolled_in_fails_in_fri()
    {
        // The lower table's constraints are broken, its quotient opening fits, and its codeword is left out of the folding.
        Statement statement = Statement.Lookup();
        statement.Traces[0][2, 3] += KoalaBear.One;
        statement.Key.Verifying.Tables[0].Name.ShouldBe("sum of squares");
        int lower = statement.Traces[0].LogHeight;
        lower.ShouldBeLessThan(statement.Traces[1].LogHeight);
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues)
        {
            OnOpenings = statement.FitQuotient,
            OnCodewords = codewords =>
            {
                for (int row = 0; row < codewords[lower].Rows; row++)
                    codewords[lower].PackedRow(row).Clear();
            },
        });
    }

    [Fact]
    public void Folding_another_codeword_than_the_batched_one_fails_in_fri()
    {
        // Zero is of low degree whatever the openings are.
        Statement statement = Statement.Fibonacci();
        statement.PublicValues[2] += KoalaBear.One;
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues)
        {
            OnOpenings = statement.FitQuotient,
            OnCodewords = codewords =>
            {
                for (int row = 0; row < codewords[8].Rows; row++)
                    codewords[8].PackedRow(row).Clear();
            },
        });
    }

    [Theory]
    [InlineData(12, 0, 0, 0, 0, "LogUp")]
    [InlineData(0, 12, 0, 0, 0, "Composition")]
    [InlineData(0, 0, 12, 0, 0, "OutOfDomain")]
    [InlineData(0, 0, 0, 12, 0, "Batching")]
    [InlineData(0, 0, 0, 0, 12, "Queries")]
    public void A_challenge_drawn_without_the_work_before_it_is_refused(int logUp, int composition, int outOfDomain, int batching, int queries, string challenge)
    {
        Statement statement = Statement.Lookup(Parameters with { Grinding = new(logUp, composition, outOfDomain, batching, 0, queries) });
        VerificationResult verdict = statement.Verdict(new(statement.Key, statement.Traces, statement.PublicValues) { WithoutWork = true });
        verdict.Error.ShouldBe(VerificationError.InsufficientWork);
        verdict.Detail.ShouldContain(challenge);
    }

    [Fact]
    public void A_cumulative_sum_that_cancels_another_is_no_proof_of_it()
    {
        Statement statement = Statement.Lookup();
        statement.LookUpWhatIsNotThere();
        statement.Verdict(statement.Forger()).Error.ShouldBe(VerificationError.BusesDoNotBalance);
        statement.Verdict(new(statement.Key, statement.Traces, statement.PublicValues) { OnLogUp = Cancel }).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues) { OnLogUp = Cancel, OnOpenings = statement.FitQuotient });

        static void Cancel(ProverTable<Scalar>[] tables) => tables[0].CumulativeSum = -tables[1].CumulativeSum;
    }

    [Fact]
    public void A_running_sum_that_takes_off_less_than_its_share_is_rejected()
    {
        Statement statement = Statement.Lookup();
        statement.LookUpWhatIsNotThere();
        statement.Verdict(new(statement.Key, statement.Traces, statement.PublicValues) { OnFractions = Falsify }).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues) { OnFractions = Falsify, OnOpenings = statement.FitQuotient });

        // The claimed sum is the one that cancels, and the running sum goes on as if it were true: every step holds but that from the last row to the first.
        static void Falsify(PackedMatrix<Scalar>?[] columns, ProverTable<Scalar>[] tables)
        {
            Extension difference = tables[0].CumulativeSum + tables[1].CumulativeSum;
            tables[0].CumulativeSum -= difference;
            Extension share = LogUpTrace.Share(difference, tables[0].LogHeight), shift = default;
            for (int row = 0; row < columns[0]!.Rows; row++, shift += share)
                Add(columns[0]!, row, 0, shift);
        }
    }

    [Fact]
    public void A_fraction_that_makes_the_sums_cancel_is_rejected()
    {
        Statement statement = Statement.Lookup(null, new TwoColumnSenderAir());
        Extension[] honest = statement.Forger().Prove().CumulativeSums;
        statement.Traces[2][1, 1] += KoalaBear.One;
        statement.Verdict(statement.Forger()).Error.ShouldBe(VerificationError.BusesDoNotBalance);
        statement.Verdict(new(statement.Key, statement.Traces, statement.PublicValues) { OnFractions = Falsify }).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
        ShouldFailInFri(statement, new(statement.Key, statement.Traces, statement.PublicValues) { OnFractions = Falsify, OnOpenings = statement.FitQuotient });
        honest.Length.ShouldBe(3);

        // One fraction is another than its message's, and the running sum goes on with it: only the fraction's own constraint is broken.
        static void Falsify(PackedMatrix<Scalar>?[] columns, ProverTable<Scalar>[] tables)
        {
            tables[2].Structure.LogUpColumns.ShouldBe(2);
            Extension difference = tables[0].CumulativeSum + tables[1].CumulativeSum + tables[2].CumulativeSum;
            tables[2].CumulativeSum -= difference;
            const int Row = 5;
            Add(columns[2]!, Row, 0, -difference);
            Extension share = LogUpTrace.Share(difference, tables[2].LogHeight), shift = default;
            for (int row = 0; row < columns[2]!.Rows; row++)
            {
                Add(columns[2]!, row, 1, shift);
                shift += row == Row ? share - difference : share;
            }
        }
    }

    [Fact]
    public void Openings_of_two_equal_tables_cannot_change_places()
    {
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(Parameters, [new SquaresAir(), new SquaresAir()], [new(6, 6)]);
        Trace[] traces = [SquaresAir.Generate(3), SquaresAir.Generate(4)];
        Statement statement = new(key, traces, []);
        statement.Verdict(statement.Forger()).ShouldBe(VerificationResult.Valid);
        // The constraints hold for either table, so that only the commitments tell them apart.
        ShouldFailInFri(statement, new(key, traces, []) { OnOpenings = (openings, _, _) => Array.Reverse(openings) });
    }

    [Fact]
    public void A_proof_under_a_key_of_the_same_widths_but_another_constraint_is_rejected()
    {
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(Parameters, [new SquaresAir()], [new(6)]), other = ProvingKey<Poseidon2Suite>.Create(Parameters, [new SquaresAir(offset: 1)], [new(6)]);
        Proof proof = Prover.Prove(key, [SquaresAir.Generate(3)], []);
        Verifier.Verify(key.Verifying, [], proof).ShouldBe(VerificationResult.Valid);
        Verifier.Verify(other.Verifying, [], proof).IsValid.ShouldBeFalse();
        Verifier.Verify(other.Verifying, [], Prover.Prove(other, [SquaresAir.Generate(3)], [])).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
    }

    [Fact]
    public void An_out_of_domain_point_in_the_base_field_is_refused()
    {
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.Two, 64);
        ProvingKey<BaseFieldSuite> key = ProvingKey<BaseFieldSuite>.Create(Parameters, [new FibonacciAir()], [new(6)]);
        Verifier.Verify(key.Verifying, publicValues, new ForgingProver<BaseFieldSuite>(key, [trace], publicValues).Prove()).Error.ShouldBe(VerificationError.DegeneratePoint);
    }

    private static void Add(PackedMatrix<Scalar> columns, int row, int extension, Extension value)
    {
        Span<Scalar> cells = columns.PackedRow(row)[(ExtensionField.Degree * extension)..];
        PackedRows.Write(cells, PackedRows.Read<Scalar>(cells) + value);
    }

    private static void ShouldFailInFri(Statement statement, ForgingProver<Poseidon2Suite> forger) => statement.Verdict(forger).Error.ShouldBe(VerificationError.FriRejected);

    private sealed record Statement(ProvingKey<Poseidon2Suite> Key, Trace[] Traces, KoalaBear[] PublicValues)
    {
        public static Statement Fibonacci(int logHeight = 8)
        {
            (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.Two, 1 << logHeight);
            return new(ProvingKey<Poseidon2Suite>.Create(Parameters, [new FibonacciAir()], [new(logHeight)]), [trace], publicValues);
        }

        /// <summary>Sums of squares with their table, and a further table that sends and receives.</summary>
        public static Statement Lookup(StarkParameters? parameters = null, IAir? further = null)
        {
            (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63, 0, 12], 6);
            IAir[] airs = [new SumOfSquaresAir(), new SquareTableAir(6)];
            Trace[] traces = [sums, table];
            if (further is not null)
            {
                airs = [.. airs, further];
                traces = [.. traces, new(further.Width, 32)];
            }

            return new(ProvingKey<Poseidon2Suite>.Create(parameters ?? Parameters, airs, [ProofShape.Of(traces)]), traces, [sum]);
        }

        public ForgingProver<Poseidon2Suite> Forger() => new(Key, Traces, PublicValues);

        public VerificationResult Verdict(ForgingProver<Poseidon2Suite> forger) => Verifier.Verify(Key.Verifying, PublicValues, ProofCodec.Encode(Key.Verifying, forger.Prove()));

        /// <summary>Claims 5² = 26 in row 1, and the sums that follow from it.</summary>
        public void LookUpWhatIsNotThere()
        {
            Traces[0][1, 2] += KoalaBear.One;
            for (int row = 1; row < Traces[0].Height; row++)
                Traces[0][row, 3] += KoalaBear.One;
            PublicValues[0] += KoalaBear.One;
        }

        /// <summary>Replaces the openings of all quotients by values that the constraints demand.</summary>
        public void FitQuotient(TableOpenings<Extension>[] openings, ProverTable<Scalar>[] tables, Challenges<Extension, bool> challenges)
        {
            LogUpChallenges<Extension>? logUp = Key.Verifying.Tables.Any(t => t.HasInteractions) ? new(challenges.Alpha, challenges.Beta, Key.Verifying.Tables) : null;
            for (int i = 0; i < openings.Length; i++)
            {
                AirStructure structure = Key.Verifying.Tables[i];
                OutOfDomainPoint<NativeContext<Poseidon2Suite>, Scalar, Extension, Digest, bool> point = new(new(), challenges.Zeta, Traces[i].LogHeight);
                Extension[] next = new Extension[structure.Width];
                for (int j = 0; j < openings[i].MainNext.Length; j++)
                    next[structure.NextColumns[j]] = openings[i].MainNext[j];
                OutOfDomainFolder<Extension, Scalar> folder = new(
                    openings[i].Main, next, openings[i].Preprocessed, [.. PublicValues.Select(v => new Scalar(v))], challenges.Lambda, point.Selectors, logUp);
                Key.Verifying.Airs[i].Evaluate<OutOfDomainFolder<Extension, Scalar>, Extension>(ref folder);
                if (structure.HasInteractions)
                    folder.AddLogUp(structure, openings[i].LogUp, openings[i].LogUpNext[0], LogUpTrace.Share(tables[i].CumulativeSum, Traces[i].LogHeight));

                // Of Q(ζ) = Σₖ Pₖ(ζ)·Lₖ(ζ) only P₀ is given a value.
                Extension[] fitted = new Extension[openings[i].Quotient.Length];
                fitted[0] = Extension.One;
                fitted[0] = folder.Sum * (point.Vanishing * point.Quotient(fitted, Parameters.LogBlowup)).Inverse();
                openings[i] = openings[i] with { Quotient = fitted };
            }
        }
    }

    /// <summary>Sends (x) twice and receives (y) twice: more fractions than one column holds. All zeros satisfy it.</summary>
    private sealed class TwoColumnSenderAir : IAir
    {
        private static readonly Bus Bus = new(7, "twice", 1);

        public string Name => "two columns";

        public int Width => 2;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            T one = AirBuilderExtensions.Number<T>(1);
            builder.AssertZero("a reason for two quotient chunks", builder.Local[0] * builder.Local[0] * builder.Local[0]);
            for (int i = 0; i < 2; i++)
            {
                builder.Send(Bus, builder.Local[..1], one, maxMultiplicity: 1);
                builder.Receive(Bus, builder.Local[1..2], one, maxMultiplicity: 1);
            }
        }
    }

    /// <summary>(x, x² + offset).</summary>
    private sealed class SquaresAir(uint offset = 0) : IAir
    {
        public string Name => "squares";

        public int Width => 2;

        public static Trace Generate(uint first)
        {
            Trace trace = new(2, 64);
            for (int row = 0; row < trace.Height; row++)
            {
                trace[row, 0] = KoalaBear.FromCanonical(first + (7 * (uint)row));
                trace[row, 1] = trace[row, 0] * trace[row, 0];
            }

            return trace;
        }

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
            => builder.AssertZero("square", builder.Local[1] - (builder.Local[0] * builder.Local[0]) - AirBuilderExtensions.Number<T>(offset));
    }
}
