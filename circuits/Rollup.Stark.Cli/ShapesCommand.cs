using Rollup.Machine;
using Rollup.Machine.Emulation;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;

namespace Rollup.Stark.Cli;

/// <summary><c>machine shapes</c>: chooses the shapes of segments from runs over witnesses, and writes them as the table that is pinned in the source.</summary>
internal static class ShapesCommand
{
    public static int Run(string[] witnessPaths, TextWriter output, TextWriter errors)
    {
        IReadOnlyList<IChip> chips = MachineTables.Of(BatchMachine.Program);
        TableCosts costs = new(chips);
        List<SegmentShape> shapes = [];
        foreach (string path in witnessPaths)
        {
            if (BatchInput.Read(path, out string reason) is not { } input)
            {
                errors.WriteLine(reason);
                return 1;
            }

            Emulator emulator = new(BatchMachine.Program, input);
            emulator.Run(SegmentRunner.DefaultMaxInstructions);
            errors.WriteLine($"{path}: {emulator.Exit} {emulator.Cycle}");
            SegmentShape shape = SegmentShape.Cheapest($"s{shapes.Count}", chips, costs, SegmentBudget.AfterAnyInstruction(emulator.Counts));
            errors.WriteLine($"{shape.Cells(costs) / 1e6:F1} M cells");
            shapes.Add(shape);
        }

        output.Write(ShapeTable.Format(chips, shapes));
        return 0;
    }
}
