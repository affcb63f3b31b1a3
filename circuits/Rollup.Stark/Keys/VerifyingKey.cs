using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Keys;

/// <summary>What a verifier knows beforehand: parameters, the AIRs in the order of the tables, and the commitment to preprocessed columns.</summary>
public sealed class VerifyingKey<THash>
    where THash : struct, IHashSuite<THash>
{
    internal VerifyingKey(StarkParameters parameters, IReadOnlyList<IAir> airs, IReadOnlyList<AirShape> shapes, IReadOnlyList<int?> preprocessedLogHeights, Digest preprocessedRoot)
    {
        Parameters = parameters;
        Airs = airs;
        Shapes = shapes;
        PreprocessedLogHeights = preprocessedLogHeights;
        PreprocessedRoot = preprocessedRoot;
        PublicValueCount = airs.Max(a => a.PublicValueCount);
    }

    public StarkParameters Parameters { get; }

    public IReadOnlyList<IAir> Airs { get; }

    public IReadOnlyList<AirShape> Shapes { get; }

    /// <summary>Per table, the height that its preprocessed columns fix, as a logarithm; null without such columns.</summary>
    public IReadOnlyList<int?> PreprocessedLogHeights { get; }

    /// <summary>Commitment to the preprocessed columns of all tables that have any; zero if none has.</summary>
    public Digest PreprocessedRoot { get; }

    public int PublicValueCount { get; }

    public bool HasPreprocessed => PreprocessedLogHeights.Any(h => h is not null);

    public bool HasInteractions => Shapes.Any(s => s.HasInteractions);
}
