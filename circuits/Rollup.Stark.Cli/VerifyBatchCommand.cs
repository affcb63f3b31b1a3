using System.Diagnostics;
using Rollup.Machine.Proving;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Cli;

/// <summary><c>verify batch</c>: whether the proofs in a folder prove a run of the pinned program, and which words it left.</summary>
internal static class VerifyBatchCommand
{
    public static int Run(string path, TextWriter output)
    {
        RunFolder folder = new(path);
        if (folder.ReadRun() is not { } run)
        {
            output.WriteLine("not valid: the folder holds no run");
            return 1;
        }

        MachineKey key = BatchMachine.CreateKey(Workers.All);
        long start = Stopwatch.GetTimestamp();
        RunVerdict verdict = RunVerifier.Verify(key, run, folder.ReadSegments(run.SegmentCount));
        if (!verdict.IsValid)
        {
            output.WriteLine($"not valid: {verdict.Error}: {verdict.Detail}");
            return 1;
        }

        output.WriteLine($"valid: {run.SegmentCount} segments, verified in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        output.WriteLine(BatchText.Describe(run.Output.Words));
        output.WriteLine($"soundness: at least {key.Stark.Verifying.Soundness.Min(report => report.Bits):F1} bits per segment ({key.Stark.Verifying.Parameters.Name})");
        return 0;
    }
}
