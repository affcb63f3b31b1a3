using Rollup.Machine;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;

namespace Rollup.Stark.Cli;

/// <summary><c>machine shapes</c>: chooses the shapes of segments from runs over witnesses, and writes them as the table that is pinned in the source.</summary>
internal static class ShapesCommand
{
    /// <summary>The range table has 2^17 rows in any case.</summary>
    private static readonly ShapeLimits Limits = new(Shapes: 7, LogHeight: 17, BatchMachine.DefaultProverBytes);

    /// <summary>Windows of this many instructions, fewer for short runs.</summary>
    private const long WindowInstructions = 1 << 17, LeastWindows = 4;

    public static int Run(string[] witnessPaths, TextWriter output, TextWriter errors)
    {
        IReadOnlyList<IChip> chips = MachineTables.Of(BatchMachine.Program);
        List<Workload> workloads = [];
        foreach (string path in witnessPaths)
        {
            if (WitnessFile.ReadInput(path, out string reason) is not { } input)
            {
                errors.WriteLine(reason);
                return 1;
            }

            Workload whole = new(BatchMachine.Program, input, long.MaxValue);
            workloads.Add(whole.Instructions < LeastWindows * WindowInstructions ? whole : new(BatchMachine.Program, input, WindowInstructions));
        }

        ShapeChooser chooser = new(chips, workloads, Limits);
        IReadOnlyList<SegmentShape> shapes = chooser.Choose();
        TableCosts costs = new(chips);
        foreach (SegmentShape shape in shapes)
            errors.WriteLine($"{shape.Name}: {shape.Cells(costs) / 1e6:F1} M cells, {shape.Columns(costs)} columns, {shape.ProverBytes(costs) >> 20} MB");
        foreach (((int segments, long cells), Workload workload, string path) in chooser.Evaluate(shapes).Zip(workloads, witnessPaths))
            errors.WriteLine($"{path}: {workload.Instructions} instructions, {segments} segments, {cells / 1e6:F1} M cells, {(double)cells / workload.Instructions:F1} per instruction");
        output.Write(ShapeTable.Format(chips, shapes));
        return 0;
    }
}
