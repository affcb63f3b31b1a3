using Rollup.Kernel.Fields;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Proving;

/// <summary>
/// Folds proofs of segments into one: lift each, join neighbours, close each run, chain the batches, shrink, final. Every step's proof is verified natively before it is used. The steps are methods of their
/// own, because workers share them out.
/// </summary>
public sealed class RecursionProver(MachineKey machine, InnerCircuits inner, FinalCircuits final)
{
    private KoalaBear[] AllowedRoot => ProofInput.Elements(inner.Allowed.Root);

    private VerifyingKey<Poseidon2Suite> MachineKey => machine.Stark.Verifying;

    /// <summary>P of the machine's program.</summary>
    public Digest ProgramKey => Keys.ProgramKey.Digest(machine.ImageRoot, machine.Program.Entry, MachineKey.Digest, inner.Allowed.Root);

    /// <exception cref="RecursionException">The segment's proof is not valid.</exception>
    public InnerProof Lift(SegmentProof segment, ProverOptions options)
    {
        KoalaBear[] publicValues = segment.Statement.ToPublicValues();
        VerificationResult decoded = ProofCodec.TryDecode(MachineKey, segment.Proof, out Proof? proof);
        VerificationResult verdict = decoded.IsValid ? Verifier.Verify(MachineKey, publicValues, proof!) : decoded;
        if (!verdict.IsValid)
            throw new RecursionException($"The segment's proof is not valid: {verdict.Error}: {verdict.Detail}");
        const int Length = MachineState<KoalaBear>.Length;
        ExecutionStatement<KoalaBear> statement = new(
            ProofInput.Elements(MachineKey.Digest), AllowedRoot, MachineState<KoalaBear>.Read(publicValues), MachineState<KoalaBear>.Read(publicValues.AsSpan(Length)));
        return Prove(proof!.ShapeIndex, InnerStatement.ToPublicValues(statement), LiftCircuit.Input(MachineKey, proof), options);
    }

    /// <summary>The execution of <paramref name="left"/> and then <paramref name="right"/>.</summary>
    public InnerProof Join(InnerProof left, InnerProof right, ProverOptions options)
    {
        ExecutionStatement<KoalaBear> statement = ExecutionStatement<KoalaBear>.Read(left.PublicValues) with { End = ExecutionStatement<KoalaBear>.Read(right.PublicValues).End };
        return Prove(AllowedKeys.Join, InnerStatement.ToPublicValues(statement), JoinCircuit.Input(left, right, inner.Allowed), options);
    }

    /// <summary>The batch of a finished run.</summary>
    public InnerProof Close(RunProof run, InnerProof execution, ProverOptions options)
    {
        BatchStatement<KoalaBear> statement = new(ProofInput.Elements(ProgramKey), AllowedRoot, CloseCircuit.RangeOf(run.Output.Words));
        return Prove(AllowedKeys.Close, InnerStatement.ToPublicValues(statement), CloseCircuit.Input(machine.ImageRoot, run.InputRoot, run.Output, execution, inner.Allowed), options);
    }

    /// <summary>The batches of <paramref name="left"/> and then those of <paramref name="right"/>.</summary>
    public InnerProof Chain(InnerProof left, InnerProof right, ProverOptions options)
    {
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(left.PublicValues);
        statement = statement with { Chain = statement.Chain with { ToHash = BatchStatement<KoalaBear>.Read(right.PublicValues).Chain.ToHash } };
        return Prove(AllowedKeys.Chain, InnerStatement.ToPublicValues(statement), ChainCircuit.Input(left, right, inner.Allowed), options);
    }

    /// <summary>The proof of batches that stands for itself.</summary>
    public FinalProof Finish(InnerProof batches, ProverOptions options)
    {
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(batches.PublicValues);
        ShrunkStatement<KoalaBear> shrunk = new(statement.Program, statement.Chain);
        KoalaBear[] publicValues = shrunk.ToValues();
        Proof shrink = Prove(
            "shrink", final.Shrink, publicValues, ShrinkCircuit.Input(machine.ImageRoot, machine.Program.Entry, MachineKey.Digest, batches, inner.Allowed), options);
        Proof proof = Prove("final", final.Final, publicValues, FinalCircuit.Input(final.Shrink.Verifying, shrink), options);
        return new(shrunk, ProofCodec.Encode(final.Final.Verifying, proof));
    }

    /// <summary>Pairs neighbours until one is left.</summary>
    public static InnerProof Fold(IReadOnlyList<InnerProof> proofs, Func<InnerProof, InnerProof, InnerProof> combine)
    {
        while (proofs.Count > 1)
            proofs = [.. proofs.Chunk(2).Select(pair => pair.Length == 2 ? combine(pair[0], pair[1]) : pair[0])];
        return proofs[0];
    }

    private InnerProof Prove(int index, KoalaBear[] publicValues, KoalaBear[] input, ProverOptions options)
        => new(index, inner[index].Verifying, publicValues, Prove($"circuit {index}", inner[index], publicValues, input, options));

    private static Proof Prove<THash>(string name, CircuitKey<THash> key, KoalaBear[] publicValues, KoalaBear[] input, ProverOptions options)
        where THash : struct, IHashSuite<THash>
    {
        (Proof? proof, CircuitViolation? violation) = key.Prove(publicValues, input, options);
        if (proof is null)
            throw new RecursionException($"{name} has no witness: {violation}");
        VerificationResult verdict = Verifier.Verify(key.Verifying, publicValues, proof);
        return verdict.IsValid ? proof : throw new RecursionException($"{name}'s own proof is not valid: {verdict.Error}: {verdict.Detail}");
    }
}
