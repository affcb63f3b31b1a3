using Rollup.Stark.Airs;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>The sizes that key and heights give to the parts of a proof. Those of the Merkle openings depend on the queries and are checked with them.</summary>
internal static class ProofLayout
{
    public static VerificationResult CheckHeights<THash>(VerifyingKey<THash> key, IReadOnlyList<int> logHeights)
        where THash : struct, IHashSuite<THash>
    {
        if (logHeights.Count != key.Shapes.Count)
            return new(VerificationError.WrongTableCount, $"{logHeights.Count} tables instead of {key.Shapes.Count}");
        return HeightRules.Violation(key, logHeights) is string violation ? new(VerificationError.HeightNotAllowed, violation) : VerificationResult.Valid;
    }

    /// <summary>How many cumulative sums there are: one per table that has interactions and is not left out.</summary>
    public static int CumulativeSums<THash>(VerifyingKey<THash> key, IReadOnlyList<int> logHeights)
        where THash : struct, IHashSuite<THash>
        => key.Shapes.Where((shape, table) => shape.HasInteractions && logHeights[table] != StarkParameters.AbsentLogHeight).Count();

    /// <summary>The lengths of a table's openings, in the order of <see cref="TableOpenings.All"/>.</summary>
    public static int[] OpeningLengths(AirShape shape, int logHeight)
    {
        if (logHeight == StarkParameters.AbsentLogHeight)
            return new int[6];
        int logUp = CommittedTrees.Width(shape, ColumnKind.LogUp);
        return
        [
            CommittedTrees.Width(shape, ColumnKind.Preprocessed), shape.Width, shape.UsesNext ? shape.Width : 0, logUp, logUp, CommittedTrees.Width(shape, ColumnKind.Quotient),
        ];
    }

    /// <summary>Whether everything but the Merkle openings' contents has its size.</summary>
    public static VerificationResult Check<THash>(VerifyingKey<THash> key, Proof proof)
        where THash : struct, IHashSuite<THash>
    {
        if (CheckHeights(key, proof.LogHeights) is { IsValid: false } heights)
            return heights;
        FriSchedule schedule = new(key.Parameters, proof.LogHeights);
        int rounds = schedule.Rounds.Count;
        bool fits = proof.CumulativeSums.Length == CumulativeSums(key, proof.LogHeights)
            && proof.Openings.Length == key.Shapes.Count
            && proof.Openings.Zip(key.Shapes, proof.LogHeights).All(p => p.First.All.Select(o => o.Length).SequenceEqual(OpeningLengths(p.Second, p.Third)))
            && proof.FriRoots.Length == rounds
            && proof.Nonces.Folding.Length == rounds
            && proof.FinalPolynomial.Length == 1 << schedule.FinalLogLength
            && proof.TraceOpenings.Length == CommittedTrees.Of(key, proof.LogHeights).Kinds.Count
            && proof.FriOpenings.Length == rounds
            && (key.HasInteractions || (proof.LogUpRoot == default && proof.Nonces.LogUp == 0));
        return fits ? VerificationResult.Valid : new(VerificationError.WrongShape, "a part does not have the size that the key gives it");
    }
}
