using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Profiling;

/// <summary>
/// Where the cells of a run go: rows of dense tables, without padding. An execution costs the chip that its operation has by default, a call the rows that its precompile fills, and the memory tree and
/// the fixed tables stand apart.
/// </summary>
public sealed class ProgramProfile
{
    /// <summary>Counts large enough to average over several instances per row.</summary>
    private const int Sample = 1 << 16;

    private readonly Dictionary<ChipKind, double> _execution = [];
    private readonly Dictionary<Precompile, double> _call = [];

    public ProgramProfile(IReadOnlyList<IChip> chips)
    {
        TableCosts costs = new(chips);
        SegmentCounts none = new();
        foreach (ChipKind kind in Enum.GetValues<ChipKind>())
        {
            SegmentCounts counts = new();
            counts.Executions(kind) = Sample;
            _execution[kind] = Cells(chips, costs, counts, none) / Sample;
        }

        foreach (Precompile function in Enum.GetValues<Precompile>())
        {
            SegmentCounts counts = new();
            counts.Calls(function) = Sample;
            _call[function] = Cells(chips, costs, counts, none) / Sample;
        }
    }

    /// <summary>Cells of one execution.</summary>
    public double CellsOf(ChipKind kind) => _execution[kind];

    /// <summary>Cells of one call, without the calling instruction.</summary>
    public double CellsOf(Precompile function) => _call[function];

    /// <summary>The functions of <paramref name="program"/>, dearest first, given how often each row was executed.</summary>
    public IReadOnlyList<FunctionCost> Functions(ProgramImage program, ReadOnlySpan<uint> rowCounts)
    {
        Dictionary<string, (long Instructions, double Cells)> functions = [];
        for (int i = 0; i < rowCounts.Length; i++)
        {
            if (rowCounts[i] == 0)
                continue;
            DecodedInstruction row = program.Code[i];
            double cells = _execution[InstructionSet.ChipOf(row.Operation)];
            if (row.Operation is >= Operation.CallKeccak and <= Operation.CallCopy)
                cells += _call[Precompile.Keccak + (row.Operation - Operation.CallKeccak)];
            string name = program.FunctionAt(row.Pc)?.Name ?? $"0x{row.Pc:x}";
            (long instructions, double sum) = functions.GetValueOrDefault(name);
            functions[name] = (instructions + rowCounts[i], sum + (cells * rowCounts[i]));
        }

        return [.. functions.Select(f => new FunctionCost(f.Key, f.Value.Instructions, f.Value.Cells)).OrderByDescending(f => f.Cells)];
    }

    private static double Cells(IReadOnlyList<IChip> chips, TableCosts costs, SegmentCounts counts, SegmentCounts none)
        => chips.Select((chip, i) => (double)costs[i].All * (chip.RowsFor(counts) - chip.RowsFor(none))).Sum();
}
