using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Programs;
using Rollup.Stark.Fields;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Profiling;

/// <summary>What a circuit costs, by table and by part of the recorded code. Cells are committed base elements: main, LogUp and quotient columns.</summary>
public sealed class CircuitProfile
{
    private readonly int[] _cellsPerRow;

    /// <summary><paramref name="plan"/> is that of the circuit's proofs, which fixes how many columns each table has.</summary>
    public CircuitProfile(CircuitProgram program, ProofPlan plan)
    {
        _cellsPerRow = [.. plan.Tables.Select(CellsPerRow)];
        Shape = program.MinimalShape;
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
    public CircuitShape Shape { get; }

    /// <summary>Dearest first.</summary>
    public IReadOnlyList<PartCost> Parts { get; }

    public PartCost Total { get; }

    /// <summary>Cells of the whole tables, padding included.</summary>
    public long Committed { get; }

    /// <summary>Cells in use.</summary>
    public double CellsOf(PartCost cost)
        => ((double)cost.Operations / ArithmeticAir.OperationsPerRow * _cellsPerRow[0]) + ((double)cost.Compressions * _cellsPerRow[1]) + ((double)cost.Blocks * _cellsPerRow[2]);

    /// <summary>Cells that a proof of the plan commits.</summary>
    public static long CellsOf(ProofPlan plan) => plan.Tables.Sum(table => (long)CellsPerRow(table) << table.LogHeight);

    private static int CellsPerRow(TablePlan table)
        => table.Width(ColumnKind.Main) + (ExtensionField.Degree * (table.Width(ColumnKind.LogUp) + table.Width(ColumnKind.Quotient)));
}
