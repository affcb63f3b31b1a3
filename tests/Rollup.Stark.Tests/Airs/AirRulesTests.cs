using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Proofs;

namespace Rollup.Stark.Tests.Airs;

public sealed class AirRulesTests
{
    private static readonly Bus TestBus = new(1, "test", 1);

    [Theory]
    [InlineData(3, 1, true)]
    [InlineData(4, 1, false)]
    [InlineData(5, 2, true)]
    [InlineData(6, 2, false)]
    [InlineData(9, 3, true)]
    [InlineData(10, 3, false)]
    public void An_air_whose_degree_exceeds_the_blow_up_gets_no_key(int degree, int logBlowup, bool accepted)
    {
        void Create() => ProvingKey<KeccakSuite>.Create(TestParameters.Fast(logBlowup), [new PowerAir(degree)], [new(5)]);
        if (accepted)
            Should.NotThrow(Create);
        else
            Should.Throw<InvalidAirException>(Create);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(9, 3)]
    public void Constraints_of_the_highest_allowed_degree_are_proven(int degree, int logBlowup)
    {
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(logBlowup), [new PowerAir(degree)], [new(5)]);
        Trace trace = PowerAir.Generate(degree, 32);
        Verifier.Verify(key.Verifying, [], Prover.Prove(key, [trace], [])).ShouldBe(VerificationResult.Valid);
        trace[9, 1] += KoalaBear.One;
        Verifier.Verify(key.Verifying, [], Prover.Prove(key, [trace], [])).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
    }

    [Fact]
    public void A_bus_that_is_unbounded_in_both_directions_gets_no_key()
        => Should.Throw<InvalidAirException>(() => Key(new BusAir("a", TestBus, true, Bus.Unbounded), new BusAir("b", TestBus, false, Bus.Unbounded)));

    [Fact]
    public void Two_buses_under_one_number_get_no_key()
        => Should.Throw<InvalidAirException>(() => Key(new BusAir("a", TestBus, true, 1), new BusAir("b", TestBus with { Name = "other" }, false, 1)));

    [Theory]
    [InlineData(-1)]
    [InlineData((int)KoalaBear.Modulus)]
    [InlineData((int)KoalaBear.Modulus + 1)]
    public void A_bus_number_that_is_no_canonical_field_element_gets_no_key(int number)
        => Should.Throw<InvalidAirException>(() => Key(new BusAir("a", TestBus with { Number = number }, true, 1)));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_message_of_the_wrong_length_gets_no_key(int length)
        => Should.Throw<InvalidAirException>(() => Key(new BusAir("a", TestBus with { MessageLength = length }, true, 1)));

    [Fact]
    public void An_empty_message_gets_no_key() => Should.Throw<InvalidAirException>(() => Key(new SignalAir()));

    [Fact]
    public void Shapes_at_which_multiplicities_reach_the_modulus_get_no_key()
    {
        IAir[] airs = [new BusAir("a", TestBus, true, 1 << 26), new BusAir("b", TestBus, false, Bus.Unbounded)];
        Should.NotThrow(() => Key([new(4, 4)], airs));
        ShouldBeRefused("could reach the field's modulus", [new(4, 4), new(5, 4)], airs);
    }

    [Fact]
    public void Shapes_that_could_send_more_than_a_bus_allows_get_no_key()
    {
        Bus numbered = TestBus with { MaxSent = 100 };
        IAir[] airs = [new BusAir("a", numbered, true, 3), new BusAir("b", numbered, false, 1000)];
        Should.NotThrow(() => Key([new(5, 6)], airs));
        ShouldBeRefused("192 messages could be sent; at most 100 may be", [new(6, 6)], airs);
        ShouldBeRefused("unbounded", [new(4, 4)], new BusAir("a", numbered, true, Bus.Unbounded), new BusAir("b", numbered, false, 1));
    }

    [Fact]
    public void Shapes_outside_the_parameters_or_of_the_wrong_length_get_no_key()
    {
        ShouldBeRefused("2^3 rows", [new(3)], new FibonacciAir());
        ShouldBeRefused("2^15 rows", [new(15)], new FibonacciAir());
        ShouldBeRefused("2 heights for 1 tables", [new(4, 4)], new FibonacciAir());
        ShouldBeRefused("preprocessed columns have 2^7", [new(4, 6)], new SumOfSquaresAir(), new SquareTableAir(7));
        ShouldBeRefused("1 to 255 shapes, not 0", [], new FibonacciAir());
        ShouldBeRefused("the same", [new(5), new(6), new(5)], new FibonacciAir());
        Should.NotThrow(() => Key([new(4), new(14)], new FibonacciAir()));
    }

    [Fact]
    public void A_shape_has_at_most_five_distinct_heights()
    {
        IAir[] airs = [.. Enumerable.Repeat(new FibonacciAir(), 7)];
        Should.NotThrow(() => Key([new(4, 5, 6, 7, 8, 8, 4)], airs));
        ShouldBeRefused("6 distinct heights", [new(4, 5, 6, 7, 8, 9, 4)], airs);
    }

    [Fact]
    public void A_key_whose_soundness_is_below_the_target_is_refused()
    {
        StarkParameters parameters = ParameterSets.Provable110(1);
        Should.NotThrow(() => ProvingKey<Poseidon2Suite>.Create(parameters, [new FibonacciAir()], [new(10)])).Verifying.Soundness.Single().Bits.ShouldBeGreaterThan(110);
        Should.Throw<InvalidAirException>(() => ProvingKey<Poseidon2Suite>.Create(parameters with { Queries = 150 }, [new FibonacciAir()], [new(4), new(10)])).Message.ShouldContain("the parameters' target is 110");
    }

    [Fact]
    public void A_trace_of_another_shape_than_the_keys_cannot_be_proven()
    {
        ProvingKey<KeccakSuite> key = Key([new(5), new(7)], new FibonacciAir());
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.One, 64);
        Should.Throw<ArgumentException>(() => Prover.Prove(key, [trace], publicValues)).Message.ShouldContain("does not accept the shape");
    }

    [Theory]
    [InlineData(3, 3, 1)]
    [InlineData(3, 5, 1)]
    [InlineData(2, 5, 8)]
    [InlineData(2, 3, 2)]
    [InlineData(2, 9, 16)]
    public void Fractions_share_columns_so_that_these_and_the_quotients_are_fewest(int constraintDegree, int maxDegree, int interactions)
    {
        // With d = 1 + 2^q, n messages of degree one take n / 2^q columns and the quotient 2^q.
        AirStructure structure = AirStructure.Of(new ManyMessagesAir(constraintDegree, interactions), 0, maxDegree);
        int best = Enumerable.Range(0, 4).Where(q => 1 + (1 << q) <= maxDegree && 1 + (1 << q) >= constraintDegree).Min(q => (1 << q) + ((interactions + (1 << q) - 1) >> q));
        (structure.LogUpColumns + (1 << structure.LogQuotientChunks)).ShouldBe(best);
        structure.MaxDegree.ShouldBeLessThanOrEqualTo(maxDegree);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Messages_read_the_next_row_only_of_an_air_that_says_so(bool declared, bool accepted)
    {
        void Create() => ProvingKey<KeccakSuite>.Create(TestParameters.Fast(1), [new NextMessageAir(declared)], [new(5)]);
        if (accepted)
            Should.NotThrow(Create);
        else
            Should.Throw<InvalidAirException>(Create).Message.ShouldContain("read the next row");
    }

    [Fact]
    public void Only_columns_that_are_read_there_are_opened_in_the_next_row()
    {
        AirStructure.Of(new SumOfSquaresAir(), 0, 3).NextColumns.ToArray().ShouldBe([2, 3]);
        AirStructure.Of(new PowerAir(3), 0, 3).NextColumns.Length.ShouldBe(0);
        AirStructure.Of(new FibonacciAir(), 0, 3).NextColumns.ToArray().ShouldBe([0, 1]);
    }

    [Fact]
    public void The_constraint_digest_depends_on_constraints_but_not_on_their_names()
    {
        byte[] digest = AirStructure.Of(new PowerAir(3), 0, 9).ConstraintDigest;
        AirStructure.Of(new PowerAir(3, "another name"), 0, 9).ConstraintDigest.ShouldBe(digest);
        AirStructure.Of(new PowerAir(4), 0, 9).ConstraintDigest.ShouldNotBe(digest);
    }

    [Fact]
    public void Columns_are_named_by_their_structs()
    {
        IAir air = new KeccakDigestAir();
        air.ColumnName(0).ShouldBe("IsReal");
        air.ColumnName(3).ShouldBe("State[0]");
        air.ColumnName(19).ShouldBe("Permutations[0].Input[0]");
        air.ColumnName(air.Width - 1).ShouldBe("Permutations[24].Final[63]");
    }

    [Fact]
    public void Unsupported_parameters_get_no_key()
    {
        foreach (StarkParameters parameters in (IEnumerable<StarkParameters>)
            [
                TestParameters.Fast() with { LogBlowup = 0 }, TestParameters.Fast() with { LogBlowup = 9 }, TestParameters.Fast() with { Queries = 0 },
                TestParameters.Fast() with { LogFolding = 5 }, TestParameters.Fast() with { LogFinalLength = 3 }, TestParameters.Fast() with { MaxLogHeight = 24 },
                TestParameters.Fast() with { Grinding = GrindingBits.QueriesOnly(27) }, TestParameters.Fast() with { LogCap = 9 }, TestParameters.Fast() with { TargetBits = 125 },
            ])
            Should.Throw<InvalidAirException>(() => ProvingKey<KeccakSuite>.Create(parameters, [new FibonacciAir()], [new(6)]));
    }

    [Fact]
    public void A_cancelled_prover_stops()
    {
        ProvingKey<KeccakSuite> key = Key(new FibonacciAir());
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.One, 64);
        Should.Throw<OperationCanceledException>(() => Prover.Prove(key, [trace], publicValues, new() { Cancellation = new CancellationToken(canceled: true) }));
    }

    private static ProvingKey<KeccakSuite> Key(params IAir[] airs) => Key([new([.. airs.Select(_ => 6)])], airs);

    private static ProvingKey<KeccakSuite> Key(ProofShape[] shapes, params IAir[] airs) => ProvingKey<KeccakSuite>.Create(TestParameters.Fast(), airs, shapes);

    private static void ShouldBeRefused(string reason, ProofShape[] shapes, params IAir[] airs) => Should.Throw<InvalidAirException>(() => Key(shapes, airs)).Message.ShouldContain(reason);

    /// <summary>The second column is the first to a given power.</summary>
    private sealed class PowerAir(int degree, string constraintName = "power") : IAir
    {
        public string Name => "power";

        public int Width => 2;

        public static Trace Generate(int degree, int height)
        {
            Trace trace = new(2, height);
            for (int row = 0; row < height; row++)
            {
                trace[row, 0] = KoalaBear.FromCanonical((uint)row + 3);
                trace[row, 1] = trace[row, 0].Pow((ulong)degree);
            }

            return trace;
        }

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            T power = builder.Local[0];
            for (int i = 1; i < degree; i++)
                power *= builder.Local[0];
            builder.AssertZero(constraintName, builder.Local[1] - power);
        }
    }

    /// <summary>Sends nothing but the fact that it sends.</summary>
    private sealed class SignalAir : IAir
    {
        public string Name => "signal";

        public int Width => 1;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
            => builder.Send(TestBus with { MessageLength = 0 }, [], builder.Local[0], maxMultiplicity: 1);
    }

    private sealed class NextMessageAir(bool declared) : IAir
    {
        public string Name => "next message";

        public int Width => 1;

        public bool MessagesReadNextRow => declared;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
            => builder.Send(TestBus, builder.Next, builder.Local[0], maxMultiplicity: 1);
    }

    /// <summary>A constraint of a given degree, and messages of degree one.</summary>
    private sealed class ManyMessagesAir(int degree, int messages) : IAir
    {
        public string Name => "many messages";

        public int Width => 1;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            T power = builder.Local[0];
            for (int i = 1; i < degree; i++)
                power *= builder.Local[0];
            builder.AssertZero("power", power);
            for (int i = 0; i < messages; i++)
                builder.Send(TestBus, builder.Local, builder.Local[0], maxMultiplicity: 1);
        }
    }

    /// <summary>One interaction of one column.</summary>
    private sealed class BusAir(string name, Bus bus, bool sends, uint maxMultiplicity) : IAir
    {
        public string Name => name;

        public int Width => 2;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            if (sends)
                builder.Send(bus, builder.Local[..1], builder.Local[1], maxMultiplicity);
            else
                builder.Receive(bus, builder.Local[..1], builder.Local[1], maxMultiplicity);
        }
    }
}
