using Rollup.Kernel.Fields;
using Rollup.Machine.Chips;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;

namespace Rollup.Machine.Tests.Chips;

/// <summary>Every instruction, by every chip that executes it: right results have a proof, wrong ones none.</summary>
public sealed class InstructionChipTests
{
    private const int Samples = 300;

    public static TheoryData<string, ChipKind> Instructions()
    {
        TheoryData<string, ChipKind> data = [];
        foreach (InstructionDefinition definition in InstructionSet.All.Where(d => d.Chip != ChipKind.None))
        {
            data.Add(definition.Name, definition.Chip);
            if (definition.Unaligned != definition.Chip)
                data.Add(definition.Name, definition.Unaligned);
        }

        data.Add("jal", ChipKind.Constant);
        data.Add("addi", ChipKind.Move);
        data.Add("addi", ChipKind.Increment);
        data.Add("add", ChipKind.Accumulate);
        data.Add("add.uw", ChipKind.Move);
        foreach (string branch in (ReadOnlySpan<string>)["beq", "bne", "blt", "bge"])
            data.Add(branch, ChipKind.BranchZero);
        return data;
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_execution_is_proven_by_its_row(string name, ChipKind kind)
    {
        foreach ((InstructionEvent execution, ChipRow row) in Rows(name, kind, seed: 1))
            row.Objection().ShouldBeNull(Describe(name, in execution));
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void A_row_counts_the_lookups_that_it_sends(string name, ChipKind kind)
    {
        foreach ((InstructionEvent execution, _) in Rows(name, kind, seed: 2).Take(20))
            new ChipRow(ChipOf(kind), kind, in execution, new LookupCounts()).CountsItsLookups().ShouldBeTrue(Describe(name, in execution));
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void No_column_is_free(string name, ChipKind kind)
    {
        Random random = new(3);
        foreach ((InstructionEvent execution, ChipRow row) in Rows(name, kind, seed: 3).Take(60))
        {
            for (int column = 0; column < row.Cells.Length; column++)
            {
                string columnName = ChipOf(kind).Air.ColumnName(column);
                // All instances of the row but the first are padding here.
                if ((columnName.StartsWith('[') && !columnName.StartsWith("[0]", StringComparison.Ordinal)) || FreeColumns.Reason(columnName.Replace("[0].", "", StringComparison.Ordinal), in execution) is not null)
                    continue;
                KoalaBear original = row.Cells[column];
                row.Cells[column] += random.Next(2) == 0 ? KoalaBear.One : KoalaBear.FromCanonical((uint)random.Next(1, int.MaxValue - (1 << 24)));
                row.Objection().ShouldNotBeNull($"{ChipOf(kind).Air.ColumnName(column)} of {Describe(name, in execution)}");
                row.Cells[column] = original;
            }
        }
    }

    [Fact]
    public void Every_chip_has_a_table_and_every_table_is_of_degree_three_at_most()
    {
        InstructionChips.All.Select(chip => chip.Air.Name).ShouldBe(Enum.GetNames<ChipKind>().Skip(1));
        foreach (IChip chip in InstructionChips.All)
            AirStructure.Of(chip.Air, 0, maxDegree: 3).MaxDegree.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Padding_sends_nothing()
    {
        foreach (IChip chip in InstructionChips.All)
        {
            List<string> failures = [];
            List<RowMessage> messages = [];
            RowBuilder builder = new(new Rollup.Stark.Fields.Scalar[chip.Air.Width], failures, messages);
            chip.Air.Evaluate<RowBuilder, Rollup.Stark.Fields.Scalar>(ref builder);
            failures.ShouldBeEmpty(chip.Air.Name);
            messages.ShouldBeEmpty(chip.Air.Name);
        }
    }

    private static IChip ChipOf(ChipKind kind) => InstructionChips.All.Single(chip => chip.Air.Name == kind.ToString());

    private static IEnumerable<(InstructionEvent Execution, ChipRow Row)> Rows(string name, ChipKind kind, int seed)
    {
        InstructionDefinition definition = InstructionSet.All.Single(d => d.Name == name);
        InstructionSamples samples = new(seed);
        IChip chip = ChipOf(kind);
        LookupCounts lookups = new();
        for (int i = 0; i < Samples; i++)
        {
            InstructionEvent execution = samples.Next(definition, kind);
            yield return (execution, new ChipRow(chip, kind, in execution, lookups));
        }
    }

    private static string Describe(string name, in InstructionEvent execution)
        => $"{name}: {execution.Instruction}, rs1 = {execution.Rs1:x}, rs2 = {execution.Rs2:x}, rd = {execution.Rd:x}, address {execution.Address:x}, words {execution.Word} and {execution.NextWord}";
}
