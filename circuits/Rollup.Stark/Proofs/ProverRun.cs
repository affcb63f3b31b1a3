using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.LogUp;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Quotients;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Proofs;

/// <summary>One run of the prover: the messages of <see cref="Protocol"/>, computed when the protocol asks for them from the challenges so far.</summary>
internal sealed class ProverRun<THash, P> : IProofMessages<Scalar, Extension, Digest>, IDisposable
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>
{
    private const int Steps = 7, CopyGrain = 64, Degree = ExtensionField.Degree;

    private readonly ProvingKey<THash> _key;
    private readonly ProofPlan _plan;
    private readonly KoalaBear[] _publicValues;
    private readonly BufferPool _pool;
    private readonly Workers _workers;
    private readonly IProgress<ProverProgress>? _progress;

    /// <summary>Per table of the plan.</summary>
    private readonly ProverTable<P>[] _tables;

    /// <summary>The main columns over the trace domains, per table of the plan; until LogUp is done.</summary>
    private readonly PackedMatrix<P>[] _packed;

    private readonly NativeTranscript<THash> _transcript = new();
    private readonly Challenges<Extension, bool> _challenges;

    /// <summary>In the order of the plan's trace trees and folding rounds.</summary>
    private readonly List<MerkleTree<THash, P>> _trees = [];

    private readonly List<IDisposable> _owned = [];
    private LogUpChallenges<Extension>? _logUp;
    private PackedMatrix<P>[] _logUpColumns = [];
    private Dictionary<int, PackedMatrix<P>> _codewords = [];
    private PackedMatrix<P>? _codeword;
    private TableOpenings<Extension>[] _openings = [];
    private readonly uint _firstNonce;
    private int _step;

    /// <summary>Nonces are looked for from <paramref name="firstNonce"/> on.</summary>
    public ProverRun(ProvingKey<THash> key, ProofPlan plan, KoalaBear[] publicValues, IReadOnlyList<Trace?> traces, BufferPool pool, ProverOptions options, uint firstNonce)
    {
        _firstNonce = firstNonce;
        _key = key;
        _plan = plan;
        _publicValues = publicValues;
        _pool = pool;
        _workers = new(options.Threads, options.Cancellation);
        _progress = options.Progress;
        _challenges = new(plan);
        _tables = [.. plan.Tables.Select(table => new ProverTable<P>(table.Air, table.Structure, table.LogHeight))];
        Report("preprocessed columns");
        if (key.PreprocessedTree<P>(_workers) is { } preprocessed)
        {
            _trees.Add(preprocessed);
            Assign(ColumnKind.Preprocessed, preprocessed, (table, matrix) => table.Preprocessed = matrix);
        }

        Report("main columns");
        _packed = [.. plan.Tables.Select(table => Pack(traces[table.Index]!))];
    }

    private int LogBlowup => _plan.Parameters.LogBlowup;

    public Proof Prove()
    {
        ProofCollector<Scalar, Extension, Digest> messages = new(_plan, this);
        Protocol.Run<ProofCollector<Scalar, Extension, Digest>, NativeTranscript<THash>, Scalar, Extension, Digest, bool>(
            _plan, _key.Verifying.Digest, MemoryMarshal.Cast<KoalaBear, Scalar>(_publicValues), messages, _transcript, _challenges);
        return messages.ToProof([.. _challenges.Queries.Select(bits => Open(Verifier.PositionOf(bits)))]);
    }

    public Digest[] Commitment(ColumnKind kind, int round)
    {
        switch (kind)
        {
            case ColumnKind.Main:
                return Commit(kind, ExtendAll(_packed, keepInputs: _plan.HasInteractions), (table, matrix) => table.Main = matrix);
            case ColumnKind.LogUp:
                return Commit(kind, ExtendAll(_logUpColumns, keepInputs: false), (table, matrix) => table.LogUp = matrix);
            case ColumnKind.Quotient:
                Report("quotients");
                return Commit(kind, [.. _tables.Select(Quotient)], (table, matrix) => table.Quotient = matrix);
            default:
                return CommitFold(round);
        }
    }

    public Extension[] CumulativeSums()
    {
        Report("LogUp columns");
        _logUp = new(_challenges.Alpha, _challenges.Beta, _plan.Structures);
        List<PackedMatrix<P>> columns = [];
        for (int i = 0; i < _tables.Length; i++)
        {
            ProverTable<P> table = _tables[i];
            if (table.Structure.HasInteractions)
            {
                using PackedMatrix<P>? preprocessed = _key.Preprocessed[_plan.Tables[i].Index] is Trace trace ? Pack(trace) : null;
                (PackedMatrix<P> logUp, table.CumulativeSum) = LogUpTrace.Generate(table.Air, table.Structure, _packed[i], preprocessed, _publicValues, _logUp, _pool, _workers);
                columns.Add(logUp);
            }

            _packed[i].Dispose();
        }

        _logUpColumns = [.. columns];
        return [.. _tables.Where(t => t.Structure.HasInteractions).Select(t => t.CumulativeSum)];
    }

    public TableOpenings<Extension>[] Openings()
    {
        Report("openings");
        Extension zeta = _challenges.Zeta;
        _openings = [.. Enumerable.Repeat(TableOpenings<Extension>.None, _plan.Structures.Count)];
        foreach (int height in _plan.Schedule.Heights)
        {
            Extension zetaNext = zeta * new Scalar(KoalaBear.TwoAdicGenerator(height));
            using PackedMatrix<P> weights = OpeningEvaluator<P>.Weights(zeta, height, _pool, _workers);
            using PackedMatrix<P> weightsNext = OpeningEvaluator<P>.Weights(zetaNext, height, _pool, _workers);
            for (int i = 0; i < _tables.Length; i++)
            {
                ProverTable<P> table = _tables[i];
                if (table.LogHeight != height)
                    continue;
                _openings[_plan.Tables[i].Index] = new(
                    Bases(table.Preprocessed, Columns(table.Preprocessed, 1), next: false), Bases(table.Main, Columns(table.Main, 1), next: false),
                    Bases(table.Main, [.. table.Structure.NextColumns], next: true),
                    Extensions(table.LogUp, Columns(table.LogUp, Degree), next: false), Extensions(table.LogUp, table.LogUp is { } logUp ? [logUp.Width - Degree] : [], next: true),
                    Extensions(table.Quotient, Columns(table.Quotient, Degree), next: false));
            }

            Extension[] Bases(PackedMatrix<P>? matrix, int[] columns, bool next)
                => matrix is null ? [] : OpeningEvaluator<P>.Evaluate(matrix, columns, next ? weightsNext : weights, next ? zetaNext : zeta, height, _workers);

            Extension[] Extensions(PackedMatrix<P>? matrix, int[] columns, bool next)
                => matrix is null ? [] : OpeningEvaluator<P>.EvaluateExtensions(matrix, columns, next ? weightsNext : weights, next ? zetaNext : zeta, height, _workers);
        }

        return _openings;

        static int[] Columns(PackedMatrix<P>? matrix, int step) => [.. Enumerable.Range(0, (matrix?.Width ?? 0) / step).Select(i => i * step)];
    }

    public Extension[] FinalPolynomial()
    {
        PackedMatrix<P> codeword = NextCodeword(_plan.Schedule.Rounds.Count);
        Extension[] polynomial = FriProver<THash, P>.Interpolate(codeword, _plan.Schedule.FinalLogLength);
        codeword.Dispose();
        Report("queries");
        return polynomial;
    }

    public Scalar Nonce(WorkStage stage, int round)
        => _transcript.FindNonce(_plan.Parameters.Grinding[stage], _firstNonce, _workers.Count, _workers.Cancellation) ?? throw new NoNonceException($"No nonce does the work before {stage}.");

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
    }

    private void Report(string stage)
    {
        _workers.Cancellation.ThrowIfCancellationRequested();
        _progress?.Report(new(stage, ++_step, Steps));
    }

    private MerkleTree<THash, P> Own(MerkleTree<THash, P> tree)
    {
        _owned.Add(tree);
        _trees.Add(tree);
        return tree;
    }

    private PackedMatrix<P> Pack(Trace trace)
    {
        PackedMatrix<P> packed = new(_pool, trace.Width, trace.Height);
        _workers.ForRanges(packed.PackedRows, CopyGrain, (from, to) => packed.CopyFrom(trace, from, to));
        return packed;
    }

    private PackedMatrix<P>[] ExtendAll(PackedMatrix<P>[] columns, bool keepInputs)
    {
        PackedMatrix<P>[] extended = new PackedMatrix<P>[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            extended[i] = CosetLde.Extend(columns[i], 0, int.Log2(columns[i].Rows), KoalaBear.One, LogBlowup, _pool, _workers);
            if (!keepInputs)
                columns[i].Dispose();
        }

        return extended;
    }

    private Digest[] Commit(ColumnKind kind, PackedMatrix<P>[] extended, Action<ProverTable<P>, PackedMatrix<P>> assign)
    {
        TreePlan plan = _plan.Tree(kind);
        MerkleTree<THash, P> tree = Own(MerkleTree<THash, P>.Commit(extended, plan, LogBlowup, _workers));
        Assign(kind, tree, assign);
        return tree.Cap(plan.LogCap);
    }

    private void Assign(ColumnKind kind, MerkleTree<THash, P> tree, Action<ProverTable<P>, PackedMatrix<P>> assign)
    {
        int matrix = 0;
        for (int i = 0; i < _tables.Length; i++)
        {
            if (_plan.Tables[i].Width(kind) > 0)
                assign(_tables[i], tree.Matrices[matrix++]);
        }
    }

    private PackedMatrix<P> Quotient(ProverTable<P> table)
    {
        int chunks = 1 << table.Structure.LogQuotientChunks;
        using PackedMatrix<P> quotient = QuotientEvaluator<P>.Evaluate(table, _publicValues, _challenges.Lambda, _logUp, LogBlowup, _pool, _workers);
        PackedMatrix<P> extended = new(_pool, Degree * chunks, 1 << (table.LogHeight + LogBlowup));
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            CosetLde.ExtendInto(
                quotient, chunk << table.LogHeight, table.LogHeight, Domain.BlockShift(table.LogHeight, LogBlowup, chunk), LogBlowup, extended, Degree * chunk, _pool, _workers);
        }

        return extended;
    }

    private Digest[] CommitFold(int round)
    {
        MerkleTree<THash, P> tree = Own(FriProver<THash, P>.Commit(NextCodeword(round), _plan.Schedule.Rounds[round], _plan.FoldTrees[round], LogBlowup, _pool, _workers));
        return tree.Cap(_plan.FoldTrees[round].LogCap);
    }

    /// <summary>What round <paramref name="index"/> commits to: the batched tables of the greatest height, or what the round before folds to.</summary>
    private PackedMatrix<P> NextCodeword(int index)
    {
        if (index == 0)
        {
            Report("FRI");
            _codewords = _plan.Schedule.Heights.ToDictionary(height => height, Batch);
            return _codewords[_plan.Schedule.Heights[0]];
        }

        FriRound round = _plan.Schedule.Rounds[index - 1];
        _codeword = FriProver<THash, P>.Fold(_trees[^1].Matrices[0], round, LogBlowup, _challenges.Folding[index - 1], _pool, _workers);
        if (round.RollsIn)
        {
            PackedMatrix<P> rolledIn = _codewords[round.FoldedLogHeight];
            FriProver<THash, P>.AddScaled(_codeword, rolledIn, _challenges.RollIn[index - 1]);
            rolledIn.Dispose();
        }

        return _codeword;
    }

    private PackedMatrix<P> Batch(int height)
    {
        List<(PackedMatrix<P>[] Columns, RowLayer Layer, bool HoldsExtensions)> layers = [];
        for (int i = 0; i < _plan.TraceTrees.Count; i++)
        {
            TreePlan tree = _plan.TraceTrees[i];
            if (tree.Layers.FirstOrDefault(l => l.LogRows == height + LogBlowup) is { } layer)
                layers.Add(([.. _trees[i].Matrices.Where(m => m.Rows == 1 << layer.LogRows)], layer, tree.HoldsExtensions));
        }

        (List<Extension> local, List<Extension> next) = _plan.OpeningsAt(height, _openings);
        return DeepBatching<P>.Combine(layers, local, next, height, LogBlowup, _challenges.Zeta, _challenges.Batching, _pool, _workers);
    }

    private QueryOpening<Scalar, Extension, Digest> Open(int position)
    {
        int traceTrees = _plan.TraceTrees.Count;
        return new(
            position,
            [.. Enumerable.Range(0, traceTrees).Where(i => !_plan.TraceTrees[i].HoldsExtensions).Select(i => OpenTree(i, _plan.TraceTrees[i], row => row.Select(cell => new Scalar(cell)).ToArray()))],
            [.. Enumerable.Range(0, traceTrees).Where(i => _plan.TraceTrees[i].HoldsExtensions).Select(i => OpenTree(i, _plan.TraceTrees[i], ToExtensions))],
            [.. _plan.FoldTrees.Select((plan, i) => OpenTree(traceTrees + i, plan, ToExtensions))]);

        TreeOpening<TCell, Digest> OpenTree<TCell>(int number, TreePlan plan, Func<KoalaBear[], TCell[]> convert)
        {
            int row = position >> (_plan.LogDomain - plan.LogRows);
            return new([.. _trees[number].Rows(row).Select(convert)], _trees[number].Path(row, plan.LogCap));
        }

        static Extension[] ToExtensions(KoalaBear[] row) => [.. row.Chunk(Degree).Select(coordinates => PackedRows.ToExtension(coordinates))];
    }
}
