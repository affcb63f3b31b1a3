using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Programs;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Checking;
using Rollup.Stark.Matrices;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Machine.Tests.Forgery;

/// <summary>The valid traces of a small segment, for tests to spoil.</summary>
internal sealed class SegmentWitness
{
    /// <summary>Sums 1 to 20, stores the sum across two blocks, loads it back, halts.</summary>
    private static readonly uint[] Program =
    [
        .. Load(A1, 20), Encode("add", A0, A0, A1), Encode("addi", A1, A1, immediate: -1), Encode("bne", 0, A1, Zero, immediate: -8),
        .. Load(S0, 0x2000_0040), Encode("sd", 0, S0, A0, immediate: -4), Encode("ld", A2, S0, immediate: -4), .. Halt,
    ];

    private readonly IReadOnlyList<IChip> _chips;
    private readonly Trace?[] _traces;

    public SegmentWitness()
    {
        ProgramImage program = ProgramImage.FromWords(MemoryMap.ImageStart, Program);
        _chips = MachineTables.Of(program);
        Events = new SegmentRunner(program, _chips, [], [], Workers.All).Trace(0, 1000);
        _traces = TraceBuilder.Build(_chips, SegmentShape.Smallest("small", _chips, Events.Counts).LogHeights, Events, Workers.All);
        PublicValues = Events.Statement.ToPublicValues();
    }

    public SegmentEvents Events { get; }

    public KoalaBear[] PublicValues { get; }

    public IChip Chip(string table) => _chips.Single(chip => chip.Air.Name == table);

    public Trace Trace(string table) => _traces[_chips.ToList().FindIndex(chip => chip.Air.Name == table)]!;

    /// <summary>A cell of a column by its name.</summary>
    public ref KoalaBear Cell(string table, int row, string column)
    {
        IChip chip = Chip(table);
        int index = Enumerable.Range(0, chip.Air.Width).Single(i => chip.Air.ColumnName(i) == column);
        return ref Trace(table).Row(row)[index];
    }

    /// <summary>What a verifier of the segment would stumble over, or null.</summary>
    public TraceViolation? Violation() => TraceChecker.FindViolation([.. _chips.Select(chip => chip.Air)], _traces, PublicValues);
}
