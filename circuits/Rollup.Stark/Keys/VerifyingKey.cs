using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Security;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Keys;

/// <summary>
/// What a verifier knows beforehand: parameters, the AIRs in the order of the tables, the shapes that proofs may have, and the commitment to preprocessed columns. Its digest binds all of it, and is
/// what a transcript begins with.
/// </summary>
public sealed class VerifyingKey<THash>
    where THash : struct, IHashSuite<THash>
{
    internal VerifyingKey(
        StarkParameters parameters, IReadOnlyList<IAir> airs, IReadOnlyList<AirStructure> tables, IReadOnlyList<int?> preprocessedLogHeights, IReadOnlyList<ProofPlan> plans,
        IReadOnlyList<SoundnessReport> soundness, Digest[] preprocessedCap)
    {
        Parameters = parameters;
        Airs = airs;
        Tables = tables;
        PreprocessedLogHeights = preprocessedLogHeights;
        Plans = plans;
        Soundness = soundness;
        PreprocessedCap = preprocessedCap;
        PublicValueCount = airs.Max(a => a.PublicValueCount);
        StructureDigest = KeyStructure.Digest<THash>(parameters, tables, preprocessedLogHeights, [.. plans.Select(p => p.Shape)]);
        Digest = ProofVerifier<NativeContext<THash>, Scalar, Extension, Digest, bool>.KeyDigest(new(), StructureDigest, preprocessedCap);
    }

    public StarkParameters Parameters { get; }

    public IReadOnlyList<IAir> Airs { get; }

    public IReadOnlyList<AirStructure> Tables { get; }

    /// <summary>Per table, the height that its preprocessed columns fix, as a logarithm; null without such columns.</summary>
    public IReadOnlyList<int?> PreprocessedLogHeights { get; }

    /// <summary>Per accepted shape.</summary>
    public IReadOnlyList<ProofPlan> Plans { get; }

    /// <summary>Per accepted shape, at least the parameters' target.</summary>
    public IReadOnlyList<SoundnessReport> Soundness { get; }

    /// <summary>Commitment to the preprocessed columns of all tables that have any; empty if none has.</summary>
    public Digest[] PreprocessedCap { get; }

    /// <summary>Everything but the preprocessed columns.</summary>
    public Digest StructureDigest { get; }

    /// <summary>Of structure and preprocessed columns: keys that differ in these columns only have one verifier, for which this is a value.</summary>
    public Digest Digest { get; }

    public int PublicValueCount { get; }

    public bool HasPreprocessed => PreprocessedLogHeights.Any(h => h is not null);

    /// <summary>The key of the same structure with another commitment to preprocessed columns.</summary>
    public VerifyingKey<THash> WithPreprocessed(Digest[] cap)
    {
        if (cap.Length != PreprocessedCap.Length)
            throw new ArgumentException($"The commitment has {PreprocessedCap.Length} digests, not {cap.Length}.", nameof(cap));
        return new(Parameters, Airs, Tables, PreprocessedLogHeights, Plans, Soundness, cap);
    }

    /// <summary>The plan of proofs of the given shape, or null if the key does not accept it.</summary>
    public ProofPlan? FindPlan(ProofShape shape) => Plans.FirstOrDefault(plan => plan.Shape.Equals(shape));
}
