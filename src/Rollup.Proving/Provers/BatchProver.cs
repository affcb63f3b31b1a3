using System.Runtime.InteropServices;
using Rollup.Guest;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;
using Rollup.Machine;
using Rollup.Machine.Events;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Profiling;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Storage.Proofs;

namespace Rollup.Proving.Provers;

/// <summary>
/// Proves runs of the pinned program. Inputs are verified natively before they are used, and results before they are returned. Creating it takes the keys of all circuits: a quarter of a minute, and two
/// gigabytes while a proof is made.
/// </summary>
public sealed class BatchProver : IProver
{
    private const int ShrinkIndex = -1;

    private readonly MachineKey _machine;
    private readonly InnerCircuits _inner;
    private readonly FinalCircuits _final;
    private readonly RecursionProver _recursion;
    private readonly TableCosts _costs;

    private BatchProver(MachineKey machine, InnerCircuits inner, FinalCircuits final)
    {
        _machine = machine;
        _inner = inner;
        _final = final;
        _recursion = new(machine, inner, final);
        _costs = new(machine.Chips);
        byte[] key = new byte[Digest.Bytes];
        Poseidon2Suite.Write(_recursion.ProgramKey, key);
        Program = new(key);
    }

    /// <inheritdoc/>
    public ProgramKeyBytes Program { get; }

    /// <summary>Creates the keys.</summary>
    public static BatchProver Create(int threads, CancellationToken cancellation)
    {
        ProgramImage program = ProgramImage.FromElf(PinnedGuest.ReadElf());
        MachineKey machine = MachineKey.Create(program, ShapeTable.Pinned(MachineTables.Of(program)), ParameterSets.Provable110(logBlowup: 1), new(threads, cancellation));
        InnerCircuits inner = InnerCircuits.Create(machine.Stark.Verifying, ParameterSets.Provable110(logBlowup: 2));
        FinalCircuits final = FinalCircuits.Create(inner.Outline, ParameterSets.Provable110(logBlowup: 4), ParameterSets.FinalProof);
        return new(machine, inner, final);
    }

    /// <summary>The reason why bytes are not the final proof of a range, by the native verifier; null if they are.</summary>
    public string? FindFlaw(ReadOnlySpan<byte> final, Hash256 toHash)
    {
        if (FinalProof.Decode(final) is not { } proof)
            return "the bytes are no final proof";
        if (!final[..Digest.Bytes].SequenceEqual(Program.Bytes.Span))
            return "the proof is of another program";
        if (!Bytes(proof.Statement.Chain.ToHash).AsSpan().SequenceEqual(toHash.AsSpan()))
            return $"the proof ends at batch 0x{Convert.ToHexStringLower(Bytes(proof.Statement.Chain.ToHash))}";
        VerificationResult verdict = Verifier.Verify(_final.Final.Verifying, proof.Statement.ToValues(), proof.Proof);
        return verdict.IsValid ? null : $"{verdict.Error}: {verdict.Detail}";
    }

    /// <inheritdoc/>
    public ProofOutcome Prove(ProofTask task, ProverRun run)
    {
        using BufferPool pool = new();
        ProverOptions options = new() { Threads = run.Threads, Cancellation = run.Cancellation, Pool = pool, Progress = new StageProgress(run.Progress) };
        Workers workers = new(run.Threads, run.Cancellation);
        try
        {
            return task.Job.Kind switch
            {
                ProofKind.Plan => Plan(task, workers),
                ProofKind.Segment => Segment(task, workers, options),
                ProofKind.Lift => Lift(task, options),
                ProofKind.Join => Combine(task, _recursion.Join, options),
                ProofKind.Close => Close(task, options),
                ProofKind.Chain => Combine(task, _recursion.Chain, options),
                ProofKind.Shrink => Shrink(task, options),
                ProofKind.Final => Final(task, options),
                _ => new ProofOutcome.Failed($"there is no kind {task.Job.Kind}"),
            };
        }
        catch (RecursionException e)
        {
            return new ProofOutcome.Failed(e.Message);
        }
    }

    private ProofOutcome Plan(ProofTask task, Workers workers)
    {
        byte[] input = InputOf(task.Witness.Span);
        SegmentRunner runner = new(_machine.Program, _machine.Chips, _machine.Shapes, input, workers);
        RunPlan plan = runner.Plan();
        if (!plan.Exit.IsHalted)
            return new ProofOutcome.Failed($"the machine stops: {plan.Exit.Reason} at 0x{plan.Exit.Pc:x} in {_machine.Program.FunctionAt(plan.Exit.Pc)?.Name ?? "no function"}, code {(long)plan.Exit.Code}");
        if (BatchHashOf(plan.Output) != task.Job.Range.ToHash)
            return new ProofOutcome.Failed($"the machine comes to batch {Hex(BatchHashOf(plan.Output))}, the node to {Hex(task.Job.Range.ToHash)}");
        RunProof run = new(plan.Segments.Count, InitialMemory.InputOf(SegmentTree.Initial(_machine.Program, input, workers)), runner.OpenOutput());
        IEnumerable<SegmentBoundary> segments = plan.Segments.Select(segment => new SegmentBoundary(
            segment.StartCycle, segment.EndCycle, new(segment.StartPc, segment.StartRoot, segment.EndPc, segment.EndRoot)));
        return new ProofOutcome.Made(new PlannedRun(run, [.. segments]).Encode(), 0);
    }

    private ProofOutcome Segment(ProofTask task, Workers workers, ProverOptions options)
    {
        if (PlannedRun.Decode(task.Inputs[0].Span)?.Segments is not { } segments || task.Job.Position >= segments.Count)
            return new ProofOutcome.InvalidInput(0, "the plan's bytes have no such segment");
        SegmentRunner runner = new(_machine.Program, _machine.Chips, _machine.Shapes, InputOf(task.Witness.Span), workers);
        SegmentEvents events = runner.Trace(task.Job.StartCycle, task.Job.EndCycle);
        if (events.Statement != segments[task.Job.Position].Statement)
            return new ProofOutcome.Failed("the segment does not begin and end as planned");
        if (_machine.ShapeFor(events.Counts) is not { } shape)
            return new ProofOutcome.Failed("no shape holds the segment");
        SegmentProof proof = SegmentProver.Prove(_machine, events, options);
        VerificationResult verdict = Verifier.Verify(_machine.Stark.Verifying, proof.Statement.ToPublicValues(), proof.Proof);
        return verdict.IsValid ? new ProofOutcome.Made(RunCodec.Encode(proof), shape.Cells(_costs)) : new ProofOutcome.Failed($"the segment's own proof is not valid: {verdict.Error}: {verdict.Detail}");
    }

    private ProofOutcome Lift(ProofTask task, ProverOptions options)
    {
        if (RunCodec.DecodeSegment(task.Inputs[0].Span) is not { } segment)
            return new ProofOutcome.InvalidInput(0, "the bytes are no segment");
        VerificationResult verdict = Verifier.Verify(_machine.Stark.Verifying, segment.Statement.ToPublicValues(), segment.Proof);
        return verdict.IsValid ? Inner(_recursion.Lift(segment, options)) : new ProofOutcome.InvalidInput(0, $"{verdict.Error}: {verdict.Detail}");
    }

    private ProofOutcome Combine(ProofTask task, Func<InnerProof, InnerProof, ProverOptions, InnerProof> combine, ProverOptions options)
    {
        if (ReadInner(task.Inputs[0].Span, out InnerProof? left) is { } leftFlaw)
            return new ProofOutcome.InvalidInput(0, leftFlaw);
        return ReadInner(task.Inputs[1].Span, out InnerProof? right) is { } rightFlaw ? new ProofOutcome.InvalidInput(1, rightFlaw) : Inner(combine(left!, right!, options));
    }

    private ProofOutcome Close(ProofTask task, ProverOptions options)
    {
        if (PlannedRun.Decode(task.Inputs[0].Span) is not { } planned || BatchHashOf(planned.Run.Output.Words) != task.Job.Range.ToHash)
            return new ProofOutcome.InvalidInput(0, "the bytes are no plan of this batch");
        return ReadInner(task.Inputs[1].Span, out InnerProof? execution) is { } flaw ? new ProofOutcome.InvalidInput(1, flaw) : Inner(_recursion.Close(planned.Run, execution!, options));
    }

    private ProofOutcome Shrink(ProofTask task, ProverOptions options)
    {
        if (ReadInner(task.Inputs[0].Span, out InnerProof? batches) is { } flaw)
            return new ProofOutcome.InvalidInput(0, flaw);
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(batches!.PublicValues);
        KoalaBear[] publicValues = new ShrunkStatement<KoalaBear>(statement.Program, statement.Chain).ToValues();
        KoalaBear[] input = ShrinkCircuit.Input(_machine.ImageRoot, _machine.Program.Entry, _machine.Stark.Verifying.Digest, batches, _inner.Allowed);
        (Proof? proof, string reason) = ProveAndVerify(_final.Shrink, publicValues, input, options);
        return proof is null
            ? new ProofOutcome.Failed(reason)
            : new ProofOutcome.Made(CircuitProofCodec.Encode(ShrinkIndex, _final.Shrink.Verifying, publicValues, proof), Cells(_final.Shrink.Circuit.Program, _final.Shrink.Verifying));
    }

    private ProofOutcome Final(ProofTask task, ProverOptions options)
    {
        (KoalaBear[]? publicValues, Proof? shrink, string flaw) = CircuitProofCodec.DecodeAndVerify(task.Inputs[0].Span, _final.Shrink.Verifying, ShrunkStatement<KoalaBear>.Length);
        if (shrink is null)
            return new ProofOutcome.InvalidInput(0, flaw);
        (Proof? proof, string reason) = ProveAndVerify(_final.Final, publicValues!, FinalCircuit.Input(_final.Shrink.Verifying, shrink), options);
        if (proof is null)
            return new ProofOutcome.Failed(reason);
        byte[] final = new FinalProof(ShrunkStatement<KoalaBear>.Read(publicValues), ProofCodec.Encode(_final.Final.Verifying, proof)).Encode();
        return FindFlaw(final, task.Job.Range.ToHash) is { } wrong ? new ProofOutcome.Failed(wrong) : new ProofOutcome.Made(final, Cells(_final.Final.Circuit.Program, _final.Final.Verifying));
    }

    private ProofOutcome.Made Inner(InnerProof proof)
        => new(CircuitProofCodec.Encode(proof.Index, proof.Key, proof.PublicValues, proof.Proof), Cells(_inner.Program(proof.Index), proof.Key));

    /// <summary>The reason why bytes are no valid proof of an inner circuit; null if they are.</summary>
    private string? ReadInner(ReadOnlySpan<byte> bytes, out InnerProof? proof)
    {
        proof = null;
        if (CircuitProofCodec.ReadCircuit(bytes) is not { } index || !(index is AllowedKeys.Join or AllowedKeys.Close or AllowedKeys.Chain || (index >= 0 && index < _machine.Shapes.Count)))
            return "the bytes are of no inner circuit";
        VerifyingKey<Poseidon2Suite> key = _inner[index].Verifying;
        (KoalaBear[]? publicValues, Proof? decoded, string reason) = CircuitProofCodec.DecodeAndVerify(bytes, key, InnerStatement.Count);
        if (decoded is null)
            return reason;
        proof = new(index, key, publicValues!, decoded);
        return null;
    }

    private static (Proof? Proof, string Reason) ProveAndVerify<THash>(CircuitKey<THash> key, KoalaBear[] publicValues, KoalaBear[] input, ProverOptions options)
        where THash : struct, IHashSuite<THash>
    {
        (Proof? proof, Rollup.Recursion.Witnesses.CircuitViolation? violation) = key.Prove(publicValues, input, options);
        if (proof is null)
            return (null, $"the circuit has no witness: {violation}");
        VerificationResult verdict = Verifier.Verify(key.Verifying, publicValues, proof);
        return verdict.IsValid ? (proof, "") : (null, $"the own proof is not valid: {verdict.Error}: {verdict.Detail}");
    }

    private static long Cells<THash>(CircuitProgram program, VerifyingKey<THash> key)
        where THash : struct, IHashSuite<THash> => new CircuitProfile(program, key.Plans[0]).Committed;

    /// <summary>The free input of a run: the witness's length, no hints, the witness in words.</summary>
    private static byte[] InputOf(ReadOnlySpan<byte> witness)
    {
        byte[] input = new byte[(2 * sizeof(ulong)) + ((witness.Length + 7) & ~7)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(input, (ulong)witness.Length);
        witness.CopyTo(input.AsSpan(2 * sizeof(ulong)));
        return input;
    }

    /// <summary>The last of the words that a run leaves: fixed word, L1 chain id, rollup, parent batch hash, batch hash.</summary>
    private static Hash256 BatchHashOf(ReadOnlySpan<ulong> words) => Hash256.FromSpan(MemoryMarshal.AsBytes(words).Slice(72, 32));

    private static string Hex(in Hash256 hash) => "0x" + Convert.ToHexStringLower(hash.AsSpan());

    private static byte[] Bytes(KoalaBear[] limbs)
    {
        byte[] bytes = new byte[2 * limbs.Length];
        for (int i = 0; i < limbs.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)limbs[i].ToCanonical());
        return bytes;
    }

    /// <summary>Passes the prover's stages on as they come: <see cref="Progress{T}"/> would reorder them.</summary>
    private sealed class StageProgress(Action<string, double> report) : IProgress<ProverProgress>
    {
        public void Report(ProverProgress value) => report(value.Stage, (double)value.Step / value.Steps);
    }
}
