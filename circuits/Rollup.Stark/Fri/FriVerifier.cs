using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Fri;

/// <summary>
/// The query phase of FRI. The Merkle openings must have been verified.
/// </summary>
public static class FriVerifier
{
    /// <summary>
    /// Whether at every query the batched values fold, round by round, to the final polynomial. <paramref name="batched"/>(h, e) is the batched value of
    /// height h at domain index e; <paramref name="rollIns"/> holds one challenge per round, used where the round rolls in.
    /// </summary>
    public static bool Verify(
        FriSchedule schedule, int logBlowup, IReadOnlyCollection<int> queries, Func<int, int, Extension> batched,
        Extension[] betas, Extension[] rollIns, MerkleOpening[] openings, Extension[] finalPolynomial)
    {
        // Row of each folded index in each round's opening.
        Dictionary<int, int>[] rows = [.. schedule.Rounds.Select(round =>
            MerkleVerifier.DistinctRows(queries, round.FoldedLogHeight + logBlowup).Select((index, row) => (index, row)).ToDictionary(p => p.index, p => p.row))];
        foreach (int query in queries.Distinct())
        {
            int logSize = schedule.Heights[0] + logBlowup;
            int index = query & ((1 << logSize) - 1);
            Extension value = batched(schedule.Heights[0], index);
            for (int i = 0; i < schedule.Rounds.Count; i++)
            {
                FriRound round = schedule.Rounds[i];
                int foldedLogSize = logSize - round.LogFolding;
                int folded = index & ((1 << foldedLogSize) - 1);
                KoalaBear[] row = openings[i].Rows[0][rows[i][folded]];
                Span<Extension> values = new Extension[round.Folding];
                for (int t = 0; t < values.Length; t++)
                    values[t] = PackedRows.ToExtension(row.AsSpan(5 * t, 5));
                if (values[index >> foldedLogSize] != value)
                    return false;
                value = FriFolding.Fold(values, new Scalar(Domain.Point(logSize, folded).Inverse()), betas[i]);
                logSize = foldedLogSize;
                index = folded;
                if (round.RollsIn)
                    value += rollIns[i] * batched(round.FoldedLogHeight, index);
            }

            if (Evaluate(finalPolynomial, Domain.Point(logSize, index)) != value)
                return false;
        }

        return true;
    }

    /// <summary>The polynomial with the given coefficients, lowest first, at a base point.</summary>
    private static Extension Evaluate(Extension[] coefficients, KoalaBear point)
    {
        Extension result = default;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            result = (result * new Scalar(point)) + coefficients[i];
        return result;
    }
}
