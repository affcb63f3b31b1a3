using System.Diagnostics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Cli;

/// <summary><c>prove keccak</c>: proves a batch of permutations of pseudo-random states.</summary>
internal static class ProveCommand
{
    public static int Run(int count, ulong seed, string target, TextWriter output)
    {
        ulong[] states = new ulong[count * PackedKeccak.LaneCount];
        for (int i = 0; i < states.Length; i++)
            states[i] = SplitMix(seed, (ulong)i);
        ProvingKey<KeccakSuite> key = KeccakBatchFile.CreateKey();
        (Matrices.Trace[] traces, KoalaBear[] publicValues) = KeccakBatch.Generate(states);

        long start = Stopwatch.GetTimestamp();
        SynchronousProgress progress = new(p => output.WriteLine($"  {p.Step}/{p.Steps} {p.Stage}"));
        Proof proof = Prover.Prove(key, traces, publicValues, new() { Progress = progress });
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        byte[] file = KeccakBatchFile.Encode(publicValues, ProofCodec.Encode(key.Verifying, proof));
        File.WriteAllBytes(target, file);

        double cells = traces.Sum(t => (double)t.Width * t.Height);
        output.WriteLine($"proved {count} permutations in {elapsed.TotalSeconds:F2} s ({cells / elapsed.TotalSeconds / 1e6:F1} M cells/s); {file.Length} bytes in {target}");
        return 0;
    }

    /// <summary>SplitMix64, so that a seed means the same batch everywhere.</summary>
    private static ulong SplitMix(ulong seed, ulong index)
    {
        ulong z = seed + ((index + 1) * 0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)) * 0xbf58_476d_1ce4_e5b9;
        z = (z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb;
        return z ^ (z >> 31);
    }

    /// <summary>Reports in order; <see cref="Progress{T}"/> would not.</summary>
    private sealed class SynchronousProgress(Action<ProverProgress> report) : IProgress<ProverProgress>
    {
        public void Report(ProverProgress value) => report(value);
    }
}
