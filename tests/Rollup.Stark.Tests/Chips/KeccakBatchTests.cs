using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Proofs;

namespace Rollup.Stark.Tests.Chips;

/// <summary>Witnesses against the batch's statement that break no constraint of either table: the buses alone tie an output to its input.</summary>
public sealed class KeccakBatchTests
{
    [Fact]
    public void A_permutation_that_the_end_of_the_table_cuts_off_cannot_be_absorbed()
    {
        // Of the third permutation 16 rounds fit into 64 rows. Its input is sent, and its output, which would be anyone's choice, never is.
        (Trace[] traces, KoalaBear[] publicValues) = KeccakBatch.Generate(ChipWitness.States(3));
        Trace cut = new(KeccakAir.ColumnCount, 64);
        for (int row = 0; row < cut.Height; row++)
            traces[0].Row(row).CopyTo(cut.Row(row));
        ShouldBeUnbalanced([cut, traces[1]], publicValues);
    }

    [Fact]
    public void Two_permutations_cannot_share_a_number()
    {
        // Both inputs and both outputs go by number 0, so that either output might be taken for either input.
        (Trace[] traces, KoalaBear[] publicValues) = KeccakBatch.Generate(ChipWitness.States(2));
        for (int row = PackedKeccak.Rounds; row < 2 * PackedKeccak.Rounds; row++)
            traces[0].Row(row).As<KeccakColumns<KoalaBear>, KoalaBear>().Number = KoalaBear.Zero;
        ShouldBeUnbalanced(traces, publicValues);
    }

    [Fact]
    public void A_real_permutation_cannot_be_left_out_of_the_digest()
    {
        (Trace[] traces, _) = KeccakBatch.Generate(ChipWitness.States(2));
        (Trace digest, KoalaBear[] publicValues) = KeccakDigestTrace.Generate(ChipWitness.States(1));
        ShouldBeUnbalanced([traces[0], digest], publicValues);
    }

    private static void ShouldBeUnbalanced(Trace[] traces, KoalaBear[] publicValues)
    {
        TraceViolation violation = TraceChecker.FindViolation(KeccakBatch.Airs, traces, publicValues).ShouldNotBeNull();
        violation.What.ShouldContain("times more than it is received");
        ProvingKey<KeccakSuite> key = KeccakBatch.CreateKey<KeccakSuite>(TestParameters.Fast(queries: 2));
        Verifier.Verify(key.Verifying, publicValues, Prover.Prove(key, traces, publicValues)).Error.ShouldBe(VerificationError.BusesDoNotBalance);
    }
}
