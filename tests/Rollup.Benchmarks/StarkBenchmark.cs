using System.Diagnostics;
using System.Text.Json;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Security;
using Trace = Rollup.Stark.Matrices.Trace;

namespace Rollup.Benchmarks;

/// <summary>
/// The whole prover on all cores, from the filled trace to the proof. Cells per second of processor time are also given, because they hardly depend on other load. <c>--shrink k</c> divides the counts by 2^k, <c>--json</c> prints the last line only.
/// </summary>
internal static class StarkBenchmark
{
    private const int Poseidon2Count = 1 << 17, KeccakCount = 1 << 12;

    public static void Run(string[] options)
    {
        bool jsonOnly = options.Contains("--json");
        int at = Array.IndexOf(options, "--shrink");
        int shrink = at >= 0 ? int.Parse(options[at + 1]) : 0;
        List<Result> results = [];
        foreach (string air in (string[])["poseidon2", "keccak"])
        {
            int count = (air == "poseidon2" ? Poseidon2Count : KeccakCount) >> shrink;
            for (int logBlowup = 1; logBlowup <= 3; logBlowup++)
            {
                StarkParameters parameters = ParameterSets.Provable100(logBlowup);
                Add(Measure<Poseidon2Suite>(air, count, parameters, () => Witness(air, count)));
                Add(Measure<KeccakSuite>(air, count, parameters, () => Witness(air, count)));
            }
        }

        int finalRows = 1 << ParameterSets.FinalProof.MaxLogHeight;
        Add(Measure<KeccakSuite>("final shape", finalRows, ParameterSets.FinalProof, () => (new FinalShapeAir(), new Trace(FinalShapeAir.Columns, finalRows))));
        Console.WriteLine(JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, results }, JsonSerializerOptions.Web));

        void Add(Result result)
        {
            results.Add(result);
            if (!jsonOnly)
            {
                Console.WriteLine(
                    $"{result.Air,-12} {result.Count,7} {result.Hash,-9} ×{result.Blowup,-3} {result.CellsPerSecond / 1e6,7:F1} M cells/s ({result.CellsPerCoreSecond / 1e6:F1} M per second of processor time) {result.PermutationsPerSecond,9:F0} /s"
                    + $" {result.PeakBytes / 1e6,7:F0} MB ({result.PeakOverExtendedTrace:F1}×) {result.ProofBytes / 1e3,7:F1} kB  verify {result.VerifyMs,5:F0} ms  {result.SoundnessBits:F1} bits");
            }
        }
    }

    private static (IAir Air, Trace Trace) Witness(string air, int count)
    {
        if (air == "keccak")
            return (new KeccakAir(), KeccakTrace.Generate(Enumerable.Range(1, 25 * count).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15).ToArray()));
        return (new Poseidon2Air(), Poseidon2Trace.Generate(Enumerable.Range(1, 16 * count).Select(i => KoalaBear.FromCanonical((uint)i)).ToArray()));
    }

    private static Result Measure<THash>(string name, int count, StarkParameters parameters, Func<(IAir Air, Trace Trace)> witness)
        where THash : struct, IHashSuite<THash>
    {
        (IAir air, Trace trace) = witness();
        ProvingKey<THash> key = ProvingKey<THash>.Create(parameters, air);
        using BufferPool pool = new();
        TimeSpan cpuStart = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Proof proof = Prover.Prove(key, [trace], [], new() { Pool = pool });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds;
        byte[] bytes = ProofCodec.Encode(key.Verifying, proof);

        start = Stopwatch.GetTimestamp();
        VerificationResult verdict = Verifier.Verify(key.Verifying, [], bytes);
        double verifyMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (!verdict.IsValid)
            throw new InvalidOperationException($"The proof is not valid: {verdict.Error}, {verdict.Detail}.");

        SoundnessReport soundness = SoundnessCalculator.Compute(parameters, THash.Kind, [TableProfile.Of(key.Verifying.Shapes[0], trace.LogHeight)]);
        double cells = (double)trace.Width * trace.Height;
        double peak = pool.PeakBytes + MerkleBytes(trace.LogHeight + parameters.LogBlowup);
        return new(
            name, count, THash.Kind.ToString(), 1 << parameters.LogBlowup, Math.Round(cells / seconds), Math.Round(cells / cpuSeconds), Math.Round(count / seconds), (long)peak,
            Math.Round(peak / (4 * cells * (1 << parameters.LogBlowup)), 2), bytes.Length, Math.Round(verifyMs, 1), Math.Round(soundness.Bits, 1), soundness.GrindingBits);
    }

    /// <summary>The digests of the main and quotient trees, which are managed memory: 2 trees of twice as many nodes as leaves, 32 bytes each.</summary>
    private static double MerkleBytes(int logLeaves) => 2 * 2 * Digest.Bytes * Math.Pow(2, logLeaves);

    private sealed record Result(
        string Air, int Count, string Hash, int Blowup, double CellsPerSecond, double CellsPerCoreSecond, double PermutationsPerSecond, long PeakBytes, double PeakOverExtendedTrace, int ProofBytes,
        double VerifyMs, double SoundnessBits, int GrindingBits);
}
