using Rollup.Recursion.Witnesses;
using Rollup.Stark.Airs;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Programs;

/// <summary>How the operations of circuits stand in tables: <see cref="CircuitShape"/>, a table per kind, or <see cref="CompactShape"/>, one table. Circuits that one verifier circuit shall check have the same.</summary>
public abstract record CircuitLayout
{
    /// <summary>Of the tables, as logarithms.</summary>
    public abstract IReadOnlyList<int> LogHeights { get; }

    public ProofShape ToProofShape() => new(LogHeights);

    /// <summary>Preprocessed columns of zeros.</summary>
    /// <exception cref="InvalidCircuitException">The tables do not hold the program.</exception>
    internal abstract PreprocessedTables CreatePreprocessed(CircuitProgram program);

    internal abstract IReadOnlyList<IAir> CreateAirs(PreprocessedTables preprocessed, int publicValueCount);

    internal abstract CircuitTrace CreateTrace(CircuitProgram program);
}
