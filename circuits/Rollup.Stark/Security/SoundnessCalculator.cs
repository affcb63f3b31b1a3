using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Security;

/// <summary>
/// Computes the soundness of a proof from proven bounds, one row per challenge as in round-by-round soundness: by the theorem of Ben-Sasson, Chiesa and Spooner (2016/116) as used in
/// ethSTARK (2021/582, section 6) the non-interactive error is at most the interactive one per hash query, to which grinding adds its work. With L the list size, |F| the
/// size of the challenge field, and sums over tables or heights:
/// <list type="bullet">
/// <item>LogUp (2022/1530, lemma 5): N messages of s elements; the difference of the two sides is a fraction in α, β whose numerator has degree at most N·(s + 1): L^h·N·(s + 1)/|F|, where h is the
/// number of distinct heights, because buses join tables of all heights and each has its own list,</item>
/// <item>composition (2021/582, theorem 4): L·K/|F| for K constraints,</item>
/// <item>out-of-domain point, DEEP-ALI (2022/1216, theorem 8): L·(d·(n + 1) + n − 1)/(|F| − p) with two points opened; d is the constraints' degree or, if that is higher, the 2^q + 1 of
/// Z·Q with 2^q quotient chunks; no point of the base field is accepted,</item>
/// <item>batching by powers: (terms − 1)·ε at every height, ε being the regime's linear error; terms are openings and the zero cells between them,</item>
/// <item>folding by 2^k: (2^k − 1)·ε of the folded code, and ε for a table rolled in there,</item>
/// <item>queries: (1 − θ)^queries.</item>
/// </list>
/// </summary>
public static class SoundnessCalculator
{
    private const int MaxMultiplicity = 200;

    /// <summary>Collisions of digests: 2^124 for the eight elements of Poseidon2, 2^104 for the 26 bytes that trees keep of Keccak.</summary>
    public static int CollisionBits(HashKind hash) => hash == HashKind.Poseidon2 ? 124 : 4 * KeccakSuite.NodeBytes;

    /// <summary>The report of the regime that proves the most: unique decoding, or the Johnson bound with the best multiplicity.</summary>
    public static SoundnessReport Compute(ProofPlan plan, HashKind hash) => Best(plan.Parameters, hash, [.. plan.Tables.Select(TableProfile.Of)], plan.BatchSize);

    /// <summary>As for a plan, of tables whose openings are batched without zero cells.</summary>
    public static SoundnessReport Compute(StarkParameters parameters, HashKind hash, IReadOnlyList<TableProfile> tables) => Best(parameters, hash, tables, OpeningsOf(tables));

    public static SoundnessReport Compute(StarkParameters parameters, HashKind hash, IReadOnlyList<TableProfile> tables, ProximityRegime regime)
        => Compute(parameters, hash, tables, OpeningsOf(tables), regime);

    private static SoundnessReport Best(StarkParameters parameters, HashKind hash, IReadOnlyList<TableProfile> tables, Func<int, int> batchSize)
        => Enumerable.Range(3, MaxMultiplicity - 2).Select(m => (ProximityRegime)new JohnsonBound(m)).Prepend(new UniqueDecoding())
            .Select(regime => Compute(parameters, hash, tables, batchSize, regime)).MaxBy(report => report.Bits)!;

    private static Func<int, int> OpeningsOf(IReadOnlyList<TableProfile> tables) => height => tables.Where(t => t.LogHeight == height).Sum(t => t.Openings);

    private static SoundnessReport Compute(StarkParameters parameters, HashKind hash, IReadOnlyList<TableProfile> tables, Func<int, int> batchSize, ProximityRegime regime)
    {
        int b = parameters.LogBlowup;
        double list = regime.LogListSize(b), field = ProximityRegime.LogFieldSize;
        GrindingBits grinding = parameters.Grinding;
        FriSchedule schedule = new(parameters, tables.Select(t => t.LogHeight));
        List<SoundnessRow> rows = [];
        double messages = tables.Sum(t => t.Interactions * Math.Pow(2, t.LogHeight));
        if (messages > 0)
        {
            double degree = Math.Log2(messages * (tables.Max(t => t.MessageLength) + 1));
            Add("LogUp", Math.Pow(2, (list * schedule.Heights.Count) + degree - field), grinding.LogUp);
        }

        Add("composition", tables.Sum(t => Math.Pow(2, list + Math.Log2(t.Constraints) - field)), grinding.Composition);
        Add("out-of-domain point", tables.Sum(t => OutOfDomainError(t)), grinding.OutOfDomain);
        Add("batching", schedule.Heights.Sum(h => (batchSize(h) - 1.0) * Linear(h)), grinding.Batching);
        foreach (FriRound round in schedule.Rounds)
            Add($"folding to 2^{round.FoldedLogHeight}", (round.Folding - 1 + (round.RollsIn ? 1 : 0)) * Linear(round.FoldedLogHeight), grinding.Folding);
        Add("queries", Math.Pow(1 - regime.Proximity(b), parameters.Queries), grinding.Queries);
        return new(regime, rows, CollisionBits(hash));

        double Linear(int logDimension) => Math.Pow(2, regime.LogLinearError(b, logDimension));

        double OutOfDomainError(TableProfile table)
        {
            double n = Math.Pow(2, table.LogHeight);
            double degree = Math.Max(table.MaxDegree, 1 + (1 << AirStructure.LogChunks(table.MaxDegree)));
            double numerator = (degree * (n + 1)) + n - 1;
            return Math.Pow(2, list) * numerator / (Math.Pow(2, field) - KoalaBear.Modulus);
        }

        void Add(string source, double error, int grindingBits) => rows.Add(new(source, grindingBits - Math.Log2(error), grindingBits));
    }
}
