using Rollup.Kernel.Fields;
using Rollup.Machine.Proving;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Tests.Proving;

/// <summary>The steps from segments to the final proof: what they make of consecutive batches, and that no input whatever makes them throw or prove.</summary>
public sealed class RecursionProverTests(ProverFixture fixture) : IClassFixture<ProverFixture>
{
    private RecursionProver Prover => fixture.Prover;

    [Fact]
    public void Consecutive_batches_end_in_one_final_proof()
    {
        (ProofKind Kind, byte[] Proof)[] proofs =
        [
            .. fixture.Segments.Select(segment => (ProofKind.Segment, segment)), .. fixture.Lifts.Select(lift => (ProofKind.Lift, lift)), (ProofKind.Join, fixture.Join),
            (ProofKind.Close, fixture.FirstClose), (ProofKind.Close, fixture.SecondClose), (ProofKind.Chain, fixture.Chain), (ProofKind.Shrink, fixture.Shrink), (ProofKind.Final, fixture.Final),
        ];
        foreach ((ProofKind kind, byte[] proof) in proofs)
        {
            Prover.Verify(kind, proof).Reason.ShouldBeNull(kind.ToString());
            foreach (ProofKind other in Enum.GetValues<ProofKind>().Where(other => other != kind))
                Prover.Verify(other, proof).IsValid.ShouldBeFalse($"{kind} as {other}");
        }

        BatchRange<KoalaBear> range = FinalProof.Decode(fixture.Final).ShouldNotBeNull().Statement.Chain;
        range.FromHash[0].ShouldBe(KoalaBear.FromCanonical(1));
        range.ToHash[0].ShouldBe(KoalaBear.FromCanonical(3));
    }

    [Fact]
    public void Chains_of_chains_and_closes_chain()
    {
        byte[] third = fixture.Close(3, 4), fourth = fixture.Close(4, 5);
        byte[] all = ProverFixture.Proof(Prover.Chain(fixture.Chain, ProverFixture.Proof(Prover.Chain(third, fourth, new())), new()));
        BatchRange<KoalaBear> range = BatchStatement<KoalaBear>.Read(StatedProof.Decode(all)!.PublicValues).Chain;
        (range.FromHash[0], range.ToHash[0]).ShouldBe((KoalaBear.FromCanonical(1), KoalaBear.FromCanonical(5)));
    }

    [Fact]
    public void Proofs_that_do_not_belong_together_have_no_proof_above_them()
    {
        ShouldBeRefused(null, Prover.Join(fixture.Lifts[1], fixture.Lifts[0], new()));
        ShouldBeRefused(null, Prover.Join(fixture.Lifts[0], fixture.Lifts[0], new()));
        ShouldBeRefused(null, Prover.Join(fixture.Join, fixture.SecondLift, new()));
        ShouldBeRefused(null, Prover.Close(fixture.SecondRun, fixture.Join, new()));
        ShouldBeRefused(null, Prover.Close(fixture.FirstRun, fixture.SecondLift, new()));
        ShouldBeRefused(null, Prover.Close(fixture.FirstRun, fixture.Lifts[0], new()));
        ShouldBeRefused(null, Prover.Close(fixture.FirstRun, fixture.Lifts[1], new()));
        ShouldBeRefused(null, Prover.Chain(fixture.SecondClose, fixture.FirstClose, new()));
        ShouldBeRefused(null, Prover.Chain(fixture.FirstClose, fixture.FirstClose, new()));
        ShouldBeRefused(null, Prover.Chain(fixture.Chain, fixture.SecondClose, new()));
    }

    [Fact]
    public void Proofs_of_another_kind_are_refused_wherever_they_stand()
    {
        (ProofKind Kind, byte[] Proof)[] proofs =
        [
            (ProofKind.Segment, fixture.Segments[0]), (ProofKind.Lift, fixture.Lifts[0]), (ProofKind.Join, fixture.Join), (ProofKind.Close, fixture.FirstClose), (ProofKind.Chain, fixture.Chain),
            (ProofKind.Shrink, fixture.Shrink), (ProofKind.Final, fixture.Final),
        ];
        foreach ((ProofKind kind, byte[] proof) in proofs)
        {
            bool isExecution = kind is ProofKind.Lift or ProofKind.Join, isOfBatches = kind is ProofKind.Close or ProofKind.Chain;
            if (kind != ProofKind.Segment)
                ShouldBeRefused(0, Prover.Lift(proof, new()));
            if (!isExecution)
            {
                ShouldBeRefused(0, Prover.Join(proof, fixture.Lifts[1], new()));
                ShouldBeRefused(1, Prover.Join(fixture.Lifts[0], proof, new()));
                ShouldBeRefused(1, Prover.Close(fixture.FirstRun, proof, new()));
            }

            if (!isOfBatches)
            {
                ShouldBeRefused(0, Prover.Chain(proof, fixture.SecondClose, new()));
                ShouldBeRefused(1, Prover.Chain(fixture.FirstClose, proof, new()));
                ShouldBeRefused(0, Prover.Shrink(proof, new()));
            }

            if (kind != ProofKind.Shrink)
                ShouldBeRefused(0, Prover.Final(proof, new()));
            ShouldBeRefused(0, Prover.Close(proof, fixture.Join, new()));
        }
    }

    /// <summary>A proof that says that it is of another circuit: of the same shape, of the other one, of none.</summary>
    [Fact]
    public void A_proof_under_the_number_of_another_circuit_is_refused()
    {
        StatedProof join = StatedProof.Decode(fixture.Join)!;
        for (int circuit = 0; circuit <= StatedProof.Shrink; circuit++)
        {
            if (circuit == join.Circuit)
                continue;
            byte[] renamed = (join with { Circuit = circuit }).Encode();
            ShouldBeRefused(0, Prover.Join(renamed, fixture.SecondLift, new()));
            ShouldBeRefused(1, Prover.Close(fixture.FirstRun, renamed, new()));
            ShouldBeRefused(0, Prover.Shrink(renamed, new()));
        }
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        foreach ((byte[] valid, int? input, Func<byte[], StepResult> step) in Steps())
        {
            foreach (byte[] damaged in Damaged(valid, seed: valid.Length))
                ShouldBeRefused(input, step(damaged));
        }
    }

    /// <summary>A run is what a close is told about its execution. What the circuit has as constants, or does not state, may be anything there; whatever else is changed, there is no proof.</summary>
    [Fact]
    public void No_change_of_a_run_changes_what_is_closed()
    {
        ShouldBeRefused(0, Prover.Close([], fixture.Join, new()));
        ShouldBeRefused(0, Prover.Close(fixture.FirstRun.AsSpan(1), fixture.Join, new()));
        KoalaBear[] statement = StatedProof.Decode(fixture.FirstClose)!.PublicValues;
        int refused = 0;
        for (int at = 0; at < fixture.FirstRun.Length; at += 37)
        {
            byte[] changed = [.. fixture.FirstRun];
            changed[at] ^= 1;
            StepResult result = Prover.Close(changed, fixture.Join, new());
            if (result.Proof is { } proof)
            {
                StatedProof.Decode(proof)!.PublicValues.ShouldBe(statement);
                continue;
            }

            result.Fault.ShouldNotBeNull().Input.ShouldBeOneOf(null, 0);
            refused++;
        }

        refused.ShouldBeGreaterThan(20);
    }

    /// <summary>Lifts say any set of keys: one that is not the prover's own gets no parent.</summary>
    [Fact]
    public void A_proof_under_a_foreign_set_of_keys_is_refused()
    {
        InnerCircuits inner = fixture.Keys.Inner;
        StatedProof lift = StatedProof.Decode(fixture.SecondLift)!;
        ExecutionStatement<KoalaBear> statement = ExecutionStatement<KoalaBear>.Read(lift.PublicValues);
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(statement with { AllowedKeys = [.. statement.AllowedKeys.Select(element => element + KoalaBear.One)] });
        ShouldBeRefused(1, Prover.Close(fixture.SecondRun, (lift with { PublicValues = publicValues }).Encode(), new()));

        // The proof itself is valid, too.
        SegmentProof segment = RunCodec.DecodeSegment(fixture.Segments[0])!;
        VerifyingKey<Poseidon2Suite> machine = fixture.Keys.Machine.Stark.Verifying;
        ProofCodec.TryDecode(machine, segment.Proof, out Proof? proof).IsValid.ShouldBeTrue();
        statement = ExecutionStatement<KoalaBear>.Read(StatedProof.Decode(fixture.Lifts[0])!.PublicValues);
        publicValues = InnerStatement.ToPublicValues(statement with { AllowedKeys = new KoalaBear[statement.AllowedKeys.Length] });
        (Proof? foreign, _) = inner[0].Prove(publicValues, LiftCircuit.Input(machine, proof!), new());
        byte[] stated = new StatedProof(0, publicValues, ProofCodec.Encode(inner[0].Verifying, foreign!)).Encode();
        Prover.Verify(ProofKind.Lift, stated).Reason.ShouldBeNull();
        ShouldBeRefused(null, Prover.Join(stated, fixture.Lifts[1], new()));
        ShouldBeRefused(null, Prover.Join(fixture.Lifts[1], stated, new()));
        ShouldBeRefused(null, Prover.Close(fixture.FirstRun, stated, new()));
    }

    [Fact]
    public void Another_programs_proofs_are_refused()
    {
        (byte[] segment, RecursionProver other) = fixture.OfAnotherProgram();
        ShouldBeRefused(0, Prover.Lift(segment, new()));
        // Circuits do not depend on the program, so the lift is valid; what it says is about another machine key.
        byte[] lift = ProverFixture.Proof(other.Lift(segment, new()));
        Prover.Verify(ProofKind.Lift, lift).Reason.ShouldBeNull();
        ShouldBeRefused(null, Prover.Close(fixture.SecondRun, lift, new()));
        ShouldBeRefused(null, Prover.Join(fixture.Lifts[0], lift, new()));
        other.Verify(ProofKind.Final, fixture.Final).Reason.ShouldBe("the proof is of another program");
        ShouldBeRefused(null, other.Shrink(fixture.Chain, new()));
    }

    private static void ShouldBeRefused(int? input, StepResult result)
    {
        result.Proof.ShouldBeNull();
        result.Fault.ShouldNotBeNull().Input.ShouldBe(input);
        result.Fault.Reason.ShouldNotBeEmpty();
    }

    /// <summary>Every input of every step that is a proof, with the number by which a fault names it.</summary>
    private IEnumerable<(byte[] Valid, int? Input, Func<byte[], StepResult> Step)> Steps() =>
    [
        (fixture.Segments[0], 0, proof => Prover.Lift(proof, new())),
        (fixture.Lifts[0], 0, proof => Prover.Join(proof, fixture.Lifts[1], new())),
        (fixture.Lifts[1], 1, proof => Prover.Join(fixture.Lifts[0], proof, new())),
        (fixture.Join, 1, proof => Prover.Close(fixture.FirstRun, proof, new())),
        (fixture.FirstClose, 0, proof => Prover.Chain(proof, fixture.SecondClose, new())),
        (fixture.SecondClose, 1, proof => Prover.Chain(fixture.FirstClose, proof, new())),
        (fixture.Chain, 0, proof => Prover.Shrink(proof, new())),
        (fixture.Shrink, 0, proof => Prover.Final(proof, new())),
    ];

    /// <summary>Cut off, prolonged, and with a bit changed anywhere.</summary>
    private static IEnumerable<byte[]> Damaged(byte[] valid, int seed)
    {
        Random random = new(seed);
        yield return [];
        yield return valid[..8];
        yield return valid[..^1];
        yield return [.. valid, 0];
        yield return valid[..random.Next(valid.Length)];
        for (int i = 0; i < 24; i++)
        {
            byte[] changed = [.. valid];
            // The first ones hit the header and the public values.
            changed[i < 8 ? random.Next(Math.Min(250, valid.Length)) : random.Next(valid.Length)] ^= (byte)(1 << random.Next(8));
            yield return changed;
        }
    }
}
