using System.Diagnostics;
using Rollup.Machine;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Profiling;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Cli;

/// <summary><c>prove batch</c>: runs the kernel's program on a witness and proves it segment by segment.</summary>
internal static class ProveBatchCommand
{
    private const int DearestFunctions = 20;

    public static int Run(string witnessPath, string target, long proverBytes, bool profile, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        if (WitnessFile.ReadInput(witnessPath, out string reason) is not { } input)
        {
            errors.WriteLine(reason);
            return 1;
        }

        Workers workers = new(Environment.ProcessorCount, cancellation);
        if (profile)
            WriteProfile(input, output);
        long start = Stopwatch.GetTimestamp();
        MachineKey key = BatchMachine.CreateKey(workers);
        IReadOnlyList<SegmentShape> shapes = key.ShapesWithin(proverBytes);
        if (shapes.Count == 0)
        {
            errors.WriteLine($"no segment can be proven in {proverBytes >> 20} MB; the least is {key.Shapes[0].ProverBytes(new(key.Chips)) >> 20} MB");
            return 1;
        }

        RunPlan plan = new SegmentRunner(key.Program, key.Chips, shapes, input, workers).Plan();
        if (!plan.Exit.IsHalted)
        {
            errors.WriteLine($"the run cannot be proven: {plan.Exit.Reason} at 0x{plan.Exit.Pc:x} in {key.Program.FunctionAt(plan.Exit.Pc)?.Name ?? "no function"}, code {(long)plan.Exit.Code}");
            return 1;
        }

        long instructions = plan.Segments[^1].EndCycle;
        output.WriteLine($"{instructions} instructions in {plan.Segments.Count} segments ({Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s for key and plan)");
        RunFolder folder = new(target);
        folder.Create();
        SegmentRunner runner = new(key.Program, key.Chips, shapes, input, workers);
        long cells = 0, bytes = 0, proving = Stopwatch.GetTimestamp();
        TableCosts costs = new(key.Chips);
        using BufferPool pool = new();
        foreach (SegmentPlan segment in plan.Segments)
        {
            long segmentStart = Stopwatch.GetTimestamp();
            SegmentEvents events = runner.Trace(segment.StartCycle, segment.EndCycle);
            SegmentShape shape = key.ShapeFor(segment.Counts)!;
            StageLine line = new($"segment {segment.Index + 1}/{plan.Segments.Count}", errors);
            SegmentProof proof = SegmentProver.Prove(key, events, new() { Threads = workers.Count, Cancellation = cancellation, Pool = pool, Progress = line });
            line.Clear();
            folder.Write(segment.Index, proof);
            cells += shape.Cells(costs);
            bytes += proof.Proof.Length;
            output.WriteLine(
                $"segment {segment.Index + 1}/{plan.Segments.Count} ({shape.Name}): {segment.EndCycle - segment.StartCycle} instructions, {shape.Cells(costs) / 1e6:F1} M cells, {Stopwatch.GetElapsedTime(segmentStart).TotalSeconds:F1} s");
        }

        folder.Write(runner.Finish(plan.Segments.Count));
        double seconds = Stopwatch.GetElapsedTime(proving).TotalSeconds;
        output.WriteLine(BatchText.Describe(plan.Output));
        output.WriteLine($"proved in {seconds:F1} s: {cells / 1e6:F1} M cells ({cells / seconds / 1e6:F1} M per second), {instructions / seconds / 1e3:F0} k instructions per second, {bytes} bytes in {target}; {pool.PeakBytes >> 20} MB at most");
        return 0;
    }

    private static void WriteProfile(byte[] input, TextWriter output)
    {
        ProgramProfile profile = new(MachineTables.Of(BatchMachine.Program));
        Emulator emulator = new(BatchMachine.Program, input);
        emulator.Run(SegmentRunner.DefaultMaxInstructions, countRows: true);
        IReadOnlyList<FunctionCost> functions = profile.Functions(BatchMachine.Program, emulator.RowCounts);
        double all = functions.Sum(function => function.Cells);
        output.WriteLine($"{emulator.Cycle} instructions, {all / 1e6:F1} M cells of instructions and precompiles, {all / emulator.Cycle:F1} per instruction");
        foreach (FunctionCost function in functions.Take(DearestFunctions))
            output.WriteLine($"{function.Cells / all,7:P1} {function.Cells / 1e3,10:F0} k cells {function.Instructions,10} instructions  {function.Name}");
    }
}
