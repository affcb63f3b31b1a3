using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Rollup.Guest;
using Rollup.Machine;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Recursion.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Testing.Batches;

namespace Rollup.Benchmarks;

/// <summary>
/// Proves whole batches as the node does, from the witness to the proofs of all segments, and verifies them: 256 transactions among 65,536 other accounts, and an empty batch, which a batch of one transfer
/// has warmed up. Cells are all that a proof commits to, of every table, padding included. Seconds are those of plan, traces and proofs; keys and verification are apart.
/// <c>--shrink k</c> divides the transactions by 2^k, <c>--workload</c> chooses one, <c>--json</c> prints the last line only.
/// </summary>
internal static class ProveBenchmark
{
    private const int Transactions = 256, Accounts = 65_536;

    private static readonly ProgramImage Program = ProgramImage.FromElf(PinnedGuest.ReadElf());

    public static void Run(string[] options)
    {
        bool jsonOnly = options.Contains("--json");
        int transactions = Transactions >> (Option("--shrink") is { } shrink ? int.Parse(shrink) : 0);
        string? only = Option("--workload");
        Workers workers = Workers.All;
        MachineKey key = MachineKey.Create(Program, ShapeTable.Pinned(MachineTables.Of(Program)), ProofParameters.Segment, workers);
        _ = Prove(key, "warm-up", 1, BatchWorkload.Ether(1, 1_024), workers);

        List<Result> results = [];
        foreach ((string name, int count, Func<MadeBatch> make) in (ReadOnlySpan<(string, int, Func<MadeBatch>)>)
        [
            ("empty", 0, () => BatchWorkload.Ether(0, Accounts)),
            ("eth", transactions, () => BatchWorkload.Ether(transactions, Accounts)),
            ("erc20", transactions, () => BatchWorkload.Erc20(transactions, Accounts)),
            ("defi", transactions, () => BatchWorkload.Defi(transactions, Accounts)),
        ])
        {
            if (only is not null && only != name)
                continue;
            Result result = Prove(key, name, count, make(), workers);
            results.Add(result);
            if (!jsonOnly)
                Write(result);
        }

        Console.WriteLine(JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, results }, JsonSerializerOptions.Web));

        string? Option(string name) => Array.IndexOf(options, name) is int at && at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    private static Result Prove(MachineKey key, string name, int transactions, MadeBatch batch, Workers workers)
    {
        byte[] input = BatchRun.InputOf(batch.Witness);
        double emulatorSeconds = Seconds(() => new Emulator(key.Program, input).Run(SegmentRunner.DefaultMaxInstructions));
        using BufferPool pool = new();
        MemoryMeter memory = new();
        List<SegmentProof> proofs = [];
        Sum sum = new(key);
        TimeSpan processorStart = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        RunPlan plan = new SegmentRunner(key.Program, key.Chips, key.Shapes, input, workers).Plan();
        SegmentRunner runner = new(key.Program, key.Chips, key.Shapes, input, workers);
        foreach (SegmentPlan segment in plan.Segments)
        {
            SegmentEvents events = runner.Trace(segment.StartCycle, segment.EndCycle);
            sum.Add(events.Counts);
            proofs.Add(SegmentProver.Prove(key, events, new() { Threads = workers.Count, Pool = pool, Progress = memory }));
        }

        RunProof run = runner.Finish(plan.Segments.Count);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, processorSeconds = (Environment.CpuUsage.TotalTime - processorStart).TotalSeconds;
        RunVerdict verdict = RunVerifier.Verify(key, run, proofs);
        if (!verdict.IsValid)
            throw new InvalidOperationException($"The proof of {name} is not valid: {verdict.Error}, {verdict.Detail}.");
        long instructions = plan.Segments[^1].EndCycle;
        return new(
            name, transactions, instructions, sum.Calls, sum.Cells, sum.MainCells, sum.LogUpCells, sum.QuotientCells, sum.PaddingCells, sum.CellsByChip, plan.Segments.Count, Math.Round(seconds, 2),
            Math.Round(processorSeconds, 2), Math.Round(sum.Cells / seconds), Math.Round(instructions / seconds), Math.Round(transactions / seconds, 2), Math.Round(instructions / emulatorSeconds), memory.Peak,
            proofs.Sum(proof => (long)proof.Proof.Length), Math.Round(sum.SoundnessBits, 1));
    }

    private static void Write(Result result)
    {
        double perInstruction = (double)result.Cells / result.Instructions;
        Console.WriteLine(
            $"{result.Workload,-6} {result.Transactions,4} transactions, {result.Instructions,9} instructions, {result.Segments} segments, {result.Cells / 1e6,7:F1} M cells ({perInstruction:F1} per instruction, "
            + $"{(double)result.PaddingCells / result.Cells:P0} padding, {result.LogUpCells / 1e6:F1} M LogUp, {result.QuotientCells / 1e6:F1} M quotient), {result.Seconds:F1} s ({result.ProcessorSeconds:F1} s of processors): "
            + $"{result.CellsPerSecond / 1e6:F2} M cells, {result.InstructionsPerSecond / 1e3:F0} k instructions, {result.TransactionsPerSecond:F2} transactions per second; {result.PeakBytes >> 20} MB, {result.ProofBytes / 1e6:F1} MB of proofs");
        foreach ((string chip, long cells) in result.CellsByChip.OrderByDescending(pair => pair.Value).Take(8))
            Console.WriteLine($"{(double)cells / result.Cells,9:P1}  {chip}");
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed record Result(
        string Workload, int Transactions, long Instructions, long PrecompileInstructions, long Cells, long MainCells, long LogUpCells, long QuotientCells, long PaddingCells,
        IReadOnlyDictionary<string, long> CellsByChip, int Segments, double Seconds, double ProcessorSeconds, double CellsPerSecond, double InstructionsPerSecond, double TransactionsPerSecond,
        double EmulatorInstructionsPerSecond, long PeakBytes, long ProofBytes, double SoundnessBits);

    /// <summary>The cells of segments, in the shapes that they are proven in.</summary>
    private sealed class Sum(MachineKey key)
    {
        private readonly TableCosts _costs = new(key.Chips);

        public Dictionary<string, long> CellsByChip { get; } = [];

        public long Calls { get; private set; }

        public long Cells { get; private set; }

        public long MainCells { get; private set; }

        public long LogUpCells { get; private set; }

        public long QuotientCells { get; private set; }

        public long PaddingCells { get; private set; }

        /// <summary>Of the weakest segment.</summary>
        public double SoundnessBits { get; private set; } = double.PositiveInfinity;

        public void Add(SegmentCounts counts)
        {
            SegmentShape shape = key.ShapeFor(counts)!;
            Calls += counts.Executions(ChipKind.Call);
            SoundnessBits = Math.Min(SoundnessBits, key.Stark.Verifying.Soundness[key.Shapes.ToList().IndexOf(shape)].Bits);
            for (int i = 0; i < key.Chips.Count; i++)
            {
                if (shape.LogHeights[i] == 0)
                    continue;
                long height = 1L << shape.LogHeights[i], cells = _costs[i].All * height;
                Cells += cells;
                MainCells += _costs[i].Main * height;
                LogUpCells += _costs[i].LogUp * height;
                QuotientCells += _costs[i].Quotient * height;
                PaddingCells += _costs[i].All * (height - key.Chips[i].RowsFor(counts));
                CellsByChip[key.Chips[i].Air.Name] = CellsByChip.GetValueOrDefault(key.Chips[i].Air.Name) + cells;
            }
        }
    }

    /// <summary>The most memory that the process holds when a stage of the prover begins.</summary>
    private sealed class MemoryMeter : IProgress<ProverProgress>
    {
        public long Peak { get; private set; }

        public void Report(ProverProgress value) => Peak = Math.Max(Peak, Environment.WorkingSet);
    }
}
