using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;
using Rollup.Machine.Tests.Chips;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using static Rollup.Machine.Tests.Precompiles.Modular.Signatures;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>
/// Another value in any column of any of the tables of modular arithmetic, in random rows: a constraint fails, a number is outside its range, or the row sends and receives other messages, which no other row makes up for.
/// What may have another value has its reason here.
/// </summary>
public sealed class ModularColumnTests
{
    private const int RowsPerColumn = 4;

    private static readonly ModularSegment Segment = new(
        (Precompile.MulMod, [.. Words(7), .. Words(N), .. Words(N - 5)]), (Precompile.MulMod, [.. Words(7), .. Words(9), .. Words(0)]), (Precompile.Recover, Valid(new(1))), (Precompile.Recover, HardSignatures.ScalarIsGround));

    [Theory]
    [InlineData(0, "Modular")]
    [InlineData(1, "ModularOperand")]
    [InlineData(2, "Microprogram")]
    [InlineData(3, "GeneratorWindow")]
    public void No_column_is_free(int table, string name)
    {
        IAir air = ModularSegment.Airs[table];
        air.Name.ShouldBe(name);
        Trace trace = Segment.Traces[table];
        Trace? preprocessed = air.Preprocessed();
        int[] rows = [.. Enumerable.Range(1, trace.Height - 2).Where(row => trace.Row(row).IndexOfAnyExcept(default(KoalaBear)) >= 0)];
        Random random = new(table);
        for (int column = 0; column < air.Width; column++)
        {
            for (int i = 0; i < RowsPerColumn; i++)
            {
                int row = rows[random.Next(rows.Length)];
                string? before = Messages(row);
                before.ShouldNotBeNull();
                KoalaBear original = trace[row, column];
                trace[row, column] += i % 2 == 0 ? KoalaBear.One : KoalaBear.FromCanonical((uint)random.Next(1, int.MaxValue - (1 << 24)));
                bool isFree = Messages(row) == before;
                trace[row, column] = original;
                string? reason = table == 0 ? ReasonInModular(trace, row, column) : table == 1 ? ReasonInOperand(trace, row, air.ColumnName(column)) : null;
                isFree.ShouldBe(isFree && reason is not null, $"row {row}, {air.ColumnName(column)}");
            }
        }

        string? Messages(int row)
        {
            List<string> failures = [];
            List<RowMessage> messages = [];
            foreach (int evaluated in (ReadOnlySpan<int>)[row - 1, row])
            {
                RowBuilder builder = new(Scalars(trace.Row(evaluated)), failures, messages, Scalars(trace.Row(evaluated + 1)), preprocessed is null ? null : Scalars(preprocessed.Row(evaluated)));
                air.Evaluate<RowBuilder, Scalar>(ref builder);
            }

            bool isInRange = messages.TrueForAll(m => m.Bus == Buses.Range ? m.Elements[0] >> (int)m.Elements[1] == 0 : m.Bus != Buses.BytePair || (m.Elements[0] | m.Elements[1]) < 256);
            return failures.Count > 0 || !isInRange
                ? null
                : string.Join("\n", messages.Where(m => m.Bus != Buses.Range && m.Bus != Buses.BytePair).Select(m => $"{m.Count} {m.Bus.Name} {string.Join(" ", m.Elements)}"));
        }
    }

    /// <summary>Why the column may have another value in this row of the equations; null if it may not.</summary>
    private static string? ReasonInModular(Trace trace, int row, int column)
    {
        ref readonly ModularColumns<KoalaBear> columns = ref trace.Row(row).As<ModularColumns<KoalaBear>, KoalaBear>();
        ref readonly MicroinstructionColumns<KoalaBear> code = ref columns.Code, above = ref trace.Row(row - 1).As<ModularColumns<KoalaBear>, KoalaBear>().Code;
        bool isComputed = !(above.NextFactor.IsZero && above.Slope.IsZero && above.Chord.IsZero);
        bool isUsed = !(columns.Reads.IsZero && code.IsOperand.IsZero && code.ValueFactor.IsZero && code.Square.IsZero && code.Chord.IsZero && code.Fall.IsZero);
        string name = ModularSegment.Airs[0].ColumnName(column);
        bool hasModulus = !(code.IsFieldModulus + code.IsOrderModulus + code.IsGivenModulus).IsZero, takesByte = !code.TakesByte.IsZero;
        return name switch
        {
            "DifferenceInverse" when (code.Slope + code.Chord).IsZero => "0 times any inverse is 0",
            _ when name.StartsWith("Value[", StringComparison.Ordinal) && !isComputed && !isUsed => "the row has an equation between other numbers",
            _ when name.StartsWith("Quotient", StringComparison.Ordinal) && !hasModulus => "a multiple of no modulus",
            _ when name.StartsWith("Digits", StringComparison.Ordinal) && code.TakesBits.IsZero && !(takesByte && name == "Digits[0]") => "the row takes no such digit",
            _ => null,
        };
    }

    /// <summary>Why the column may have another value in this row of the operands; null if it may not.</summary>
    private static string? ReasonInOperand(Trace trace, int row, string name)
    {
        bool isFull = !trace.Row(row).As<OperandColumns<KoalaBear>, KoalaBear>().IsFull.IsZero;
        return name.StartsWith("Words", StringComparison.Ordinal) && !name.StartsWith("Words[0]", StringComparison.Ordinal) && !isFull ? "the row has one word" : null;
    }

    private static Scalar[] Scalars(Span<KoalaBear> row) => MemoryMarshal.Cast<KoalaBear, Scalar>(row).ToArray();
}
