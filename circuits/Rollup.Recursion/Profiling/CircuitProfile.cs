using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Programs;
using Rollup.Stark.Fields;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Profiling;

/// <summary>What a circuit costs, by table and by part of the recorded code. Cells are committed base elements: main, LogUp and quotient columns.</summary>
public sealed class CircuitProfile
{
    private readonly CircuitLayout _layout;
    private readonly int[] _cellsPerRow;

    /// <summary><paramref name="plan"/> is that of the circuit's proofs, which fixes how many columns each table has.</summary>
    public CircuitProfile(CircuitProgram program, CircuitLayout layout, ProofPlan plan)
    {
        _layout = layout;
        _cellsPerRow = [.. plan.Tables.Select(CellsPerRow)];
        Needed = layout is CompactShape ? CompactShape.For(program) : program.MinimalShape;
        Committed = CellsOf(plan);
        ProgramOperations operations = program.Operations;
        Parts =
        [
            .. operations.Steps.GroupBy(step => step.Part)
                .Select(steps => new PartCost(program.Parts[steps.Key], Count(steps, OperationKind.Arithmetic), Count(steps, OperationKind.Compression), Count(steps, OperationKind.Sponge)))
                .Where(cost => CellsOf(cost) > 0).OrderByDescending(CellsOf),
        ];
        Total = new("all", operations.Arithmetic.Length, operations.Compressions.Length, program.SpongeRowCount);

        static int Count(IEnumerable<Operation> steps, OperationKind kind) => steps.Count(step => step.Kind == kind);
    }

    /// <summary>The smallest that holds the circuit.</summary>
    public CircuitLayout Needed { get; }

    /// <summary>Dearest first.</summary>
    public IReadOnlyList<PartCost> Parts { get; }

    public PartCost Total { get; }

    /// <summary>Cells of the whole tables, padding included.</summary>
    public long Committed { get; }

    /// <summary>Cells in use: in a compact table those of operations with a LogUp column for each, and half of a block's two rows in each.</summary>
    public double CellsOf(PartCost cost)
    {
        if (_layout is CircuitShape separate)
            return ((double)cost.Operations / separate.OperationsPerRow * _cellsPerRow[0]) + ((double)cost.Compressions * _cellsPerRow[1]) + ((double)cost.Blocks * _cellsPerRow[2]);
        CompactShape compact = (CompactShape)_layout;
        int operation = ArithmeticAir.OperationWidth + ExtensionField.Degree;
        return ((double)cost.Operations * operation) + ((cost.Compressions + (2.0 * cost.Blocks)) * (_cellsPerRow[0] - (compact.OperationsPerRow * operation)));
    }

    /// <summary>Cells that a proof of the plan commits.</summary>
    public static long CellsOf(ProofPlan plan) => plan.Tables.Sum(table => (long)CellsPerRow(table) << table.LogHeight);

    private static int CellsPerRow(TablePlan table)
        => table.Width(ColumnKind.Main) + (ExtensionField.Degree * (table.Width(ColumnKind.LogUp) + table.Width(ColumnKind.Quotient)));
}
