using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Proofs;

namespace Rollup.Stark.Tests.Chips;

/// <summary>
/// Soundness of the AIRs from the bottom: a valid witness with one cell changed must fail, whichever cell it is. Of large tables cells are sampled; <see cref="ColumnCoverageTests"/> reaches all columns.
/// </summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData("fibonacci", 1)]
    [InlineData("squares", 1)]
    [InlineData("poseidon2", 1)]
    [InlineData("keccak", 997)]
    [InlineData("keccak batch", 2003)]
    public void Every_changed_cell_fails_the_checker(string name, int stride)
    {
        ChipWitness witness = ChipWitness.Create(name);
        Random random = new(6);
        for (int table = 0; table < witness.Traces.Length; table++)
        {
            Trace trace = witness.Traces[table];
            for (int cell = 0; cell < trace.Width * trace.Height; cell += stride)
                ShouldFail(witness, table, cell / trace.Width, cell % trace.Width, random);
        }
    }

    [Theory]
    [InlineData("fibonacci")]
    [InlineData("squares")]
    [InlineData("poseidon2")]
    [InlineData("keccak")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    public void The_proof_of_a_witness_with_a_changed_cell_is_rejected(string name)
    {
        ChipWitness witness = ChipWitness.Create(name);
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 2) with { MaxLogHeight = 16 }, witness.Airs, [ProofShape.Of(witness.Traces)]);
        Random random = new(8);
        for (int repetition = 0; repetition < (name is "fibonacci" or "squares" or "poseidon2" ? 12 : 2); repetition++)
        {
            Trace trace = witness.Traces[repetition % witness.Traces.Length];
            int row = random.Next(Math.Min(trace.Height, 6)), column = random.Next(trace.Width);
            KoalaBear original = trace[row, column];
            trace[row, column] += KoalaBear.FromCanonical((uint)random.Next(1, 1000));
            Proof proof = Prover.Prove(key, witness.Traces, witness.PublicValues);
            trace[row, column] = original;

            VerificationResult verdict = Verifier.Verify(key.Verifying, witness.PublicValues, proof);
            verdict.Error.ShouldBeOneOf(VerificationError.ConstraintsNotSatisfied, VerificationError.BusesDoNotBalance);
        }
    }

    [Theory]
    [InlineData("squares")]
    [InlineData("keccak batch")]
    [InlineData("mulmod")]
    public void Rows_of_zeros_send_and_receive_nothing(string name)
    {
        foreach (IAir air in ChipWitness.Create(name).Airs)
        {
            List<CheckedInteraction> interactions = [];
            Scalar[] zeros = new Scalar[air.Width];
            CheckingBuilder builder = new(zeros, zeros, new Scalar[air.Preprocessed()?.Width ?? 0], new KoalaBear[air.PublicValueCount], false, false, interactions);
            air.Evaluate<CheckingBuilder, Scalar>(ref builder);
            interactions.ShouldBeEmpty(air.Name);
        }
    }

    [Theory]
    [InlineData("mulmod", 0)]
    [InlineData("keccak batch", 0)]
    [InlineData("keccak batch", 1)]
    public void A_multiplicity_above_its_bound_breaks_a_constraint(string name, int table)
    {
        // The checker would object to a multiplicity of 2 by itself; a verifier has only the constraints.
        ChipWitness witness = ChipWitness.Create(name);
        int column = Enumerable.Range(0, witness.Traces[table].Width).Single(i => witness.Airs[table].ColumnName(i) == "IsReal");
        witness.Traces[table][0, column] = KoalaBear.Two;
        TraceChecker.FindViolation(witness.Airs, witness.Traces, witness.PublicValues).ShouldNotBeNull().What.ShouldBe("IsReal is a bit");
    }

    private static void ShouldFail(ChipWitness witness, int table, int row, int column, Random random)
    {
        Trace trace = witness.Traces[table];
        KoalaBear original = trace[row, column];
        trace[row, column] += random.Next(2) == 0 ? KoalaBear.One : KoalaBear.FromCanonical((uint)random.Next(1, int.MaxValue - (1 << 24)));
        TraceViolation? violation = TraceChecker.FindViolation(witness.Airs, witness.Traces, witness.PublicValues);
        trace[row, column] = original;
        violation.ShouldNotBeNull($"table {witness.Airs[table].Name}, row {row}, {witness.Airs[table].ColumnName(column)}");
    }
}
