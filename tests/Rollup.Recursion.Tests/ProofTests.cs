using Rollup.Kernel.Fields;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Tests;

public sealed class ProofTests
{
    private static readonly StarkParameters Fast = new("fast", 2, 12, 2, 4, 14, GrindingBits.None);

    [Fact]
    public void A_circuit_is_proven_and_its_public_values_are_bound()
    {
        (Circuit circuit, CircuitWitness witness, KoalaBear[] publicValues) = SmallCircuit.Create();
        ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(Fast, circuit.Airs, [ProofShape.Of(witness.Traces)]);
        Proof proof = Prover.Prove(key, witness.Traces, publicValues, new());
        Verifier.Verify(key.Verifying, publicValues, proof).IsValid.ShouldBeTrue();
        publicValues[8] += KoalaBear.One;
        Verifier.Verify(key.Verifying, publicValues, proof).IsValid.ShouldBeFalse();
    }
}
