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
        void Create() => ProvingKey<KeccakSuite>.Create(TestParameters.Fast(logBlowup), new PowerAir(degree));
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
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(logBlowup), new PowerAir(degree));
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
    public void Heights_at_which_multiplicities_reach_the_modulus_are_rejected()
    {
        VerifyingKey<KeccakSuite> key = Key(new BusAir("a", TestBus, true, 1 << 26), new BusAir("b", TestBus, false, Bus.Unbounded)).Verifying;
        HeightRules.Violation(key, [4, 4]).ShouldBeNull();
        HeightRules.Violation(key, [5, 4]).ShouldNotBeNull();
    }

    [Fact]
    public void Heights_outside_the_parameters_are_rejected()
    {
        VerifyingKey<KeccakSuite> key = Key(new FibonacciAir()).Verifying;
        HeightRules.Violation(key, [3]).ShouldNotBeNull();
        HeightRules.Violation(key, [4]).ShouldBeNull();
        HeightRules.Violation(key, [14]).ShouldBeNull();
        HeightRules.Violation(key, [15]).ShouldNotBeNull();
    }

    [Fact]
    public void The_constraint_digest_depends_on_constraints_but_not_on_their_names()
    {
        byte[] digest = AirShape.Of(new PowerAir(3), 0, 9).ConstraintDigest;
        AirShape.Of(new PowerAir(3, "another name"), 0, 9).ConstraintDigest.ShouldBe(digest);
        AirShape.Of(new PowerAir(4), 0, 9).ConstraintDigest.ShouldNotBe(digest);
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
                TestParameters.Fast() with { Grinding = GrindingBits.QueriesOnly(25) },
            ])
            Should.Throw<InvalidAirException>(() => ProvingKey<KeccakSuite>.Create(parameters, new FibonacciAir()));
    }

    [Fact]
    public void A_cancelled_prover_stops()
    {
        ProvingKey<KeccakSuite> key = Key(new FibonacciAir());
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.One, 64);
        Should.Throw<OperationCanceledException>(() => Prover.Prove(key, [trace], publicValues, new() { Cancellation = new CancellationToken(canceled: true) }));
    }

    private static ProvingKey<KeccakSuite> Key(params IAir[] airs) => ProvingKey<KeccakSuite>.Create(TestParameters.Fast(), airs);

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
