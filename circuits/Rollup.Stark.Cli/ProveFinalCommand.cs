using System.Diagnostics;
using System.Globalization;
using Rollup.Machine.Proving;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Cli;

/// <summary><c>prove final</c>: folds the proofs of consecutive batches, folders of <c>prove batch</c>, into one final proof.</summary>
internal static class ProveFinalCommand
{
    public static int Run(IReadOnlyList<string> folders, string target, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Workers workers = new(Environment.ProcessorCount, cancellation);
        MachineKey machine = BatchMachine.CreateKey(workers);
        InnerCircuits inner = InnerCircuits.Create(machine.Stark.Verifying, BatchCircuits.InnerParameters);
        FinalCircuits final = BatchCircuits.CreateFinal(inner);
        RecursionProver prover = new(machine, inner, final);
        Report($"keys; program {Convert.ToHexStringLower(Bytes(prover.ProgramKey))}");

        using BufferPool pool = new();
        ProverOptions options = new() { Threads = workers.Count, Cancellation = cancellation, Pool = pool };
        List<InnerProof> batches = [];
        foreach (string path in folders)
        {
            RunFolder folder = new(path);
            if (folder.ReadRun() is not { } run)
            {
                errors.WriteLine($"{path} holds no run");
                return 1;
            }

            List<InnerProof> lifts = [];
            foreach (SegmentProof segment in folder.ReadSegments(run.SegmentCount))
            {
                lifts.Add(prover.Lift(segment, options));
                Report($"{path}: lift {lifts.Count}/{run.SegmentCount}");
            }

            if (lifts.Count != run.SegmentCount)
            {
                errors.WriteLine($"{path}: segment {lifts.Count} is missing");
                return 1;
            }

            InnerProof execution = RecursionProver.Fold(lifts, (left, right) =>
            {
                InnerProof joined = prover.Join(left, right, options);
                Report($"{path}: join");
                return joined;
            });
            batches.Add(prover.Close(run, execution, options));
            Report($"{path}: close");
        }

        InnerProof all = RecursionProver.Fold(batches, (left, right) =>
        {
            InnerProof chained = prover.Chain(left, right, options);
            Report("chain");
            return chained;
        });
        FinalProof proof = prover.Finish(all, options);
        File.WriteAllBytes(target, proof.Encode());
        Report($"shrink and final: {proof.Proof.Length} bytes of proof; {pool.PeakBytes >> 20} MB at most");
        return 0;

        void Report(string what)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds,7:F1} s  {what}"));
        }
    }

    private static byte[] Bytes(Hashing.Digest digest)
    {
        byte[] bytes = new byte[Hashing.Digest.Bytes];
        Hashing.Poseidon2Suite.Write(digest, bytes);
        return bytes;
    }
}
