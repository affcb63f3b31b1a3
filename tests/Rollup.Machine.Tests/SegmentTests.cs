using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Machine.Tests;

public class SegmentTests
{
    /// <summary>Sums 1 to 100, stores the sum across two blocks, loads it back, halts.</summary>
    private static readonly uint[] SmallProgram =
    [
        .. Load(A1, 100), Encode("add", A0, A0, A1), Encode("addi", A1, A1, immediate: -1), Encode("bne", 0, A1, Zero, immediate: -8),
        .. Load(S0, 0x2000_0040), Encode("sd", 0, S0, A0, immediate: -8), Encode("ld", A2, S0, immediate: -8), .. Halt,
    ];

    [Fact]
    public void A_small_program_satisfies_all_tables()
    {
        ProgramImage program = ProgramImage.FromWords(MemoryMap.ImageStart, SmallProgram);
        IReadOnlyList<IChip> chips = MachineTables.Of(program);
        SegmentRunner runner = new(program, chips, [], [], Workers.All);
        SegmentEvents events = runner.Trace(0, 1000);
        events.Statement.EndPc.ShouldBe(MemoryMap.HaltPc);
        SegmentShape shape = SegmentShape.Smallest("small", chips, events.Counts);
        Trace?[] traces = TraceBuilder.Build(chips, shape.LogHeights, events, Workers.All);
        SegmentChecker.FindViolation(program, chips, events, traces)?.ToString().ShouldBeNull();
    }

    [Fact]
    public void The_checker_names_table_constraint_row_pc_and_function()
    {
        ProgramImage words = ProgramImage.FromWords(MemoryMap.ImageStart, SmallProgram);
        const uint Function = MemoryMap.ImageStart + 8;
        ProgramImage program = new(words.Entry, words.CodeStart, words.Code, words.Image, [new("start", words.Entry, 8), new("sum", Function, 12)]);
        IReadOnlyList<IChip> chips = MachineTables.Of(program);
        SegmentEvents events = new SegmentRunner(program, chips, [], [], Workers.All).Trace(0, 1000);
        Trace?[] traces = TraceBuilder.Build(chips, SegmentShape.Smallest("small", chips, events.Counts).LogHeights, events, Workers.All);

        // The branch back to the addition; each row has it.
        int table = chips.ToList().FindIndex(chip => chip.Air.Name == nameof(ChipKind.BranchZero)), column = Enumerable.Range(0, chips[table].Air.Width).First(i => chips[table].Air.ColumnName(i).EndsWith("Inverse", StringComparison.Ordinal));
        traces[table]![6, column] += KoalaBear.One;
        SegmentViolation violation = SegmentChecker.FindViolation(program, chips, events, traces).ShouldNotBeNull();
        (violation.Violation.Table, violation.Violation.Row, violation.Pc, violation.Function).ShouldBe((nameof(ChipKind.BranchZero), 6, Function + 8, "sum"));
        violation.Violation.What.ShouldNotBeEmpty();
        violation.ToString().ShouldStartWith($"pc 0x{Function + 8:x} in sum: BranchZero, row 6: {violation.Violation.What}");
    }

    [Fact]
    public void A_small_program_is_proven_in_two_segments_and_verified()
    {
        ProgramImage program = ProgramImage.FromWords(MemoryMap.ImageStart, SmallProgram);
        IReadOnlyList<IChip> chips = MachineTables.Of(program);
        SegmentCounts counts = new SegmentRunner(program, chips, [], [], Workers.All).Trace(0, 1000).Counts;
        SegmentShape shape = SegmentShape.Cheapest("small", chips, new(chips), SegmentBudget.AfterAnyInstruction(counts));
        MachineKey key = MachineKey.Create(program, [shape], ParameterSets.Provable110(1), Workers.All);

        SegmentRunner runner = new(program, key.Chips, key.Shapes, [], Workers.All);
        List<SegmentProof> proofs = [];
        foreach ((long start, long end) in ((long, long)[])[(0, 150), (150, 1000)])
            proofs.Add(RunCodec.DecodeSegment(RunCodec.Encode(SegmentProver.Prove(key, runner.Trace(start, end), new())))!);
        RunProof run = runner.Finish(2);

        // The program writes no output.
        RunVerifier.Verify(key, run, proofs).Error.ShouldBe(RunError.OutputMissing);
        RunVerifier.Verify(key, run, proofs[..1]).Error.ShouldBe(RunError.Malformed);
    }
}
