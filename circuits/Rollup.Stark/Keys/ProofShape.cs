using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Keys;

/// <summary>
/// The heights of a proof's tables, in the key's order, as logarithms; <see cref="StarkParameters.AbsentLogHeight"/> for one that is left out. A key accepts the shapes it was created with and no
/// others: for each of them the soundness was computed, and a recursive verifier is a circuit for one of them.
/// </summary>
public sealed class ProofShape(params IReadOnlyList<int> logHeights) : IEquatable<ProofShape>
{
    /// <summary>The most distinct heights. Every further one costs soundness in LogUp, whose buses join tables of all heights, and a round of folding.</summary>
    public const int MaxDistinctHeights = 5;

    public IReadOnlyList<int> LogHeights { get; } = [.. logHeights];

    /// <summary>Distinct heights of the tables that are present, tallest first.</summary>
    public IEnumerable<int> DistinctHeights => LogHeights.Where(h => h != StarkParameters.AbsentLogHeight).Distinct().OrderDescending();

    /// <summary>That of traces; null leaves a table out.</summary>
    public static ProofShape Of(IEnumerable<Trace?> traces) => new([.. traces.Select(t => t?.LogHeight ?? StarkParameters.AbsentLogHeight)]);

    public bool Equals(ProofShape? other) => other is not null && LogHeights.SequenceEqual(other.LogHeights);

    public override bool Equals(object? obj) => Equals(obj as ProofShape);

    public override int GetHashCode() => LogHeights.Aggregate(0, HashCode.Combine);

    public override string ToString() => $"({string.Join(", ", LogHeights.Select(h => h == StarkParameters.AbsentLogHeight ? "–" : $"2^{h}"))})";
}
