using Rollup.Stark.Parameters;

namespace Rollup.Stark.Fri;

/// <summary>
/// The order of folding, fixed by parameters and heights. Folding starts at the tallest table and stops at the height of every further table, which is rolled in there.
/// Tables that are left out have no part in it. Heights are logarithms of trace heights: the codeword of height h has 2^(h + b) points.
/// </summary>
public sealed class FriSchedule
{
    public FriSchedule(StarkParameters parameters, IEnumerable<int> logHeights)
    {
        Heights = [.. logHeights.Where(h => h != StarkParameters.AbsentLogHeight).Distinct().OrderDescending()];
        FinalLogLength = Math.Min(parameters.LogFinalLength, Heights[^1]);
        List<FriRound> rounds = [];
        int current = Heights[0];
        while (current > FinalLogLength)
        {
            int stop = Heights.Where(h => h < current).DefaultIfEmpty(FinalLogLength).Max();
            int logFolding = Math.Min(parameters.LogFolding, current - Math.Max(stop, FinalLogLength));
            current -= logFolding;
            rounds.Add(new(current + logFolding, logFolding, RollsIn: Heights.Contains(current)));
        }

        Rounds = rounds;
    }

    /// <summary>Distinct heights, tallest first.</summary>
    public IReadOnlyList<int> Heights { get; }

    public IReadOnlyList<FriRound> Rounds { get; }

    /// <summary>The final polynomial has 2^FinalLogLength coefficients.</summary>
    public int FinalLogLength { get; }
}
