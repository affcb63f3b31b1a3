using Rollup.Kernel.Fields;
using Rollup.Machine.Proving;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Profiling;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Proving;

/// <summary>
/// Folds proofs of segments into one: lift each, join neighbours, close each run, chain the batches, shrink, final. The steps are methods of their own that take and return bytes, because workers share
/// them out. Every step verifies its inputs and its own proof natively; an input that is not valid is an outcome, never an exception.
/// </summary>
public sealed class RecursionProver(ProofKeys keys)
{
    private KoalaBear[] AllowedRoot => ProofInput.Elements(keys.Inner.Allowed.Root);

    private VerifyingKey<Poseidon2Suite> MachineKey => keys.Machine.Stark.Verifying;

    private MachineKey Machine => keys.Machine;

    /// <summary>Cells that a proof of the kind commits: what it costs. Of a segment, those of the largest shape.</summary>
    public long Cells(ProofKind kind) => kind switch
    {
        ProofKind.Segment => MachineKey.Plans.Max(CircuitProfile.CellsOf),
        ProofKind.Shrink => CircuitProfile.CellsOf(keys.Final.Shrink.Verifying.Plans[0]),
        ProofKind.Final => CircuitProfile.CellsOf(keys.Final.Final.Verifying.Plans[0]),
        ProofKind.Lift => CircuitProfile.CellsOf(keys.Inner.Layouts.Lifts.Outline.Plans[0]),
        _ => CircuitProfile.CellsOf(keys.Inner.Layouts.Folds.Outline.Plans[0]),
    };

    /// <summary>Whether bytes are a valid proof of a kind: a segment's as <see cref="RunCodec"/> writes it, a final one as <see cref="FinalProof"/>, all others as <see cref="StatedProof"/>.</summary>
    public ProofVerdict Verify(ProofKind kind, ReadOnlySpan<byte> proof) => kind switch
    {
        ProofKind.Segment => ReadSegment(proof).Verdict,
        ProofKind.Shrink => ReadShrink(proof).Verdict,
        ProofKind.Final => VerifyFinal(proof),
        _ => ReadInner(proof, [kind]).Verdict,
    };

    /// <summary>Input: a segment's proof.</summary>
    public StepResult Lift(ReadOnlySpan<byte> segment, ProverOptions options)
    {
        (SegmentProof? read, Proof? proof, ProofVerdict verdict) = ReadSegment(segment);
        if (!verdict.IsValid)
            return StepResult.Refused(0, verdict.Reason!);
        KoalaBear[] publicValues = read!.Statement.ToPublicValues();
        ExecutionStatement<KoalaBear> statement = new(
            ProofInput.Elements(MachineKey.Digest), AllowedRoot, MachineState<KoalaBear>.Read(publicValues), MachineState<KoalaBear>.Read(publicValues.AsSpan(MachineState<KoalaBear>.Length)));
        return Prove(proof!.ShapeIndex, InnerStatement.ToPublicValues(statement), LiftCircuit.Input(MachineKey, proof), options);
    }

    /// <summary>The execution of one and then the other. Inputs: two lifts or joins.</summary>
    public StepResult Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, ProverOptions options)
    {
        if (ReadPair(left, right, [ProofKind.Lift, ProofKind.Join], out InnerProof first, out InnerProof second) is { } refused)
            return refused;
        ExecutionStatement<KoalaBear> statement = ExecutionStatement<KoalaBear>.Read(first.PublicValues) with { End = ExecutionStatement<KoalaBear>.Read(second.PublicValues).End };
        return Prove(AllowedKeys.JoinOf(first.Group, second.Group), InnerStatement.ToPublicValues(statement), JoinCircuit.Input(first, second, keys.Inner.Allowed), options);
    }

    /// <summary>The batch of a finished run. Inputs: the run, and the lift or join of all of it.</summary>
    public StepResult Close(ReadOnlySpan<byte> run, ReadOnlySpan<byte> execution, ProverOptions options)
    {
        if (RunCodec.DecodeRun(run) is not { } read)
            return StepResult.Refused(0, "the bytes are no run");
        (InnerProof? inner, ProofVerdict verdict) = ReadInner(execution, [ProofKind.Lift, ProofKind.Join]);
        if (!verdict.IsValid)
            return StepResult.Refused(1, verdict.Reason!);
        BatchStatement<KoalaBear> statement = new(ProofInput.Elements(keys.ProgramKey), AllowedRoot, CloseCircuit.RangeOf(read.Output.Words));
        return Prove(
            AllowedKeys.CloseOf(inner!.Group), InnerStatement.ToPublicValues(statement), CloseCircuit.Input(Machine.ImageRoot, read.InputRoot, read.Output, inner, keys.Inner.Allowed), options);
    }

    /// <summary>The batches of one and then those of the other. Inputs: two closes or chains.</summary>
    public StepResult Chain(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, ProverOptions options)
    {
        if (ReadPair(left, right, [ProofKind.Close, ProofKind.Chain], out InnerProof first, out InnerProof second) is { } refused)
            return refused;
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(first.PublicValues);
        statement = statement with { Chain = statement.Chain with { ToHash = BatchStatement<KoalaBear>.Read(second.PublicValues).Chain.ToHash } };
        return Prove(AllowedKeys.Chain, InnerStatement.ToPublicValues(statement), ChainCircuit.Input(first, second, keys.Inner.Allowed), options);
    }

    /// <summary>Input: a close or a chain.</summary>
    public StepResult Shrink(ReadOnlySpan<byte> batches, ProverOptions options)
    {
        (InnerProof? inner, ProofVerdict verdict) = ReadInner(batches, [ProofKind.Close, ProofKind.Chain]);
        if (!verdict.IsValid)
            return StepResult.Refused(0, verdict.Reason!);
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(inner!.PublicValues);
        KoalaBear[] publicValues = new ShrunkStatement<KoalaBear>(statement.Program, statement.Chain).ToValues();
        KoalaBear[] input = ShrinkCircuit.Input(Machine.ImageRoot, Machine.Program.Entry, MachineKey.Digest, inner, keys.Inner.Allowed);
        (byte[]? proof, StepResult? failed) = ProveBytes(keys.Final.Shrink, publicValues, input, options);
        return failed ?? StepResult.Of(new StatedProof(StatedProof.Shrink, publicValues, proof!).Encode());
    }

    /// <summary>Input: a shrink proof. The result is what the contract is called with.</summary>
    public StepResult Final(ReadOnlySpan<byte> shrink, ProverOptions options)
    {
        (StatedProof? read, Proof? proof, ProofVerdict verdict) = ReadShrink(shrink);
        if (!verdict.IsValid)
            return StepResult.Refused(0, verdict.Reason!);
        (byte[]? final, StepResult? failed) = ProveBytes(keys.Final.Final, read!.PublicValues, FinalCircuit.Input(keys.Final.Shrink.Verifying, proof!), options);
        return failed ?? StepResult.Of(new FinalProof(ShrunkStatement<KoalaBear>.Read(read.PublicValues), final!).Encode());
    }

    private (SegmentProof? Segment, Proof? Proof, ProofVerdict Verdict) ReadSegment(ReadOnlySpan<byte> bytes)
    {
        if (RunCodec.DecodeSegment(bytes) is not { } segment)
            return (null, null, new("the bytes are no segment"));
        (Proof? proof, ProofVerdict verdict) = Read(MachineKey, segment.Statement.ToPublicValues(), segment.Proof);
        return (segment, proof, verdict);
    }

    private (InnerProof? Inner, ProofVerdict Verdict) ReadInner(ReadOnlySpan<byte> bytes, ReadOnlySpan<ProofKind> kinds)
    {
        if (StatedProof.Decode(bytes) is not { } stated || keys.Inner.KindOf(stated.Circuit) is not { } kind || !kinds.Contains(kind))
            return (null, new($"the bytes are no {string.Join(" or ", kinds.ToArray()).ToLowerInvariant()}"));
        VerifyingKey<Poseidon2Suite> key = keys.Inner[stated.Circuit].Verifying;
        (Proof? proof, ProofVerdict verdict) = Read(key, stated.PublicValues, stated.Proof);
        return (verdict.IsValid ? new(stated.Circuit, key, stated.PublicValues, proof!) : null, verdict);
    }

    private StepResult? ReadPair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, ReadOnlySpan<ProofKind> kinds, out InnerProof first, out InnerProof second)
    {
        (InnerProof? read, ProofVerdict verdict) = ReadInner(left, kinds);
        (InnerProof? readRight, ProofVerdict verdictOfRight) = ReadInner(right, kinds);
        (first, second) = (read!, readRight!);
        if (!verdict.IsValid)
            return StepResult.Refused(0, verdict.Reason!);
        return verdictOfRight.IsValid ? null : StepResult.Refused(1, verdictOfRight.Reason!);
    }

    private (StatedProof? Stated, Proof? Proof, ProofVerdict Verdict) ReadShrink(ReadOnlySpan<byte> bytes)
    {
        if (StatedProof.Decode(bytes) is not { Circuit: StatedProof.Shrink } stated)
            return (null, null, new("the bytes are no shrink proof"));
        (Proof? proof, ProofVerdict verdict) = Read(keys.Final.Shrink.Verifying, stated.PublicValues, stated.Proof);
        return (stated, proof, verdict);
    }

    private ProofVerdict VerifyFinal(ReadOnlySpan<byte> bytes)
    {
        if (FinalProof.Decode(bytes) is not { } final)
            return new("the bytes are no final proof");
        return final.Statement.Program.AsSpan().SequenceEqual(ProofInput.Elements(keys.ProgramKey))
            ? Read(keys.Final.Final.Verifying, final.Statement.ToValues(), final.Proof).Verdict
            : new("the proof is of another program");
    }

    private static (Proof? Proof, ProofVerdict Verdict) Read<THash>(VerifyingKey<THash> key, KoalaBear[] publicValues, byte[] bytes)
        where THash : struct, IHashSuite<THash>
    {
        VerificationResult result = ProofCodec.TryDecode(key, bytes, out Proof? proof);
        if (result.IsValid)
            result = Verifier.Verify(key, publicValues, proof!);
        return (proof, result.IsValid ? ProofVerdict.Valid : new($"{result.Error}: {result.Detail}"));
    }

    private StepResult Prove(int index, KoalaBear[] publicValues, KoalaBear[] input, ProverOptions options)
    {
        (byte[]? proof, StepResult? failed) = ProveBytes(keys.Inner[index], publicValues, input, options);
        return failed ?? StepResult.Of(new StatedProof(index, publicValues, proof!).Encode());
    }

    private static (byte[]? Proof, StepResult? Failed) ProveBytes<THash>(CircuitKey<THash> key, KoalaBear[] publicValues, KoalaBear[] input, ProverOptions options)
        where THash : struct, IHashSuite<THash>
    {
        (Proof? proof, CircuitViolation? violation) = key.Prove(publicValues, input, options);
        if (proof is null)
            return (null, StepResult.Refused(null, $"the inputs do not belong together: {violation}"));
        VerificationResult verdict = Verifier.Verify(key.Verifying, publicValues, proof);
        return verdict.IsValid
            ? (ProofCodec.Encode(key.Verifying, proof), null)
            : throw new InvalidOperationException($"The prover made a proof that is not valid: {verdict.Error}: {verdict.Detail}");
    }
}
