using Rollup.Kernel.Fields;
using Rollup.Stark.Checking;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Proofs;

namespace Rollup.Stark.Tests.Chips;

/// <summary>Chips behind a bus: they answer for what they compute, and for nothing else.</summary>
public sealed class ChipBusTests
{
    [Theory]
    [InlineData("poseidon2 behind a bus")]
    [InlineData("mulmod behind a bus")]
    public void A_chip_answers_for_what_it_computes_only(string name)
    {
        ChipWitness witness = ChipWitness.Create(name);
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 2) with { MaxLogHeight = 16 }, witness.Airs, [ProofShape.Of(witness.Traces)]);
        TraceChecker.FindViolation(witness.Airs, witness.Traces, []).ShouldBeNull();
        Verifier.Verify(key.Verifying, [], Prover.Prove(key, witness.Traces, [])).ShouldBe(VerificationResult.Valid);

        // The fourth message claims another result.
        witness.Traces[0][3, witness.Traces[0].Width - 1] += KoalaBear.One;
        TraceChecker.FindViolation(witness.Airs, witness.Traces, []).ShouldNotBeNull();
        Verifier.Verify(key.Verifying, [], Prover.Prove(key, witness.Traces, [])).Error.ShouldBe(VerificationError.BusesDoNotBalance);
    }
}
