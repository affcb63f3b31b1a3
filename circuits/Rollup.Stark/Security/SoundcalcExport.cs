using System.Globalization;
using System.Text;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Security;

/// <summary>
/// Writes a parameter set and its tables as a TOML file for the public <c>soundcalc</c> tool, so that others can check the figures. What that tool calls the early-stop degree is the
/// size of the last domain. It knows no tables of several heights: it counts LogUp's list once and not per height, and no error for rolled-in tables.
/// </summary>
public static class SoundcalcExport
{
    /// <summary>One circuit, with the tallest table's height and the sums over the tables that soundcalc's single-table model bounds from above.</summary>
    public static string ToToml(StarkParameters parameters, HashKind hash, IReadOnlyList<TableProfile> tables) => ToToml(
        parameters.Name, parameters, hash, tables, tables.GroupBy(t => t.LogHeight).Max(g => g.Sum(t => t.Openings)), SoundnessCalculator.Compute(parameters, hash, tables));

    /// <summary>The same of the proofs of a plan, whose batches hold zero cells, too.</summary>
    public static string ToToml(string name, ProofPlan plan, HashKind hash) => ToToml(
        name, plan.Parameters, hash, [.. plan.Tables.Select(TableProfile.Of)], plan.Schedule.Heights.Max(plan.BatchSize), SoundnessCalculator.Compute(plan, hash));

    private static string ToToml(string name, StarkParameters parameters, HashKind hash, IReadOnlyList<TableProfile> tables, int batchSize, SoundnessReport report)
    {
        FriSchedule schedule = new(parameters, tables.Select(t => t.LogHeight));
        StringBuilder toml = new();
        Line($"[zkevm]");
        Line($"name = \"Rollup\"");
        Line($"protocol_family = \"FRI_STARK\"");
        Line($"version = \"1\"");
        Line($"field = \"KoalaBear^5\"");
        Line($"hash_size_bits = {2 * SoundnessCalculator.CollisionBits(hash)}");
        Line($"");
        Line($"[[circuits]]");
        Line($"name = \"{name}\"");
        Line($"rho = {Math.Pow(2, -parameters.LogBlowup)}");
        Line($"trace_length = {1 << schedule.Heights[0]}");
        Line($"air_max_degree = {tables.Max(t => t.MaxDegree)}");
        Line($"num_constraints = {tables.Sum(t => t.Constraints)}");
        Line($"batch_size = {batchSize}");
        Line($"opening_points = 2");
        Line($"power_batching = true");
        Line($"num_queries = {parameters.Queries}");
        Line($"fri_folding_factors = [{string.Join(", ", schedule.Rounds.Select(r => r.Folding))}]");
        Line($"fri_early_stop_degree = {1 << (schedule.FinalLogLength + parameters.LogBlowup)}");
        Line($"grinding_batching_phase = {parameters.Grinding.Batching}");
        Line($"grinding_commit_phase = {parameters.Grinding.Folding}");
        Line($"grinding_query_phase = {parameters.Grinding.Queries}");
        Line($"grinding_deep = {parameters.Grinding.OutOfDomain}");
        if (report.Regime is JohnsonBound johnson)
        {
            Line($"explicit_regime = \"list\"");
            // A hair more, because soundcalc rounds the multiplicity it takes back out of the gap up.
            Line($"gap_to_radius = {johnson.Gap(parameters.LogBlowup) * (1 + 1e-9):R}");
        }
        else
        {
            Line($"explicit_regime = \"unique\"");
        }

        long messages = tables.Sum(t => (long)t.Interactions << t.LogHeight);
        if (messages > 0)
        {
            Line($"");
            Line($"[[circuits.lookups]]");
            Line($"name = \"buses\"");
            Line($"logup_type = \"univariate\"");
            Line($"rows_L = {messages}");
            Line($"rows_T = 0");
            Line($"num_columns_S = {tables.Max(t => t.MessageLength) + 1}");
            Line($"grinding_bits_lookup = {parameters.Grinding.LogUp}");
        }

        return toml.ToString();

        void Line(FormattableString text) => toml.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
