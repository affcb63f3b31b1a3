using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Verification;

/// <summary>
/// The query phase: at a position of the tallest evaluation domain, the opened rows belong to the commitments, and their batched values fold, round by round, to the final polynomial.
/// <para>
/// The tables of one height are batched by one challenge b to F(x) = Σₖ bᵏ·(f_k(x) − v_k)/(x − z_k), over all columns f opened as v at z = ζ and, after them, all opened at z = ζ·ω; the last one has
/// the weight 1 (Horner's rule). Columns are numbered in the order in which rows are hashed, tree after tree, so that a row is added to the sum while it is absorbed.
/// </para>
/// </summary>
internal sealed class QueryVerifier<TContext, TBase, TExtension, TDigest, TBit>
    where TContext : IVerifierContext<TBase, TExtension, TDigest, TBit>
    where TBase : struct, IAlgebra<TBase>
    where TExtension : struct, IExtension<TExtension, TBase>
{
    private readonly TContext _context;
    private readonly ProofPlan _plan;
    private readonly Proof<TBase, TExtension, TDigest> _proof;
    private readonly TDigest[] _preprocessedCap;
    private readonly TExtension _batching;
    private readonly TExtension[][] _foldingSquares;
    private readonly TExtension[] _rollIns;
    private readonly Batch[] _batches;

    public QueryVerifier(
        TContext context, ProofPlan plan, IEnumerable<OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit>> points, TDigest[] preprocessedCap, Proof<TBase, TExtension, TDigest> proof,
        Challenges<TExtension, TBit> challenges)
    {
        _context = context;
        _plan = plan;
        _proof = proof;
        _preprocessedCap = preprocessedCap;
        _batching = challenges.Batching;
        context.BeginPart("batched openings");
        _foldingSquares = [.. plan.Schedule.Rounds.Select((round, i) => FriFolding.Squares(challenges.Folding[i], round.LogFolding))];
        _rollIns = challenges.RollIn;
        _batches = [.. points.Select(point => new Batch(plan, point, proof.Openings, challenges.Batching))];
    }

    public void Verify(ReadOnlySpan<TBit> bits, QueryOpening<TBase, TExtension, TDigest> opening)
    {
        Sums[] sums = new Sums[_batches.Length];
        for (int i = 0; i < _plan.TraceTrees.Count; i++)
        {
            TreePlan tree = _plan.TraceTrees[i];
            _context.BeginPart($"{tree.Kind} rows");
            if (tree.HoldsExtensions)
                AssertOpened(tree, bits[^tree.LogRows..], opening.ExtensionTrees[i - opening.BaseTrees.Length], HashExtensions, sums);
            else
                AssertOpened(tree, bits[^tree.LogRows..], opening.BaseTrees[i], HashBases, sums);
        }

        Fold(bits, opening, sums);
    }

    private void Fold(ReadOnlySpan<TBit> bits, QueryOpening<TBase, TExtension, TDigest> opening, Sums[] sums)
    {
        TExtension value = BatchedValue(0, bits, sums);
        int batch = 1;
        for (int i = 0; i < _plan.Schedule.Rounds.Count; i++)
        {
            FriRound round = _plan.Schedule.Rounds[i];
            _context.BeginPart("folding");
            TExtension[] row = opening.Folds[i].Rows[0];
            _context.AssertZero(Select(row, bits[..round.LogFolding]) - value, VerificationError.FriRejected, "a round does not go on with what the one before folded to");
            bits = bits[round.LogFolding..];
            AssertOpened(_plan.FoldTrees[i], bits, opening.Folds[i], (rows, _, _) => _context.HashRow(rows), sums, i);
            _context.BeginPart("folding");
            value = FriFolding.Fold([.. row], PointOf(bits, round.LogFolding, inverse: true), _foldingSquares[i]);
            if (round.RollsIn)
                value += _rollIns[i] * BatchedValue(batch++, bits, sums);
        }

        _context.BeginPart("final polynomial");
        TBase point = PointOf(bits, 0, inverse: false);
        TExtension end = default;
        for (int i = _proof.FinalPolynomial.Length - 1; i >= 0; i--)
            end = TExtension.Scale(end, point) + _proof.FinalPolynomial[i];
        _context.AssertZero(end - value, VerificationError.FriRejected, "a query does not fold to the final polynomial");
    }

    /// <summary>F of a height at the point of the given position, from the sums of its rows.</summary>
    private TExtension BatchedValue(int index, ReadOnlySpan<TBit> bits, Sums[] sums)
    {
        _context.BeginPart("batched openings");
        Batch batch = _batches[index];
        TExtension x = TExtension.Embed(PointOf(bits, 0, inverse: false) * TBase.Constant(Domain.Shift));
        TExtension value = (sums[index].Local - batch.Local) * Inverse(x - batch.Zeta);
        if (batch.NextCount == 0)
            return value;
        return (value * batch.NextWeight) + ((sums[index].Next - batch.Next) * Inverse(x - batch.ZetaNext));

        TExtension Inverse(TExtension difference) => _context.Inverse(difference, VerificationError.DegeneratePoint, "the out-of-domain point is in an evaluation domain");
    }

    /// <summary>
    /// The point of a position of m bits q on the two-adic subgroup, ω^bitreverse(q) with ω of order 2^(m + <paramref name="more"/>), or its inverse: of the first of 2^more neighbours, if the bits are those
    /// of the group. Bit i stands for a root of order 2^(i + 1 + more), whatever m is.
    /// </summary>
    private TBase PointOf(ReadOnlySpan<TBit> bits, int more, bool inverse)
    {
        TBase point = TBase.Constant(KoalaBear.One);
        for (int i = 0; i < bits.Length; i++)
        {
            KoalaBear root = KoalaBear.TwoAdicGenerator(i + 1 + more);
            point = _context.MultiplyIf(bits[i], point, inverse ? root.Inverse() : root);
        }

        return point;
    }

    private TExtension Select(TExtension[] values, ReadOnlySpan<TBit> bits)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            TExtension[] half = new TExtension[values.Length / 2];
            for (int j = 0; j < half.Length; j++)
                half[j] = _context.Select(bits[i], values[2 * j], values[(2 * j) + 1]);
            values = half;
        }

        return values[0];
    }

    /// <summary>Climbs from the row that the bits point to, up to the cap.</summary>
    private void AssertOpened<TCell>(
        TreePlan tree, ReadOnlySpan<TBit> bits, TreeOpening<TCell, TDigest> opening, Func<TCell[], RowLayer, Sums[], TDigest> hash, Sums[] sums, int round = 0)
        where TCell : struct
    {
        TDigest node = default!;
        int layer = 0;
        for (int log = tree.LogRows; log >= tree.LogCap; log--)
        {
            int step = tree.LogRows - 1 - log;
            if (step >= 0)
                node = _context.MerkleStep(bits[step], node, opening.Path[step]);
            if (layer == tree.Layers.Count || tree.Layers[layer].LogRows != log)
                continue;
            RowLayer rows = tree.Layers[layer++];
            TCell[] row = rows.Arrange(tree.RowsAt(rows, opening.Rows));
            TDigest digest = hash(row, rows, sums);
            node = step < 0 ? digest : _context.Compress(node, digest);
        }

        TDigest[] cap = tree.Kind switch
        {
            ColumnKind.Preprocessed => _preprocessedCap,
            ColumnKind.Main => _proof.MainCap,
            ColumnKind.LogUp => _proof.LogUpCap,
            ColumnKind.Quotient => _proof.QuotientCap,
            _ => _proof.FoldCaps[round],
        };
        foreach (TBit bit in bits[tree.PathLength..])
        {
            TDigest[] half = new TDigest[cap.Length / 2];
            for (int j = 0; j < half.Length; j++)
                half[j] = _context.Select(bit, cap[2 * j], cap[(2 * j) + 1]);
            cap = half;
        }

        _context.AssertEqual(node, cap[0], VerificationError.WrongMerkleOpening, $"{tree.Kind} commitment");
    }

    private TDigest HashBases(TBase[] row, RowLayer layer, Sums[] sums)
    {
        ref Sums of = ref SumsOf(layer, sums);
        return _context.HashRow(row, layer.NextCells, _batching, ref of.Local, ref of.Next);
    }

    private TDigest HashExtensions(TExtension[] row, RowLayer layer, Sums[] sums)
    {
        ref Sums of = ref SumsOf(layer, sums);
        return _context.HashRow(row, layer.NextCells, _batching, ref of.Local, ref of.Next);
    }

    private ref Sums SumsOf(RowLayer layer, Sums[] sums) => ref sums[Array.FindIndex(_batches, b => b.LogHeight == layer.LogRows - _plan.Parameters.LogBlowup)];

    /// <summary>Σ bᵏ·f_k(x) of the columns hashed so far, those opened at ζ and those at ζ·ω.</summary>
    private struct Sums
    {
        public TExtension Local;

        public TExtension Next;
    }

    /// <summary>What all queries share of the tables of one height: Σ bᵏ·v_k, at ζ and at ζ·ω, and the power of b that stands between the two.</summary>
    private sealed class Batch
    {
        public Batch(ProofPlan plan, OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit> point, TableOpenings<TExtension>[] openings, TExtension batching)
        {
            LogHeight = point.LogHeight;
            Zeta = point.Zeta;
            ZetaNext = point.ZetaNext;
            (List<TExtension> local, List<TExtension> next) = plan.OpeningsAt(point.LogHeight, openings);
            foreach (TExtension value in local)
                Local = (Local * batching) + value;
            NextCount = next.Count;
            NextWeight = TExtension.Constant(KoalaBear.One);
            foreach (TExtension value in next)
            {
                Next = (Next * batching) + value;
                NextWeight *= batching;
            }
        }

        public int LogHeight { get; }

        public TExtension Zeta { get; }

        public TExtension ZetaNext { get; }

        public TExtension Local { get; }

        public int NextCount { get; }

        public TExtension Next { get; }

        public TExtension NextWeight { get; }
    }
}
