using System.Globalization;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Security;

namespace Rollup.Stark.Tests.Security;

public sealed class SoundnessTests
{
    /// <summary>The figures at the edge of the promised scope, with Poseidon2 trees.</summary>
    [Theory]
    [InlineData(1, 100.2)]
    [InlineData(2, 100.3)]
    [InlineData(3, 100.8)]
    [InlineData(4, 100.3)]
    [InlineData(7, 101.8)]
    public void Provable100_has_its_bits_at_every_blow_up(int logBlowup, double bits)
        => ShouldHave(ParameterSets.Provable100(logBlowup), 100, bits);

    [Theory]
    [InlineData(1, 110.2)]
    [InlineData(2, 110.1)]
    [InlineData(3, 110.8)]
    [InlineData(4, 110.6)]
    public void Provable110_has_its_bits_at_every_blow_up(int logBlowup, double bits)
        => ShouldHave(ParameterSets.Provable110(logBlowup), 110, bits);

    [Theory]
    [InlineData(1, 120.1)]
    [InlineData(2, 120.1)]
    [InlineData(3, 120.2)]
    [InlineData(4, 120.6)]
    public void Provable120_has_its_bits_at_every_blow_up(int logBlowup, double bits)
        => ShouldHave(ParameterSets.Provable120(logBlowup), 120, bits);

    [Fact]
    public void The_final_proof_has_a_hundred_and_two_bits()
    {
        SoundnessReport report = SoundnessCalculator.Compute(ParameterSets.FinalProof, HashKind.Keccak, ParameterSets.Scope(ParameterSets.FinalProof));
        report.Bits.ShouldBe(102.5, 0.1);
        report.GrindingBits.ShouldBe(28);
        report.CollisionBits.ShouldBe(104);
        ParameterSets.FinalProof.IsSupported.ShouldBeTrue();
    }

    [Fact]
    public void The_shrink_proof_has_a_hundred_and_two_bits()
    {
        SoundnessReport report = SoundnessCalculator.Compute(ParameterSets.ShrinkProof, HashKind.Poseidon2, ParameterSets.Scope(ParameterSets.ShrinkProof));
        report.Bits.ShouldBe(103.9, 0.1);
        report.GrindingBits.ShouldBe(24);
        ParameterSets.ShrinkProof.IsSupported.ShouldBeTrue();
    }

    [Fact]
    public void More_work_than_surely_has_a_nonce_takes_an_earlier_stage_to_start_again_with()
    {
        (ParameterSets.FinalProof with { Grinding = GrindingBits.QueriesOnly(GrindingBits.MaxBeforeQueries) }).IsSupported.ShouldBeFalse();
        (ParameterSets.FinalProof with { Grinding = GrindingBits.QueriesOnly(GrindingBits.Max) }).IsSupported.ShouldBeTrue();
        (ParameterSets.FinalProof with { Grinding = new(1, 0, 0, 0, 0, GrindingBits.MaxBeforeQueries + 1) }).IsSupported.ShouldBeFalse();
        (ParameterSets.FinalProof with { Grinding = new(0, 0, 0, GrindingBits.Max + 1, 0, 0) }).IsSupported.ShouldBeFalse();
    }

    [Fact]
    public void Every_source_of_error_has_a_row()
    {
        StarkParameters parameters = ParameterSets.Provable100(1);
        SoundnessReport report = SoundnessCalculator.Compute(parameters, HashKind.Poseidon2, ParameterSets.Scope(parameters));
        report.Rows.Select(r => r.Source).Where(s => !s.StartsWith("folding", StringComparison.Ordinal))
            .ShouldBe(["LogUp", "composition", "out-of-domain point", "batching", "queries"]);
        report.Rows.Count(r => r.Source.StartsWith("folding", StringComparison.Ordinal)).ShouldBe(7);
        report.CollisionBits.ShouldBe(124);
        report.Bits.ShouldBeLessThan(report.Rows.Min(r => r.Bits));
    }

    [Fact]
    public void Unique_decoding_agrees_with_figures_computed_by_hand()
    {
        // ρ = 1/2: (1 + ρ)/2 = 3/4 per query; |F| = 2^154.94; batching 100 openings at n = 2^11: 99·(512 + 1)/|F|.
        StarkParameters parameters = new("by hand", 1, 50, 4, 4, 10, GrindingBits.None);
        SoundnessReport report = SoundnessCalculator.Compute(parameters, HashKind.Keccak, [new("t", 10, 100, 8, 3, 0, 0)], new UniqueDecoding());
        report.Rows.Single(r => r.Source == "queries").Bits.ShouldBe(50 * -Math.Log2(0.75), 1e-9);
        report.Rows.Single(r => r.Source == "batching").Bits.ShouldBe(154.94 - Math.Log2(99 * 513), 0.01);
        report.Rows.Single(r => r.Source == "composition").Bits.ShouldBe(154.94 - 3, 0.01);
        report.Rows.Single(r => r.Source == "out-of-domain point").Bits.ShouldBe(154.94 - Math.Log2((3 * 1025) + 1023), 0.01);
    }

    [Fact]
    public void Quotient_chunks_beyond_the_constraint_degree_count_at_the_out_of_domain_point()
    {
        // Degree 6 takes 8 chunks, so Z·Q has degree 9n.
        StarkParameters parameters = new("by hand", 3, 50, 4, 4, 10, GrindingBits.None);
        SoundnessReport report = SoundnessCalculator.Compute(parameters, HashKind.Keccak, [new("t", 10, 100, 8, 6, 0, 0)], new UniqueDecoding());
        report.Rows.Single(r => r.Source == "out-of-domain point").Bits.ShouldBe(154.94 - Math.Log2((9 * 1025) + 1023), 0.01);
    }

    [Fact]
    public void The_export_stops_folding_at_the_size_of_the_last_domain()
    {
        foreach (StarkParameters parameters in ParameterSets.All)
        {
            string toml = SoundcalcExport.ToToml(parameters, HashKind.Keccak, ParameterSets.Scope(parameters));
            int[] foldings = [.. Value("fri_folding_factors").Trim('[', ']').Split(", ").Select(f => int.Parse(f, CultureInfo.InvariantCulture))];
            double domain = double.Parse(Value("trace_length"), CultureInfo.InvariantCulture) / double.Parse(Value("rho"), CultureInfo.InvariantCulture);
            foldings.Aggregate(domain, (size, folding) => size / folding).ShouldBe(double.Parse(Value("fri_early_stop_degree"), CultureInfo.InvariantCulture), parameters.Name);

            string Value(string key) => toml.Split('\n').Single(line => line.StartsWith(key + " = ", StringComparison.Ordinal))[(key.Length + 3)..];
        }
    }

    [Fact]
    public void The_keccak_batch_has_a_hundred_bits_in_all_shapes_of_its_key()
    {
        VerifyingKey<KeccakSuite> key = KeccakBatch.CreateKey<KeccakSuite>(ParameterSets.Provable100(1)).Verifying;
        key.Soundness.Count.ShouldBe(key.Plans.Count);
        key.Soundness.Min(report => report.Bits).ShouldBe(101.1, 0.1);
        key.FindPlan(new(5, 4)).ShouldNotBeNull();
        key.FindPlan(new(20, 16)).ShouldNotBeNull();
        key.FindPlan(new(4, 5)).ShouldBeNull();
    }

    [Fact]
    public void The_export_names_field_folding_and_queries()
    {
        VerifyingKey<KeccakSuite> key = KeccakBatch.CreateKey<KeccakSuite>(ParameterSets.Provable100(1)).Verifying;
        string toml = SoundcalcExport.ToToml(key.Parameters, HashKind.Keccak, [.. key.FindPlan(new(15, 10)).ShouldNotBeNull().Tables.Select(TableProfile.Of)]);
        toml.ShouldContain("field = \"KoalaBear^5\"");
        toml.ShouldContain("num_queries = 165");
        toml.ShouldContain("rho = 0.5");
        toml.ShouldContain("trace_length = 32768");
        toml.ShouldContain("fri_folding_factors = [16, 2, 16]");
        toml.ShouldContain("rows_L = 67584");
    }

    private static void ShouldHave(StarkParameters parameters, double promised, double figure)
    {
        parameters.IsSupported.ShouldBeTrue();
        SoundnessReport report = SoundnessCalculator.Compute(parameters, HashKind.Poseidon2, ParameterSets.Scope(parameters));
        report.Bits.ShouldBeGreaterThanOrEqualTo(promised);
        report.Bits.ShouldBe(figure, 0.1);
        report.GrindingBits.ShouldBeLessThanOrEqualTo(22);
    }
}
