using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Security;

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

    /// <summary>
    /// The key for proofs over one table per AIR, of the given shapes. Computes the soundness of each of them, and refuses the key if it is below the parameters' target.
    /// </summary>
    /// <exception cref="InvalidAirException">An AIR cannot be proven with these parameters, the buses are unsound, or a shape is not acceptable.</exception>
    public static ProvingKey<THash> Create(StarkParameters parameters, IReadOnlyList<IAir> airs, IReadOnlyList<ProofShape> shapes)
    {
        VerifyingKey<THash> outline = Outline(parameters, airs, shapes);
        Trace?[] preprocessed = [.. airs.Select(a => a.Preprocessed())];
        return outline.Plans[0].FindTree(ColumnKind.Preprocessed) is { } tree
            ? new(outline.WithPreprocessed(PackedField.Dispatch<CommitPreprocessed, Digest[]>(new(preprocessed, parameters.LogBlowup, tree))), preprocessed)
            : new(outline, preprocessed);
    }

    /// <summary>As <see cref="Create"/>, where the commitment to the preprocessed columns is known beforehand. Proving computes it, and fails if it is another one.</summary>
    /// <exception cref="InvalidAirException">As for <see cref="Create"/>.</exception>
    public static ProvingKey<THash> CreateKnown(StarkParameters parameters, IReadOnlyList<IAir> airs, IReadOnlyList<ProofShape> shapes, Digest[] preprocessedCap)
        => new(Outline(parameters, airs, shapes).WithPreprocessed(preprocessedCap), [.. airs.Select(a => a.Preprocessed())]);

    /// <summary>
    /// The verifying key as <see cref="Create"/> makes it, but with zeros in place of the commitment to preprocessed columns: what one must know of a key to build a circuit that verifies its proofs, and the
    /// same for all keys that differ in these columns only.
    /// </summary>
    /// <exception cref="InvalidAirException">As for <see cref="Create"/>.</exception>
    public static VerifyingKey<THash> Outline(StarkParameters parameters, IReadOnlyList<IAir> airs, IReadOnlyList<ProofShape> shapes)
    {
        if (!parameters.IsSupported)
            throw new InvalidAirException($"Parameters {parameters.Name} are outside what is supported.");
        if (airs.Count is 0 or > byte.MaxValue)
            throw new InvalidAirException($"A proof has 1 to 255 tables, not {airs.Count}.");
        Trace?[] preprocessed = [.. airs.Select(a => a.Preprocessed())];
        AirStructure[] tables = [.. airs.Select((a, i) => AirStructure.Of(a, preprocessed[i]?.Width ?? 0, parameters.MaxConstraintDegree))];
        BusMultiplicities.Validate(tables);
        ValidateOptional(airs, tables);
        int?[] preprocessedLogHeights = [.. preprocessed.Select(t => t?.LogHeight)];
        ShapeRules.Validate(parameters, tables, preprocessedLogHeights, shapes);
        ProofPlan[] plans = [.. shapes.Select((shape, i) => new ProofPlan(parameters, airs, tables, shape, i, THash.BlockWords))];
        SoundnessReport[] soundness = [.. plans.Select(plan => SoundnessCalculator.Compute(plan, THash.Kind))];
        for (int i = 0; i < plans.Length; i++)
        {
            if (soundness[i].Bits < parameters.TargetBits)
                throw new InvalidAirException($"Shape {shapes[i]} has {soundness[i].Bits:F1} bits of soundness; the parameters' target is {parameters.TargetBits}.\n{soundness[i]}");
        }

        TreePlan? tree = plans[0].FindTree(ColumnKind.Preprocessed);
        return new(parameters, airs, tables, preprocessedLogHeights, plans, soundness, tree is null ? [] : new Digest[1 << tree.LogCap]);
    }

    /// <summary>The tree of the preprocessed columns and, per table, its matrix in it; null if there are none.</summary>
    internal static MerkleTree<THash, P>? CommitTo<P>(IReadOnlyList<Trace?> preprocessed, TreePlan? plan, int logBlowup, BufferPool pool, Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        PackedMatrix<P>[] extended = [.. preprocessed.OfType<Trace>().Select(trace =>
        {
            using PackedMatrix<P> packed = new(pool, trace.Width, trace.Height);
            packed.CopyFrom(trace, 0, packed.PackedRows);
            return CosetLde.Extend(packed, 0, trace.LogHeight, Kernel.Fields.KoalaBear.One, logBlowup, pool, workers);
        })];
        return plan is null ? null : MerkleTree<THash, P>.Commit(extended, plan, logBlowup, workers);
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
            MerkleTree<THash, P>? tree = CommitTo<P>(Preprocessed, Verifying.Plans[0].FindTree(ColumnKind.Preprocessed), Verifying.Parameters.LogBlowup, _pool, workers);
            if (tree is not null)
            {
                if (!tree.Cap(Verifying.Plans[0].Tree(ColumnKind.Preprocessed).LogCap).AsSpan().SequenceEqual(Verifying.PreprocessedCap))
                    throw new InvalidOperationException("The key's commitment to preprocessed columns is not of these columns.");
                _preprocessedTrees.Add(typeof(P), tree);
            }

            return tree;
        }
    }

    private static void ValidateOptional(IReadOnlyList<IAir> airs, AirStructure[] tables)
    {
        if (!airs.Any(air => air.IsOptional))
            return;
        foreach ((IAir air, AirStructure table) in airs.Zip(tables).Where(p => p.First.IsOptional))
        {
            if (air.PublicValueCount > 0 || table.PreprocessedWidth > 0 || !table.HasInteractions)
                throw new InvalidAirException($"AIR {air.Name} cannot be optional: it has public values or preprocessed columns, or no interactions.");
        }

        if (!tables.Any(table => !table.IsOptional && table.HasInteractions))
            throw new InvalidAirException("No table that is always present has interactions, so optional ones could prove nothing.");
    }

    private readonly struct CommitPreprocessed(Trace?[] preprocessed, int logBlowup, TreePlan plan) : IPackedAction<Digest[]>
    {
        public Digest[] Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            using BufferPool pool = new();
            using MerkleTree<THash, P> tree = CommitTo<P>(preprocessed, plan, logBlowup, pool, Workers.All)!;
            return tree.Cap(plan.LogCap);
        }
    }
}
