using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Checking;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Recursion.Tests;

public sealed class VerifierCircuitTests
{
    private static readonly StarkParameters Fast = new("fast", 1, 4, 3, 4, 14, new(1, 2, 3, 4, 2, 5));

    [Fact]
    public void A_keccak_batch_proof_is_verified_in_a_circuit()
    {
        ulong[] states = [.. Enumerable.Range(0, 50).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15)];
        (Trace[] traces, KoalaBear[] publicValues) = KeccakBatch.Generate(states);
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(Fast, KeccakBatch.Airs, [ProofShape.Of(traces)]);
        Proof proof = Prover.Prove(key, traces, publicValues, new());
        Verifier.Verify(key.Verifying, publicValues, proof).IsValid.ShouldBeTrue();

        CircuitRecorder recorder = new(publicValues.Length);
        CircuitBase[] values = [.. Enumerable.Range(0, publicValues.Length).Select(i => CircuitBase.FromBaseValue(recorder.PublicValue(i)))];
        ProofPlan plan = key.Verifying.Plans[0];
        RecordingContext context = new(recorder);
        _ = ProofVerifier<RecordingContext, CircuitBase, CircuitValue, CircuitDigest, CircuitBit>.Verify(
            context, plan, recorder.Constant(key.Verifying.StructureDigest), [.. key.Verifying.PreprocessedCap.Select(d => recorder.Constant(d))], values, ProofInput.Record(recorder, plan));
        CircuitProgram program = recorder.Build();
        Circuit circuit = new(program, program.MinimalShape);
        CircuitWitness witness = CircuitRun.Execute(circuit, publicValues, ProofInput.Flatten(proof));
        witness.Violation.ShouldBeNull();
        TraceChecker.FindViolation(circuit.Airs, witness.Traces, publicValues).ShouldBeNull();

        // Whatever element of the proof or public value is changed, the circuit has no witness.
        KoalaBear[] input = ProofInput.Flatten(proof);
        Random random = new(1);
        for (int i = 0; i < 60; i++)
        {
            KoalaBear[] changed = i % 6 == 0 ? publicValues : input;
            int index = random.Next(changed.Length);
            changed[index] += KoalaBear.One;
            CircuitRun.Execute(circuit, publicValues, input).IsValid.ShouldBeFalse($"element {index}");
            changed[index] -= KoalaBear.One;
        }
    }
}
