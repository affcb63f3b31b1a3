using Rollup.Kernel.Fields;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

public sealed class FibonacciProofTests
{
    [Theory]
    [InlineData(4, 1, 1, 4)]
    [InlineData(5, 1, 4, 4)]
    [InlineData(8, 1, 2, 4)]
    [InlineData(9, 3, 4, 5)]
    [InlineData(7, 8, 3, 4)]
    public void A_proof_verifies_at_any_height_blow_up_and_folding(int logHeight, int logBlowup, int logFolding, int logFinal)
    {
        ShouldVerify<Poseidon2Suite>(logHeight, TestParameters.Fast(logBlowup, 12, logFolding, logFinal));
        ShouldVerify<KeccakSuite>(logHeight, TestParameters.Fast(logBlowup, 12, logFolding, logFinal));
    }

    [Fact]
    public void A_proof_with_work_before_every_challenge_verifies()
    {
        ShouldVerify<Poseidon2Suite>(8, TestParameters.WithWork);
        ShouldVerify<KeccakSuite>(8, TestParameters.WithWork);
    }

    [Fact]
    public void All_packed_fields_give_the_same_proof()
    {
        ShouldNotDependOnThePackedField<Poseidon2Suite>();
        ShouldNotDependOnThePackedField<KeccakSuite>();
    }

    [Fact]
    public void A_wrong_public_value_is_rejected()
    {
        (ProvingKey<Poseidon2Suite> key, Trace trace, KoalaBear[] publicValues) = Setup<Poseidon2Suite>(6, TestParameters.Fast());
        byte[] proof = ProofCodec.Encode(key.Verifying, Prover.Prove(key, [trace], publicValues));
        publicValues[2] += KoalaBear.One;

        Verifier.Verify(key.Verifying, publicValues, proof).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
    }

    [Fact]
    public void A_trace_that_breaks_a_constraint_is_rejected()
    {
        (ProvingKey<Poseidon2Suite> key, Trace trace, KoalaBear[] publicValues) = Setup<Poseidon2Suite>(6, TestParameters.Fast());
        trace[17, 1] += KoalaBear.One;

        Verifier.Verify(key.Verifying, publicValues, Prover.Prove(key, [trace], publicValues)).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
    }

    [Fact]
    public void Parts_of_logup_are_empty_without_interactions()
    {
        (ProvingKey<Poseidon2Suite> key, Trace trace, KoalaBear[] publicValues) = Setup<Poseidon2Suite>(6, TestParameters.Fast());
        Proof proof = Prover.Prove(key, [trace], publicValues);
        Verdict(proof with { Nonces = [default] }).ShouldBe(VerificationError.WrongNonceCount);
        Verdict(proof with { LogUpCap = [default] }).ShouldBe(VerificationError.WrongCommitmentSize);
        Verdict(proof with { CumulativeSums = [Extension.Zero] }).ShouldBe(VerificationError.WrongSumCount);

        VerificationError Verdict(Proof filled) => Verifier.Verify(key.Verifying, publicValues, filled).Error;
    }

    private static void ShouldVerify<THash>(int logHeight, StarkParameters parameters)
        where THash : struct, IHashSuite<THash>
    {
        (ProvingKey<THash> key, Trace trace, KoalaBear[] publicValues) = Setup<THash>(logHeight, parameters);
        byte[] proof = ProofCodec.Encode(key.Verifying, Prover.Prove(key, [trace], publicValues));
        Verifier.Verify(key.Verifying, publicValues, proof).ShouldBe(VerificationResult.Valid);
    }

    private static void ShouldNotDependOnThePackedField<THash>()
        where THash : struct, IHashSuite<THash>
    {
        (ProvingKey<THash> key, Trace trace, KoalaBear[] publicValues) = Setup<THash>(6, TestParameters.WithWork);
        byte[] expected = Encoded<Scalar>();
        Encoded<Packed128>().ShouldBe(expected);
        Encoded<Packed256>().ShouldBe(expected);
        Encoded<Packed512>().ShouldBe(expected);

        byte[] Encoded<P>()
            where P : unmanaged, IPackedField<P>
            => ProofCodec.Encode(key.Verifying, Prover.Prove<THash, P>(key, [trace], publicValues));
    }

    private static (ProvingKey<THash> Key, Trace Trace, KoalaBear[] PublicValues) Setup<THash>(int logHeight, StarkParameters parameters)
        where THash : struct, IHashSuite<THash>
    {
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.FromCanonical(5), 1 << logHeight);
        return (ProvingKey<THash>.Create(parameters, [new FibonacciAir()], [new(logHeight)]), trace, publicValues);
    }
}
