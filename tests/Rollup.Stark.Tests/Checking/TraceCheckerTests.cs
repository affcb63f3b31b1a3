using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Tests.Chips;

namespace Rollup.Stark.Tests.Checking;

public sealed class TraceCheckerTests
{
    [Fact]
    public void A_violated_constraint_is_named_with_table_row_and_values()
    {
        ChipWitness witness = ChipWitness.Fibonacci();
        witness.Traces[0][20, 1] += KoalaBear.One;
        TraceViolation violation = TraceChecker.FindViolation(witness.Airs, witness.Traces, witness.PublicValues).ShouldNotBeNull();
        violation.Table.ShouldBe("fibonacci");
        violation.What.ShouldBe("right is the sum");
        violation.Row.ShouldBe(19);
        violation.Values.ShouldContain($"Right = {witness.Traces[0][19, 1].ToCanonical()}");
    }

    [Fact]
    public void An_unbalanced_message_is_named()
    {
        ChipWitness witness = ChipWitness.Squares();
        witness.Traces[1][5, 0] += KoalaBear.One;
        TraceViolation violation = TraceChecker.FindViolation(witness.Airs, witness.Traces, witness.PublicValues).ShouldNotBeNull();
        violation.What.ShouldBe("a message is sent -1 times more than it is received");
        violation.Values.ShouldBe("squares(5, 25)");
        violation.Row.ShouldBe(1);
    }

    [Fact]
    public void Messages_on_two_buses_of_one_name_do_not_balance_each_other()
    {
        Trace trace = new(1, 16);
        trace[3, 0] = KoalaBear.One;
        TraceChecker.FindViolation([new TransferAir(9, 9)], [trace], []).ShouldBeNull();
        TraceChecker.FindViolation([new TransferAir(9, 10)], [trace], []).ShouldNotBeNull();
    }

    [Fact]
    public void A_multiplicity_above_its_declared_bound_is_named()
    {
        Trace trace = new(1, 16);
        trace[3, 0] = KoalaBear.FromCanonical(2);
        TraceViolation violation = TraceChecker.FindViolation([new OverflowingAir()], [trace], []).ShouldNotBeNull();
        violation.What.ShouldBe("multiplicity 2 on bus test exceeds its bound 1");
        violation.Row.ShouldBe(3);
    }

    [Fact]
    public void A_message_that_reads_the_next_row_is_named_if_it_is_sent_in_the_last()
    {
        Trace trace = new(2, 16);
        trace[3, 0] = KoalaBear.One;
        TraceChecker.FindViolation([new SuccessorAir()], [trace], []).ShouldBeNull();
        trace[15, 0] = KoalaBear.One;
        TraceViolation violation = TraceChecker.FindViolation([new SuccessorAir()], [trace], []).ShouldNotBeNull();
        violation.What.ShouldBe("a message that reads the next row has a multiplicity in the last row");
        violation.Row.ShouldBe(15);
    }

    /// <summary>Sends (column 1 in the next row) and receives (0), as often as column 0 says.</summary>
    private sealed class SuccessorAir : IAir
    {
        private static readonly Bus Test = new(9, "test", 1);

        public string Name => "successor";

        public int Width => 2;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            builder.Send(Test, builder.Next[1..], builder.Local[0], maxMultiplicity: 1);
            builder.Receive(Test, [default], builder.Local[0], maxMultiplicity: 1);
        }
    }

    /// <summary>Sends on one bus and receives the same on another of the same name.</summary>
    private sealed class TransferAir(int from, int to) : IAir
    {
        public string Name => "transfer";

        public int Width => 1;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            builder.Send(new(from, "test", 1), builder.Local, builder.Local[0], maxMultiplicity: 1);
            builder.Receive(new(to, "test", 1), builder.Local, builder.Local[0], maxMultiplicity: 1);
        }
    }

    /// <summary>Sends and receives the same with a multiplicity that nothing bounds, against its declaration.</summary>
    private sealed class OverflowingAir : IAir
    {
        private static readonly Bus Test = new(9, "test", 1);

        public string Name => "overflowing";

        public int Width => 1;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
        {
            builder.Send(Test, builder.Local, builder.Local[0], maxMultiplicity: 1);
            builder.Receive(Test, builder.Local, builder.Local[0], maxMultiplicity: 1);
        }
    }
}
