using Rollup.Kernel.Fields;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Tests.Circuits;

/// <summary>The last two layers, where the set of allowed keys becomes the program key's.</summary>
public sealed class FinalTests(RecursionFixture fixture) : IClassFixture<RecursionFixture>
{
    private static readonly StarkParameters Fast = new("fast", 3, 2, 4, 6, 17, GrindingBits.None);

    private readonly FinalCircuits _final = FinalCircuits.Create(fixture.Circuits.Layouts, Fast, Fast with { LogBlowup = 4, LogCap = 2 });

    [Fact]
    public void Chained_batches_end_in_one_proof_with_keccak_trees()
    {
        InnerProof batches = fixture.Chain(fixture.Batch(1, 2), fixture.Batch(2, 3));
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(batches.PublicValues);
        ShrunkStatement<KoalaBear> shrunk = new(statement.Program, statement.Chain);
        (Proof? shrink, _) = _final.Shrink.Prove(shrunk.ToValues(), ShrinkInput(batches, fixture.Allowed), new());
        (Proof? proof, _) = _final.Final.Prove(shrunk.ToValues(), FinalCircuit.Input(_final.Shrink.Verifying, shrink!), new());

        FinalProof encoded = new(shrunk, ProofCodec.Encode(_final.Final.Verifying, proof!));
        FinalProof decoded = FinalProof.Decode(encoded.Encode()).ShouldNotBeNull();
        decoded.Statement.ToValues().ShouldBe(shrunk.ToValues());
        Verifier.Verify(_final.Final.Verifying, decoded.Statement.ToValues(), decoded.Proof).ShouldBe(VerificationResult.Valid);
        for (int i = 0; i < ShrunkStatement<KoalaBear>.Length; i += 5)
        {
            KoalaBear[] changed = shrunk.ToValues();
            changed[i] += KoalaBear.One;
            Verifier.Verify(_final.Final.Verifying, changed, decoded.Proof).IsValid.ShouldBeFalse();
        }
    }

    [Fact]
    public void Shrink_states_the_key_of_the_very_set_that_the_proofs_below_were_checked_against()
    {
        InnerProof batch = fixture.Batch(1, 2);
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(batch.PublicValues);
        ShrunkStatement<KoalaBear> honest = new(statement.Program, statement.Chain);
        Violation(honest, ShrinkInput(batch, fixture.Allowed)).ShouldBeNull();
        AllowedKeys other = fixture.AllowedWith((AllowedKeys.Chain, default));
        Violation(honest, ShrinkInput(batch, other)).ShouldNotBeNull().Part.ShouldBe("program key");
        Digest foreign = ProgramKey.Digest(fixture.Image, RecursionFixture.EntryPc, fixture.Machine.Verifying.Digest, other.Root);
        Violation(honest with { Program = ProofInput.Elements(foreign) }, ShrinkInput(batch, other)).ShouldNotBeNull().Part.ShouldStartWith("batches: ");
    }

    /// <summary>A set with a circuit that states anything lets anything be proven, under its own program key only.</summary>
    [Fact]
    public void A_set_with_an_evil_member_does_not_reach_the_honest_program_key()
    {
        CircuitProgram anything = new CircuitRecorder(InnerStatement.Count).Build();
        CircuitKey<Poseidon2Suite> evil = CircuitKey<Poseidon2Suite>.Create(fixture.Circuits.Parameters, anything, fixture.Circuits.Layouts.Folds.Shape);
        AllowedKeys odd = fixture.AllowedWith((AllowedKeys.CloseOfLift, evil.Verifying.Digest));
        BatchStatement<KoalaBear> lie = BatchStatement<KoalaBear>.Read(fixture.Batch(1, 2).PublicValues) with { AllowedKeys = ProofInput.Elements(odd.Root) };
        lie = lie with { Chain = lie.Chain with { ToHash = new KoalaBear[BatchRange<KoalaBear>.HashLimbs] } };
        InnerProof forged = new(AllowedKeys.CloseOfLift, evil.Verifying, lie.ToValues(), evil.Prove(lie.ToValues(), [], new()).Proof!);
        Verifier.Verify(evil.Verifying, forged.PublicValues, forged.Proof).IsValid.ShouldBeTrue();

        Violation(new(lie.Program, lie.Chain), ShrinkInput(forged, odd)).ShouldNotBeNull().Part.ShouldBe("program key");
        Violation(new(lie.Program, lie.Chain), ShrinkInput(forged, odd, fixture.Allowed)).ShouldNotBeNull().Part.ShouldStartWith("batches: ");
    }

    [Fact]
    public void The_final_circuit_takes_proofs_of_the_shrink_key_only()
    {
        InnerProof batch = fixture.Batch(1, 2);
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(batch.PublicValues);
        KoalaBear[] publicValues = new ShrunkStatement<KoalaBear>(statement.Program, statement.Chain).ToValues();
        CircuitKey<Poseidon2Suite> evil = CircuitKey<Poseidon2Suite>.Create(Fast, new CircuitRecorder(publicValues.Length).Build(), _final.Shrink.Circuit.Layout);
        Proof forged = evil.Prove(publicValues, [], new()).Proof!;
        CircuitRun.Execute(_final.Final.Circuit, publicValues, FinalCircuit.Input(evil.Verifying, forged)).Violation.ShouldNotBeNull().Part.ShouldBe("shrink key");
    }

    private KoalaBear[] ShrinkInput(InnerProof batches, AllowedKeys allowed, AllowedKeys? claimed = null)
    {
        KoalaBear[] input = ShrinkCircuit.Input(fixture.Image, RecursionFixture.EntryPc, fixture.Machine.Verifying.Digest, batches, allowed);
        // Image, entry and machine key stand before the set.
        if (claimed is not null)
            ProofInput.Elements(claimed.Root).CopyTo(input, (2 * Digest.Length) + 1);
        return input;
    }

    private CircuitViolation? Violation(ShrunkStatement<KoalaBear> statement, KoalaBear[] input) => CircuitRun.Execute(_final.Shrink.Circuit, statement.ToValues(), input).Violation;
}
