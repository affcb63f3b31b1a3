using System.Numerics;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Chips.MulMod;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Proofs;

namespace Rollup.Stark.Tests.Chips;

public sealed class ChipTests
{
    [Theory]
    [InlineData("fibonacci")]
    [InlineData("squares")]
    [InlineData("poseidon2")]
    [InlineData("keccak")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    public void A_valid_witness_passes_the_checker_and_its_proof_verifies(string name)
    {
        ChipWitness witness = ChipWitness.Create(name);
        TraceChecker.FindViolation(witness.Airs, witness.Traces, witness.PublicValues).ShouldBeNull();

        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 5) with { MaxLogHeight = 16 }, witness.Airs, [ProofShape.Of(witness.Traces)]);
        byte[] proof = ProofCodec.Encode(key.Verifying, Prover.Prove(key, witness.Traces, witness.PublicValues));
        Verifier.Verify(key.Verifying, witness.PublicValues, proof).ShouldBe(VerificationResult.Valid);
    }

    [Fact]
    public void The_poseidon2_trace_ends_in_the_permutations_output()
    {
        Trace trace = ChipWitness.Poseidon2().Traces[0];
        for (int row = 0; row < trace.Height; row++)
        {
            KoalaBear[] state = trace.Row(row)[..16].ToArray();
            Poseidon2Permutation.Permute16(state);
            trace.Row(row)[^16..].ToArray().ShouldBe(state);
        }
    }

    [Fact]
    public void The_keccak_trace_ends_in_the_permutations_output()
    {
        Trace trace = ChipWitness.Keccak(2).Traces[0];
        ulong[] states = ChipWitness.States(2);
        for (int permutation = 0; permutation < 2; permutation++)
        {
            Span<ulong> state = states.AsSpan(25 * permutation, 25);
            PackedKeccak.Permute(MemoryMarshal.Cast<ulong, KeccakLanes1>(state));
            KoalaBear[] limbs = new KoalaBear[100];
            KeccakTrace.WriteLimbs(state, limbs);
            ref KeccakColumns<KoalaBear> last = ref trace.Row((24 * permutation) + 23).As<KeccakColumns<KoalaBear>, KoalaBear>();
            ((ReadOnlySpan<KoalaBear>)last.After).ToArray().ShouldBe(limbs);
        }
    }

    [Fact]
    public void The_mulmod_trace_holds_the_product_modulo_the_modulus()
    {
        Trace trace = ChipWitness.MulMod().Traces[0];
        foreach (((BigInteger left, BigInteger right, BigInteger modulus), int row) in ChipWitness.MulModOperations().Select((o, i) => (o, i)))
        {
            ref MulModColumns<KoalaBear> columns = ref trace.Row(row).As<MulModColumns<KoalaBear>, KoalaBear>();
            byte[] result = [.. ((ReadOnlySpan<KoalaBear>)columns.Result).ToArray().Select(d => (byte)d.ToCanonical())];
            new BigInteger(result, isUnsigned: true).ShouldBe(left * right % modulus);
        }
    }

    [Fact]
    public void Columns_are_as_many_as_documented()
    {
        Poseidon2Air.PermutationWidth.ShouldBe(164);
        KeccakAir.ColumnCount.ShouldBe(2473);
        KeccakDigestAir.ColumnCount.ShouldBe(4119);
        MulModAir.ColumnCount.ShouldBe(450);
    }

    [Theory]
    [InlineData("fibonacci")]
    [InlineData("squares")]
    [InlineData("poseidon2")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    public void Constraints_have_degree_three_at_most(string name)
    {
        foreach (IAir air in ChipWitness.Create(name).Airs)
            AirStructure.Of(air, air.Preprocessed()?.Width ?? 0, maxDegree: 3).MaxDegree.ShouldBeLessThanOrEqualTo(3);
    }
}
