using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Keys;

/// <summary>A verifying key and the preprocessed columns behind its commitment.</summary>
public sealed class ProvingKey<THash>
    where THash : struct, IHashSuite<THash>
{
    private readonly Lock _gate = new();
    private readonly BufferPool _pool = new();
    private readonly Dictionary<Type, object> _preprocessedTrees = [];

    private ProvingKey(VerifyingKey<THash> verifying, Trace?[] preprocessed)
    {
        Verifying = verifying;
        Preprocessed = preprocessed;
    }

    public VerifyingKey<THash> Verifying { get; }

    /// <summary>Per table.</summary>
    public IReadOnlyList<Trace?> Preprocessed { get; }

    /// <summary>The key for proofs over one table per AIR.</summary>
    /// <exception cref="InvalidAirException">An AIR cannot be proven with these parameters, or the buses are unsound.</exception>
    public static ProvingKey<THash> Create(StarkParameters parameters, params IReadOnlyList<IAir> airs)
    {
        if (!parameters.IsSupported)
            throw new InvalidAirException($"Parameters {parameters.Name} are outside what is supported.");
        if (airs.Count is 0 or > byte.MaxValue)
            throw new InvalidAirException($"A proof has 1 to 255 tables, not {airs.Count}.");
        Trace?[] preprocessed = [.. airs.Select(a => a.Preprocessed())];
        AirShape[] shapes = [.. airs.Select((a, i) => AirShape.Of(a, preprocessed[i]?.Width ?? 0, parameters.MaxConstraintDegree))];
        BusMultiplicities.Validate(shapes);
        ValidateOptional(airs, shapes);
        foreach (Trace? trace in preprocessed)
        {
            if (trace is not null && (trace.LogHeight < StarkParameters.MinLogHeight || trace.LogHeight > parameters.MaxLogHeight))
                throw new InvalidAirException($"Preprocessed columns of 2^{trace.LogHeight} rows are outside the parameters' heights.");
        }

        Digest root = PackedField.Dispatch<CommitPreprocessed, Digest>(new(preprocessed, parameters.LogBlowup));
        return new(new(parameters, airs, shapes, [.. preprocessed.Select(t => t?.LogHeight)], root), preprocessed);
    }

    /// <summary>The tree of the preprocessed columns and, per table, its matrix in it; null if there are none.</summary>
    internal static MerkleTree<THash, P>? CommitTo<P>(IReadOnlyList<Trace?> preprocessed, int logBlowup, BufferPool pool, Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        PackedMatrix<P>[] extended = [.. preprocessed.OfType<Trace>().Select(trace =>
        {
            using PackedMatrix<P> packed = new(pool, trace.Width, trace.Height);
            packed.CopyFrom(trace, 0, packed.PackedRows);
            return CosetLde.Extend(packed, 0, trace.LogHeight, Kernel.Fields.KoalaBear.One, logBlowup, pool, workers);
        })];
        return extended.Length == 0 ? null : MerkleTree<THash, P>.Commit(extended, logBlowup, workers);
    }

    /// <summary>
    /// As <see cref="CommitTo"/>, computed by the first proof and kept for all proofs with this key, which may run at the same time; the key owns it.
    /// </summary>
    internal MerkleTree<THash, P>? PreprocessedTree<P>(Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        lock (_gate)
        {
            if (_preprocessedTrees.TryGetValue(typeof(P), out object? kept))
                return (MerkleTree<THash, P>)kept;
            MerkleTree<THash, P>? tree = CommitTo<P>(Preprocessed, Verifying.Parameters.LogBlowup, _pool, workers);
            if (tree is not null)
                _preprocessedTrees.Add(typeof(P), tree);
            return tree;
        }
    }

    private static void ValidateOptional(IReadOnlyList<IAir> airs, AirShape[] shapes)
    {
        if (!airs.Any(air => air.IsOptional))
            return;
        foreach ((IAir air, AirShape shape) in airs.Zip(shapes).Where(p => p.First.IsOptional))
        {
            if (air.PublicValueCount > 0 || shape.PreprocessedWidth > 0 || !shape.HasInteractions)
                throw new InvalidAirException($"AIR {air.Name} cannot be optional: it has public values or preprocessed columns, or no interactions.");
        }

        if (!shapes.Any(shape => !shape.IsOptional && shape.HasInteractions))
            throw new InvalidAirException("No table that is always present has interactions, so optional ones could prove nothing.");
    }

    private readonly struct CommitPreprocessed(Trace?[] preprocessed, int logBlowup) : IPackedAction<Digest>
    {
        public Digest Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            using BufferPool pool = new();
            using MerkleTree<THash, P>? tree = CommitTo<P>(preprocessed, logBlowup, pool, Workers.All);
            return tree?.Root ?? default;
        }
    }
}
