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
using Proof = Rollup.Stark.Proofs.Proof<Rollup.Stark.Fields.Scalar, Rollup.Stark.Fields.Quintic<Rollup.Stark.Fields.Scalar>, Rollup.Stark.Hashing.Digest>;
using Trace = Rollup.Stark.Matrices.Trace;

namespace Rollup.Benchmarks;

/// <summary>
/// The whole prover from the filled trace to the proof, after warm-up proofs of every kind, so that no row pays for compilation. Runs that are short are repeated, and the median counts. Cells per
/// second of processor time are also given, because they hardly depend on other load; and, at blow-up 2, how much faster all cores are than one.
/// <c>--shrink k</c> divides the counts by 2^k, <c>--json</c> prints the last line only.
/// </summary>
internal static class StarkBenchmark
{
    private const int Poseidon2Count = 1 << 17, KeccakCount = 1 << 12;

    /// <summary>Times of proofs longer than this are of one run.</summary>
    private const double ShortSeconds = 4;

    private const int Runs = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    public static void Run(string[] options)
    {
        bool jsonOnly = options.Contains("--json");
        int at = Array.IndexOf(options, "--shrink");
        int shrink = at >= 0 ? int.Parse(options[at + 1]) : 0;
        (string Air, int Count)[] airs = [("poseidon2", Poseidon2Count >> shrink), ("keccak", KeccakCount >> shrink)];
        foreach ((string air, _) in airs)
        {
            WarmUpProver<Poseidon2Suite>(air);
            WarmUpProver<KeccakSuite>(air);
        }

        List<Result> results = [];
        foreach ((string air, int count) in airs)
        {
            (IAir Air, Trace Trace) witness = Witness(air, count);
            for (int logBlowup = 1; logBlowup <= 3; logBlowup++)
            {
                StarkParameters parameters = ParameterSets.Provable100(logBlowup);
                Add(Measure<Poseidon2Suite>(air, count, parameters, witness, scaling: logBlowup == 1));
                Add(Measure<KeccakSuite>(air, count, parameters, witness, scaling: logBlowup == 1));
            }
        }

        int finalRows = 1 << ParameterSets.FinalProof.MaxLogHeight;
        Add(Measure<KeccakSuite>("final shape", finalRows, ParameterSets.FinalProof, (new FinalShapeAir(), new Trace(FinalShapeAir.Columns, finalRows)), scaling: false));
        Console.WriteLine(JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, results }, JsonSerializerOptions.Web));

        void Add(Result result)
        {
            results.Add(result);
            if (!jsonOnly)
            {
                Console.WriteLine(
                    $"{result.Air,-12} {result.Count,7} {result.Hash,-9} ×{result.Blowup,-3} {result.CellsPerSecond / 1e6,7:F1} M cells/s ({result.CellsPerCoreSecond / 1e6:F1} M per second of processor time"
                    + (result.Scaling is double factor ? $", {factor:F2} times one thread" : "") + $") {result.PermutationsPerSecond,9:F0} /s"
                    + $" {result.PeakBytes / 1e6,7:F0} MB ({result.PeakOverExtendedTrace:F1}×) {result.ProofBytes / 1e3,7:F1} kB  verify {result.VerifyMs,5:F0} ms  {result.SoundnessBits:F1} bits");
                Console.WriteLine("             " + string.Join(", ", result.StageShares.Select(stage => $"{stage.Key} {stage.Value:P0}")));
            }
        }
    }

    private static (IAir Air, Trace Trace) Witness(string air, int count)
    {
        if (air == "keccak")
            return (new KeccakAir(), KeccakTrace.Generate(Enumerable.Range(1, 25 * count).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15).ToArray()));
        return (new Poseidon2Air(), Poseidon2Trace.Generate(Enumerable.Range(1, 16 * count).Select(i => KoalaBear.FromCanonical((uint)i)).ToArray()));
    }

    /// <summary>Proves and verifies small traces until all code of the kind has had time to reach its last tier.</summary>
    private static void WarmUpProver<THash>(string air)
        where THash : struct, IHashSuite<THash>
    {
        (IAir Air, Trace Trace) witness = Witness(air, 16);
        StarkParameters parameters = ParameterSets.Provable100(logBlowup: 1);
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
            Measure<THash>(air, 16, parameters, witness, scaling: true);
    }

    private static Result Measure<THash>(string name, int count, StarkParameters parameters, (IAir Air, Trace Trace) witness, bool scaling)
        where THash : struct, IHashSuite<THash>
    {
        Trace trace = witness.Trace;
        ProvingKey<THash> key = ProvingKey<THash>.Create(parameters, [witness.Air], [ProofShape.Of([trace])]);
        List<ProverRunTimes> runs = [Prove(key, trace, Environment.ProcessorCount)];
        while (runs.Count < Runs && runs[0].Seconds < ShortSeconds)
            runs.Add(Prove(key, trace, Environment.ProcessorCount));
        ProverRunTimes run = runs.OrderBy(r => r.Seconds).ElementAt(runs.Count / 2);
        double? factor = scaling ? Math.Round(Prove(key, trace, threads: 1).Seconds / run.Seconds, 2) : null;

        byte[] bytes = ProofCodec.Encode(key.Verifying, run.Proof);
        long start = Stopwatch.GetTimestamp();
        VerificationResult verdict = Verifier.Verify(key.Verifying, [], bytes);
        double verifyMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (!verdict.IsValid)
            throw new InvalidOperationException($"The proof is not valid: {verdict.Error}, {verdict.Detail}.");

        SoundnessReport soundness = key.Verifying.Soundness[0];
        double cells = (double)trace.Width * trace.Height;
        double peak = run.PoolBytes + MerkleBytes(trace.LogHeight + parameters.LogBlowup);
        return new(
            name, count, THash.Kind.ToString(), 1 << parameters.LogBlowup, Math.Round(cells / run.Seconds), Math.Round(cells / run.ProcessorSeconds), factor, Math.Round(count / run.Seconds), (long)peak,
            Math.Round(peak / (4 * cells * (1 << parameters.LogBlowup)), 2), bytes.Length, Math.Round(verifyMs, 1), Math.Round(soundness.Bits, 1), soundness.GrindingBits, run.StageShares);
    }

    private static ProverRunTimes Prove<THash>(ProvingKey<THash> key, Trace trace, int threads)
        where THash : struct, IHashSuite<THash>
    {
        using BufferPool pool = new();
        StageClock stages = new();
        TimeSpan cpuStart = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Proof proof = Prover.Prove(key, [trace], [], new() { Pool = pool, Threads = threads, Progress = stages });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(proof, seconds, (Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds, pool.PeakBytes, stages.Shares());
    }

    /// <summary>The digests of the main and quotient trees, which are managed memory: 2 trees of twice as many nodes as leaves, 32 bytes each.</summary>
    private static double MerkleBytes(int logLeaves) => 2 * 2 * Digest.Bytes * Math.Pow(2, logLeaves);

    private sealed record ProverRunTimes(Proof Proof, double Seconds, double ProcessorSeconds, long PoolBytes, IReadOnlyDictionary<string, double> StageShares);

    private sealed record Result(
        string Air, int Count, string Hash, int Blowup, double CellsPerSecond, double CellsPerCoreSecond, double? Scaling, double PermutationsPerSecond, long PeakBytes, double PeakOverExtendedTrace,
        int ProofBytes, double VerifyMs, double SoundnessBits, int GrindingBits, IReadOnlyDictionary<string, double> StageShares);

    /// <summary>How long each stage takes, from what the prover reports.</summary>
    private sealed class StageClock : IProgress<ProverProgress>
    {
        private readonly List<(string Stage, long Start)> _starts = [];

        public void Report(ProverProgress value) => _starts.Add((value.Stage, Stopwatch.GetTimestamp()));

        /// <summary>By stage, of the time since the first began; to be called when the last ends.</summary>
        public IReadOnlyDictionary<string, double> Shares()
        {
            long end = Stopwatch.GetTimestamp();
            double total = end - _starts[0].Start;
            return _starts.Select((stage, i) => (stage.Stage, Share: ((i + 1 < _starts.Count ? _starts[i + 1].Start : end) - stage.Start) / total))
                .ToDictionary(stage => stage.Stage, stage => Math.Round(stage.Share, 3));
        }
    }
}
