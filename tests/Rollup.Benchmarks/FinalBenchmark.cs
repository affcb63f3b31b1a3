using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollup.Guest;
using Rollup.Machine;
using Rollup.Machine.Emulation;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Security;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Testing;
using Rollup.Testing.Batches;

namespace Rollup.Benchmarks;

/// <summary>
/// Takes a batch of ERC-20 transfers to the proof that Ethereum checks, and has the contract check it: 256 of them, or <c>--transfers N</c>. Seconds are those of each layer's proofs with their native
/// verification. The first proof of a circuit is made twice and its second making counts: a worker computes a circuit's preprocessed columns once for all its proofs. Gas is that of <c>ops/final-gas.mjs</c>, which asks
/// a contract on anvil. <c>--json</c> prints the last line only; <c>--out FILE</c> keeps the proof.
/// </summary>
internal sealed class FinalBenchmark
{
    private const int Transfers = 256, Accounts = 65_536;

    /// <summary>A number that no other circuit has.</summary>
    private const int FinalCircuit = -1;

    private readonly List<Layer> _layers = [];
    private readonly HashSet<int> _warm = [];
    private readonly BufferPool _pool = new();
    private readonly bool _jsonOnly;
    private readonly ProofKeys _keys;
    private readonly RecursionProver _prover;

    private FinalBenchmark(ProofKeys keys, bool jsonOnly)
    {
        _keys = keys;
        _prover = new(keys);
        _jsonOnly = jsonOnly;
    }

    private ProverOptions Options => new() { Threads = Environment.ProcessorCount, Pool = _pool };

    public static void Run(string[] options)
    {
        int transfers = Option("--transfers") is { } number ? int.Parse(number) : Transfers;
        long start = Stopwatch.GetTimestamp();
        ProofKeys keys = ProofKeys.Create(ProgramImage.FromElf(PinnedGuest.ReadElf()), Workers.All, fromScratch: true);
        double keySeconds = Seconds(start);
        FinalBenchmark benchmark = new(keys, options.Contains("--json"));
        byte[] final = benchmark.Prove(BatchWorkload.Erc20(transfers, Accounts).Witness);
        string file = Option("--out") ?? Path.Combine(Path.GetTempPath(), $"final-{Environment.ProcessId}.bin");
        File.WriteAllBytes(file, final);
        JsonNode gas = Gas(file);
        if (Option("--out") is null)
            File.Delete(file);
        benchmark.Write(gas, final, transfers, keySeconds);

        string? Option(string name) => Array.IndexOf(options, name) is int at && at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    private byte[] Prove(byte[] witness)
    {
        MachineKey machine = _keys.Machine;
        byte[] input = BatchRun.InputOf(witness);
        long start = Stopwatch.GetTimestamp();
        RunPlan plan = new SegmentRunner(machine.Program, machine.Chips, machine.Shapes, input, Workers.All).Plan();
        SegmentRunner runner = new(machine.Program, machine.Chips, machine.Shapes, input, Workers.All);
        Layer layer = Begin("segments", machine.Stark.Verifying.Soundness.Min(report => report.Bits));
        List<byte[]> proofs = [];
        foreach (SegmentPlan segment in plan.Segments)
        {
            SegmentProof proof = SegmentProver.Prove(machine, runner.Trace(segment.StartCycle, segment.EndCycle), Options);
            byte[] encoded = RunCodec.Encode(proof);
            // The run was planned and is traced once for all segments.
            layer.Add(machine.ShapeFor(segment.Counts)!.Cells(new(machine.Chips)), Seconds(start), encoded);
            if (_prover.Verify(ProofKind.Segment, encoded) is { IsValid: false } verdict)
                throw new InvalidOperationException($"A segment's proof is not valid: {verdict.Reason}.");
            proofs.Add(encoded);
            start = Stopwatch.GetTimestamp();
        }

        byte[] run = RunCodec.Encode(runner.Finish(plan.Segments.Count));
        double ofLifts = _keys.Inner.Layouts.Lifts.Outline.Soundness[0].Bits, ofFolds = _keys.Inner.Layouts.Folds.Outline.Soundness[0].Bits;
        layer = Begin("lifts", ofLifts);
        proofs = [.. proofs.Select(segment => Step(layer, ProofKind.Lift, () => _prover.Lift(segment, Options)))];
        layer = Begin("joins", ofFolds);
        while (proofs.Count > 1)
            proofs = [.. proofs.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : Step(layer, ProofKind.Join, () => _prover.Join(pair[0], pair[1], Options)))];
        byte[] closed = Step(Begin("close", ofFolds), ProofKind.Close, () => _prover.Close(run, proofs[0], Options));
        byte[] shrunk = Step(Begin("shrink", _keys.Final.Shrink.Verifying.Soundness[0].Bits), ProofKind.Shrink, () => _prover.Shrink(closed, Options));
        return Step(Begin("final", _keys.Final.Final.Verifying.Soundness[0].Bits), ProofKind.Final, () => _prover.Final(shrunk, Options));
    }

    private Layer Begin(string name, double bits)
    {
        Layer layer = new(name, bits);
        _layers.Add(layer);
        return layer;
    }

    private byte[] Step(Layer layer, ProofKind kind, Func<StepResult> prove)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] proof = Proof();
        // A final proof says no circuit, because there is one only.
        int circuit = kind == ProofKind.Final ? FinalCircuit : StatedProof.Decode(proof)!.Circuit;
        if (_warm.Add(circuit))
        {
            start = Stopwatch.GetTimestamp();
            proof = Proof();
        }

        layer.Add(_prover.Cells(kind), Seconds(start), proof);
        return proof;

        byte[] Proof()
        {
            StepResult result = prove();
            return result.Proof ?? throw new InvalidOperationException($"{layer.Name}: {result.Fault}");
        }
    }

    private void Write(JsonNode gas, byte[] final, int transfers, double keySeconds)
    {
        double segments = SecondsOf("segments"), liftJoinShare = SecondsOf("lifts", "joins", "close") / segments;
        if (!_jsonOnly)
        {
            foreach (Layer layer in _layers)
                Console.WriteLine($"{layer.Name,-9} {layer.Proofs,3} proofs, {layer.Cells / 1e6,8:F1} M cells, {layer.Seconds,7:F1} s, {layer.ProofBytes,9} bytes, {layer.Bits:F1} bits each");
            Console.WriteLine($"lifts, joins and close take {liftJoinShare:P1} of the time of segments");
        }

        ChainSoundness soundness = ChainSoundness.Of(_keys);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                cores = Environment.ProcessorCount,
                transfers,
                proofBytes = final.Length - FinalProof.HeadBytes,
                calldataGas = gas["calldataGas"],
                executionGas = gas["executionGas"],
                totalGas = gas["totalGas"],
                totalGas64 = gas["totalGas64"],
                codeBytes = gas["codeBytes"],
                soundnessBits = Math.Round(soundness.Bits, 1),
                layers = _layers.Select(layer => new { layer.Name, layer.Proofs, layer.Cells, Seconds = Math.Round(layer.Seconds, 2), layer.ProofBytes, Bits = Math.Round(layer.Bits, 1) }),
                liftJoinShare = Math.Round(liftJoinShare, 3),
                shrinkFinalSeconds = Math.Round(SecondsOf("shrink", "final"), 2),
                peakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
                keySeconds = Math.Round(keySeconds, 2),
            },
            JsonSerializerOptions.Web));

        double SecondsOf(params ReadOnlySpan<string> names)
        {
            double sum = 0;
            foreach (Layer layer in _layers)
                sum += names.Contains(layer.Name) ? layer.Seconds : 0;
            return sum;
        }
    }

    /// <summary>What the contract of the source tree takes for the proof in a file, on anvil.</summary>
    private static JsonNode Gas(string file)
    {
        ProcessStartInfo start = new("node") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = RepositoryRoot.Path };
        foreach (string argument in (string[])["ops/final-gas.mjs", "--proof", Path.GetFullPath(file), "--json"])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("There is no node.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonNode.Parse(output)! : throw new InvalidOperationException("The contract does not verify the proof.");
    }

    private static double Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds;

    /// <summary>All proofs of a kind.</summary>
    private sealed class Layer(string name, double bits)
    {
        public string Name => name;

        /// <summary>Of one proof.</summary>
        public double Bits => bits;

        public int Proofs { get; private set; }

        public long Cells { get; private set; }

        public double Seconds { get; private set; }

        public long ProofBytes { get; private set; }

        public void Add(long cells, double seconds, byte[] proof)
        {
            Proofs++;
            Cells += cells;
            Seconds += seconds;
            ProofBytes += proof.Length;
        }
    }
}
