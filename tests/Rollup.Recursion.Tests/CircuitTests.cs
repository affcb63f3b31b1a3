using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compact;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Tests;

public sealed class CircuitTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(5, false)]
    [InlineData(7, false)]
    [InlineData(0, true)]
    [InlineData(5, true)]
    [InlineData(7, true)]
    public void The_witness_of_a_true_statement_satisfies_the_tables(int index, bool compact)
    {
        (Circuit circuit, CircuitWitness witness, KoalaBear[] publicValues) = SmallCircuit.Create(index, compact);
        witness.Violation.ShouldBeNull();
        TraceChecker.FindViolation(circuit.Airs, witness.Traces, publicValues).ShouldBeNull();
    }

    [Fact]
    public void A_run_names_the_part_of_the_circuit_that_an_input_violates()
    {
        Circuit circuit = SmallCircuit.Create().Circuit;
        (KoalaBear[] publicValues, KoalaBear[] input) = SmallCircuit.Solve(5);
        publicValues[8] += KoalaBear.One;
        CircuitRun.Execute(circuit, publicValues, input).Violation!.Part.ShouldBe("sum");

        (publicValues, input) = SmallCircuit.Solve(5);
        input[1 + (16 * SmallCircuit.RowBlocks)] += KoalaBear.One;
        CircuitRun.Execute(circuit, publicValues, input).Violation!.Part.ShouldBe("path");
    }

    /// <summary>Every element of the input and every public value of the small circuit is bound by something.</summary>
    [Fact]
    public void No_changed_input_has_a_witness()
    {
        Circuit circuit = SmallCircuit.Create().Circuit;
        (KoalaBear[] publicValues, KoalaBear[] input) = SmallCircuit.Solve(5);
        foreach (KoalaBear[] values in (KoalaBear[][])[publicValues, input])
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += KoalaBear.One;
                CircuitRun.Execute(circuit, publicValues, input).IsValid.ShouldBeFalse($"element {i}");
                values[i] -= KoalaBear.One;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_column_of_every_used_row_is_bound(int table)
    {
        (Circuit circuit, CircuitWitness witness, KoalaBear[] publicValues) = SmallCircuit.Create();
        Trace trace = witness.Traces[table];
        Trace preprocessed = circuit.Airs[table].Preprocessed()!;
        for (int row = 0; row < trace.Height; row += table == 0 ? 7 : 1)
        {
            if (preprocessed.Row(row).IndexOfAnyExcept(KoalaBear.Zero) < 0)
                continue;
            for (int column = 0; column < trace.Width; column += trace.Width > 100 ? 5 : 1)
            {
                if (table == 0 && preprocessed.Row(row).Slice(column / 20 * 8, 8).IndexOfAnyExcept(KoalaBear.Zero) < 0)
                    continue;
                KoalaBear kept = trace[row, column];
                trace[row, column] += KoalaBear.One;
                TraceChecker.FindViolation(circuit.Airs, witness.Traces, publicValues).ShouldNotBeNull($"{circuit.Airs[table].ColumnName(column)} in row {row}");
                trace[row, column] = kept;
            }
        }
    }

    /// <summary>As for the tables of their own; what a column of the permutation is depends on the row, and those that a row does not have are free.</summary>
    [Fact]
    public void Every_column_that_a_compact_row_has_is_bound()
    {
        (Circuit circuit, CircuitWitness witness, KoalaBear[] publicValues) = SmallCircuit.Create(compact: true);
        Trace trace = witness.Traces[0], preprocessed = circuit.Airs[0].Preprocessed()!;
        int secondWidth = Unsafe.SizeOf<WideSecondColumns<byte>>(), firstWidth = Unsafe.SizeOf<WideFirstColumns<byte>>(), checkedRows = 0;
        for (int row = 0; row < trace.Height; row++)
        {
            CompactPreprocessed<KoalaBear> kind = preprocessed.Row(row)[..CompactAir.FixedPreprocessedWidth].As<CompactPreprocessed<KoalaBear>, KoalaBear>();
            int permutation = !kind.IsCompression.IsZero ? CompactAir.FixedWidth - 2 : !kind.IsFirst.IsZero ? firstWidth - (kind.SumsBase.IsZero ? 5 : 0) : !kind.IsSecond.IsZero ? secondWidth : 0;
            List<int> columns = [.. Enumerable.Range(0, permutation)];
            if (!kind.IsCompression.IsZero || !kind.IsFirst.IsZero)
                columns.Add(CompactAir.FixedWidth - 2);
            columns.Add(CompactAir.FixedWidth - 1);
            for (int column = CompactAir.FixedWidth; column < trace.Width; column++)
            {
                int slots = CompactAir.FixedPreprocessedWidth + ((column - CompactAir.FixedWidth) / ArithmeticAir.OperationWidth * ArithmeticAir.OperationPreprocessedWidth);
                if (preprocessed.Row(row).Slice(slots, ArithmeticAir.OperationPreprocessedWidth).IndexOfAnyExcept(KoalaBear.Zero) >= 0)
                    columns.Add(column);
            }

            checkedRows += permutation > 0 ? 1 : 0;
            foreach (int column in columns)
            {
                KoalaBear kept = trace[row, column];
                trace[row, column] += KoalaBear.One;
                TraceChecker.FindViolation(circuit.Airs, witness.Traces, publicValues).ShouldNotBeNull($"{circuit.Airs[0].ColumnName(column)} in row {row}");
                trace[row, column] = kept;
            }
        }

        checkedRows.ShouldBe(circuit.Program.Operations.Compressions.Length + (2 * circuit.Program.SpongeRowCount));
    }

    [Fact]
    public void Circuits_with_one_layout_and_the_same_public_values_have_the_same_airs()
    {
        CircuitRecorder other = new(SmallCircuit.PublicValues);
        other.AssertEqual(other.PublicValue(0) * other.Input(), CircuitValue.One);
        CircuitProgram program = other.Build();
        Circuit small = SmallCircuit.Create().Circuit;
        IReadOnlyList<IAir> left = small.Airs, right = new Circuit(program, small.Layout).Airs;
        for (int i = 0; i < left.Count; i++)
        {
            AirStructure structure = AirStructure.Of(left[i], left[i].Preprocessed()!.Width, 5), same = AirStructure.Of(right[i], right[i].Preprocessed()!.Width, 5);
            structure.ConstraintDigest.ShouldBe(same.ConstraintDigest);
        }
    }

    [Fact]
    public void A_program_does_not_fit_a_smaller_shape()
    {
        CircuitProgram program = SmallCircuit.Record();
        CircuitShape shape = program.MinimalShape;
        _ = Should.Throw<InvalidCircuitException>(() => new Circuit(program, shape with { LogHeight = shape.LogHeight - 1 }));
        CompactShape compact = CompactShape.For(program);
        _ = Should.Throw<InvalidCircuitException>(() => new Circuit(program, compact with { LogHeight = compact.LogHeight - 1, OperationsPerRow = 100 }));
        _ = Should.Throw<InvalidCircuitException>(() => new Circuit(program, compact with { OperationsPerRow = compact.OperationsPerRow - 1 }));
    }

    [Fact]
    public void A_sponge_is_shorter_than_its_length_element_can_say()
        => _ = Should.Throw<ArgumentOutOfRangeException>(() => new CircuitRecorder(0).Sponge(1, 1 << 16));

    [Fact]
    public void Rows_that_are_no_whole_blocks_are_refused()
    {
        CircuitRecorder recorder = new(0);
        Verification.RecordingContext context = new(recorder);
        CircuitValue local = default, next = default, challenge = recorder.Input();
        CircuitValue[] row = [.. Enumerable.Range(0, 6).Select(_ => recorder.Input())];
        _ = context.HashRow(row, 3, challenge, ref local, ref next);
        _ = Should.Throw<ArgumentException>(() => context.HashRow(row, 2, challenge, ref local, ref next));
        _ = Should.Throw<ArgumentException>(() => context.HashRow(row.AsSpan(1), 3, challenge, ref local, ref next));
    }

    [Fact]
    public void Equal_operations_are_recorded_once_and_unused_ones_not_at_all()
    {
        CircuitRecorder recorder = new(0);
        CircuitValue x = recorder.Input(), y = recorder.Input();
        recorder.AssertEqual((x * y) + x, (y * x) + x);
        _ = (x - y) * x;
        // The product and the sum are one row.
        recorder.Build().Operations.Arithmetic.Length.ShouldBe(1);
    }

    [Fact]
    public void Operations_on_constants_are_not_recorded()
    {
        CircuitRecorder recorder = new(0);
        CircuitValue x = recorder.Input(), two = CircuitValue.One + CircuitValue.One;
        ((x * default(CircuitValue)) + (two * two)).IsConstant.ShouldBeTrue();
        recorder.AssertZero(((x * CircuitValue.One) + default(CircuitValue)) - x);
        recorder.Build().Operations.Arithmetic.Length.ShouldBe(1);
    }

    [Fact]
    public void Two_constants_that_shall_be_equal_are_refused()
    {
        CircuitRecorder recorder = new(0);
        CircuitValue x = recorder.Input();
        recorder.AssertEqual(x, CircuitValue.One);
        recorder.AssertZero(x);
        _ = Should.Throw<InvalidCircuitException>(() => recorder.Build());
    }

    [Fact]
    public void Zero_has_no_inverse_even_if_nobody_reads_it()
    {
        CircuitRecorder recorder = new(0);
        _ = recorder.Input().Inverse();
        CircuitProgram program = recorder.Build();
        Circuit circuit = new(program, program.MinimalShape);
        CircuitRun.Execute(circuit, [], new KoalaBear[5]).Violation!.What.ShouldBe("zero has no inverse");

        // Whatever the prover fills in, the row 0·A + 0 = 1 cannot hold.
        CircuitWitness witness = CircuitRun.Execute(circuit, [], SmallCircuit.Coordinates(Extension.One));
        ref ArithmeticOperationColumns<KoalaBear> operation = ref ArithmeticAir.Columns(witness.Traces[0].Row(0), 0, 0);
        operation.B[0] = KoalaBear.Zero;
        TraceChecker.FindViolation(circuit.Airs, witness.Traces, [])!.What.ShouldBe("A·B + C = D");
    }

    [Fact]
    public void Only_the_canonical_bits_decompose_an_element()
    {
        CircuitRecorder recorder = new(0);
        CircuitValue x = recorder.Input();
        _ = recorder.Bits(x);
        CircuitProgram program = recorder.Build();
        Circuit circuit = new(program, program.MinimalShape);
        foreach (uint value in (uint[])[0, 1, KoalaBear.Modulus - 1, KoalaBear.Modulus - 2, 0x7eff_ffff, 1u << 24])
        {
            CircuitWitness witness = CircuitRun.Execute(circuit, [], SmallCircuit.Coordinates(Extension.Constant(KoalaBear.FromCanonical(value))));
            witness.Violation.ShouldBeNull();
            TraceChecker.FindViolation(circuit.Airs, witness.Traces, []).ShouldBeNull();
        }

        // The bits of 5 + p recompose to 5: a run with them as hints is refused.
        CircuitRun.ExecuteWithBits(circuit, [], SmallCircuit.Coordinates(Extension.Constant(KoalaBear.FromCanonical(5))), element => element + KoalaBear.Modulus)
            .Violation.ShouldNotBeNull();
        CircuitRun.ExecuteWithBits(circuit, [], SmallCircuit.Coordinates(Extension.Constant(KoalaBear.FromCanonical(5))), element => element)
            .Violation.ShouldBeNull();
    }
}
