using System.Diagnostics;
using System.Globalization;
using Rollup.Machine;
using Rollup.Machine.Events;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Cli;

/// <summary>
/// <c>prove final</c>: folds the proofs of consecutive batches, folders of <c>prove batch</c>, into one final proof. <c>prove batch --final</c>: from their witnesses. The proofs in between stay in memory.
/// </summary>
internal sealed class ProveFinalCommand(TextWriter output, TextWriter errors, CancellationToken cancellation)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Workers _workers = new(Environment.ProcessorCount, cancellation);

    public int FromFolders(IReadOnlyList<string> folders, string target) => Fold(folders, target, (_, path, _) =>
    {
        RunFolder folder = new(path);
        if (folder.ReadRun() is not { } run)
            throw new StepException($"{path} holds no run");
        byte[][] segments = [.. folder.ReadSegments(run.SegmentCount).Select(RunCodec.Encode)];
        return segments.Length == run.SegmentCount ? (RunCodec.Encode(run), segments) : throw new StepException($"{path}: segment {segments.Length} is missing");
    });

    public int FromWitnesses(IReadOnlyList<string> witnesses, string target, long proverBytes) => Fold(witnesses, target, (keys, path, options) =>
    {
        if (WitnessFile.ReadInput(path, out string reason) is not { } input)
            throw new StepException($"{path}: {reason}");
        MachineKey machine = keys.Machine;
        IReadOnlyList<SegmentShape> shapes = machine.ShapesWithin(proverBytes);
        if (shapes.Count == 0)
            throw new StepException($"no segment can be proven in {proverBytes >> 20} MB");
        RunPlan plan = new SegmentRunner(machine.Program, machine.Chips, shapes, input, _workers).Plan();
        if (!plan.Exit.IsHalted)
            throw new StepException($"{path}: the run cannot be proven: {plan.Exit.Reason} at 0x{plan.Exit.Pc:x}, code {(long)plan.Exit.Code}");
        SegmentRunner runner = new(machine.Program, machine.Chips, shapes, input, _workers);
        List<byte[]> segments = [];
        foreach (SegmentPlan segment in plan.Segments)
        {
            SegmentEvents events = runner.Trace(segment.StartCycle, segment.EndCycle);
            segments.Add(RunCodec.Encode(SegmentProver.Prove(machine, events, options)));
            Report($"{path}: segment {segments.Count}/{plan.Segments.Count}");
        }

        return (RunCodec.Encode(runner.Finish(plan.Segments.Count)), segments);
    });

    private int Fold(IReadOnlyList<string> paths, string target, Func<ProofKeys, string, ProverOptions, (byte[] Run, IReadOnlyList<byte[]> Segments)> proveRun)
    {
        ProofKeys keys = ProofKeys.Create(BatchMachine.Program, _workers);
        RecursionProver prover = new(keys);
        Report($"keys; program {keys.ProgramKeyHex}");
        using BufferPool pool = new();
        ProverOptions options = new() { Threads = _workers.Count, Cancellation = cancellation, Pool = pool };
        try
        {
            List<byte[]> batches = [];
            foreach (string path in paths)
            {
                (byte[] run, IReadOnlyList<byte[]> segments) = proveRun(keys, path, options);
                byte[][] lifts = [.. segments.Select((segment, i) => Done($"{path}: lift {i + 1}/{segments.Count}", prover.Lift(segment, options)))];
                byte[] execution = Pairwise(lifts, (left, right) => Done($"{path}: join", prover.Join(left, right, options)));
                batches.Add(Done($"{path}: close", prover.Close(run, execution, options)));
            }

            byte[] all = Pairwise(batches, (left, right) => Done("chain", prover.Chain(left, right, options)));
            byte[] final = Done("final", prover.Final(Done("shrink", prover.Shrink(all, options)), options));
            File.WriteAllBytes(target, final);
            Report($"{final.Length} bytes, {final.Length - FinalProof.HeadBytes} of them proof; {pool.PeakBytes >> 20} MB at most");
            return 0;
        }
        catch (StepException e)
        {
            errors.WriteLine(e.Message);
            return 1;
        }
    }

    private byte[] Done(string step, StepResult result)
    {
        if (result.Proof is null)
            throw new StepException($"{step}: {result.Fault}");
        Report(step);
        return result.Proof;
    }

    private void Report(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,7:F1} s  {what}"));

    /// <summary>Combines neighbours until one is left.</summary>
    private static byte[] Pairwise(IReadOnlyList<byte[]> proofs, Func<byte[], byte[], byte[]> combine)
    {
        while (proofs.Count > 1)
            proofs = [.. proofs.Chunk(2).Select(pair => pair.Length == 2 ? combine(pair[0], pair[1]) : pair[0])];
        return proofs[0];
    }

    /// <summary>Ends the command: what it was given cannot be proven.</summary>
    private sealed class StepException(string message) : Exception(message);
}
