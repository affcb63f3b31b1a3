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
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Proofs;

/// <summary>One run of the prover; <see cref="Prove"/> reads in the order of the protocol, as <see cref="Verifier"/> does.</summary>
internal sealed class ProverRun<THash, P> : IDisposable
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>
{
    private const int Steps = 7, CopyGrain = 64;

    private readonly ProvingKey<THash> _key;
    private readonly KoalaBear[] _publicValues;
    private readonly BufferPool _pool;
    private readonly Workers _workers;
    private readonly IProgress<ProverProgress>? _progress;
    private readonly ProverTable<P>[] _tables;
    private readonly Transcript<THash> _transcript;
    private readonly List<IDisposable> _owned = [];
    private int _step;

    public ProverRun(ProvingKey<THash> key, int[] logHeights, KoalaBear[] publicValues, BufferPool pool, ProverOptions options)
    {
        _key = key;
        _publicValues = publicValues;
        _pool = pool;
        _workers = new(options.Threads, options.Cancellation);
        _progress = options.Progress;
        _tables = [.. key.Verifying.Airs.Select((air, i) => new ProverTable<P>(air, key.Verifying.Shapes[i], logHeights[i]))];
        _transcript = ProtocolPrelude.Begin(key.Verifying, logHeights, publicValues);
    }

    private int LogBlowup => Parameters.LogBlowup;

    private StarkParameters Parameters => _key.Verifying.Parameters;

    private GrindingBits Grinding => Parameters.Grinding;

    public Proof Prove(IReadOnlyList<Trace?> traces)
    {
        List<MerkleTree<THash, P>> trees = [];
        Report("preprocessed columns");
        if (_key.PreprocessedTree<P>(_workers) is { } preprocessed)
        {
            trees.Add(preprocessed);
            AssignMatrices(preprocessed, t => _key.Verifying.PreprocessedLogHeights[t] is not null, (table, matrix) => table.Preprocessed = matrix);
        }

        Report("main columns");
        PackedMatrix<P>?[] packed = [.. traces.Select(t => t is null ? null : Pack(t))];
        MerkleTree<THash, P> main = CommitExtended([.. packed.OfType<PackedMatrix<P>>()], keepInputs: _key.Verifying.HasInteractions);
        trees.Add(main);
        AssignMatrices(main, i => _tables[i].IsPresent, (table, matrix) => table.Main = matrix);
        _transcript.Absorb(main.Root);

        Report("LogUp columns");
        LogUpChallenges? challenges = null;
        MerkleTree<THash, P>? logUp = null;
        uint logUpNonce = 0;
        if (_key.Verifying.HasInteractions)
        {
            logUpNonce = Grind(Grinding.LogUp);
            challenges = new(_transcript.SampleExtension(), _transcript.SampleExtension(), _key.Verifying.Shapes);
            logUp = CommitLogUp(packed, challenges);
            trees.Add(logUp);
            foreach (ProverTable<P> table in _tables.Where(HasSum))
                _transcript.Absorb(table.CumulativeSum);
            _transcript.Absorb(logUp.Root);
        }

        Report("quotients");
        uint compositionNonce = Grind(Grinding.Composition);
        Extension lambda = _transcript.SampleExtension();
        MerkleTree<THash, P> quotients = CommitQuotients(lambda, challenges);
        trees.Add(quotients);
        _transcript.Absorb(quotients.Root);

        Report("openings");
        uint outOfDomainNonce = Grind(Grinding.OutOfDomain);
        Extension zeta = _transcript.SampleExtension();
        TableOpenings[] openings = Open(zeta);
        foreach (TableOpenings table in openings)
        {
            foreach (Extension[] values in table.All)
                _transcript.Absorb(values);
        }

        Report("FRI");
        uint batchingNonce = Grind(Grinding.Batching);
        FriSchedule schedule = new(Parameters, _tables.Select(t => t.LogHeight));
        FriCommitments<THash, P> fri = CommitFri(schedule, openings, zeta, _transcript.SampleExtension());
        foreach (MerkleTree<THash, P> tree in fri.Trees)
            _ = Own(tree);

        Report("queries");
        uint queryNonce = Grind(Grinding.Queries);
        int[] queries = _transcript.SampleIndices(Parameters.Queries, schedule.Heights[0] + LogBlowup);
        return new(
            [.. _tables.Select(t => t.LogHeight)],
            main.Root,
            logUp?.Root ?? default,
            [.. _tables.Where(HasSum).Select(t => t.CumulativeSum)],
            quotients.Root,
            openings,
            [.. fri.Trees.Select(t => t.Root)],
            fri.FinalPolynomial,
            new(logUpNonce, compositionNonce, outOfDomainNonce, batchingNonce, fri.Nonces, queryNonce),
            [.. trees.Select(t => t.Open(queries))],
            [.. fri.Trees.Select(t => t.Open(queries))]);
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
    }

    private MerkleTree<THash, P> Own(MerkleTree<THash, P> tree)
    {
        _owned.Add(tree);
        return tree;
    }

    private void Report(string stage)
    {
        _workers.Cancellation.ThrowIfCancellationRequested();
        _progress?.Report(new(stage, ++_step, Steps));
    }

    private static bool HasSum(ProverTable<P> table) => table.IsPresent && table.Shape.HasInteractions;

    private uint Grind(int bits) => _transcript.Grind(bits, _workers.Count, _workers.Cancellation);

    private PackedMatrix<P> Pack(Trace trace)
    {
        PackedMatrix<P> packed = new(_pool, trace.Width, trace.Height);
        _workers.ForRanges(packed.PackedRows, CopyGrain, (from, to) => packed.CopyFrom(trace, from, to));
        return packed;
    }

    private PackedMatrix<P> Extend(PackedMatrix<P> columns)
        => CosetLde.Extend(columns, 0, int.Log2(columns.Rows), KoalaBear.One, LogBlowup, _pool, _workers);

    private MerkleTree<THash, P> CommitExtended(PackedMatrix<P>[] columns, bool keepInputs)
    {
        PackedMatrix<P>[] extended = new PackedMatrix<P>[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            extended[i] = Extend(columns[i]);
            if (!keepInputs)
                columns[i].Dispose();
        }

        return Own(MerkleTree<THash, P>.Commit(extended, LogBlowup, _workers));
    }

    private void AssignMatrices(MerkleTree<THash, P> tree, Func<int, bool> has, Action<ProverTable<P>, PackedMatrix<P>> assign)
    {
        int matrix = 0;
        for (int i = 0; i < _tables.Length; i++)
        {
            if (has(i))
                assign(_tables[i], tree.Matrices[matrix++]);
        }
    }

    /// <summary>Commits to the LogUp columns and sets the cumulative sums; the packed traces are disposed.</summary>
    private MerkleTree<THash, P> CommitLogUp(PackedMatrix<P>?[] packed, LogUpChallenges challenges)
    {
        List<PackedMatrix<P>> columns = [];
        for (int i = 0; i < _tables.Length; i++)
        {
            ProverTable<P> table = _tables[i];
            if (packed[i] is not { } main)
                continue;
            if (table.Shape.HasInteractions)
            {
                using PackedMatrix<P>? preprocessed = _key.Preprocessed[i] is Trace trace ? Pack(trace) : null;
                (PackedMatrix<P> logUp, table.CumulativeSum) = LogUpTrace.Generate(table.Air, table.Shape, main, preprocessed, _publicValues, challenges, _pool, _workers);
                columns.Add(logUp);
            }

            main.Dispose();
        }

        MerkleTree<THash, P> tree = CommitExtended([.. columns], keepInputs: false);
        AssignMatrices(tree, i => HasSum(_tables[i]), (table, matrix) => table.LogUp = matrix);
        return tree;
    }

    private MerkleTree<THash, P> CommitQuotients(Extension lambda, LogUpChallenges? challenges)
    {
        ProverTable<P>[] tables = [.. _tables.Where(t => t.IsPresent)];
        PackedMatrix<P>[] extended = new PackedMatrix<P>[tables.Length];
        for (int i = 0; i < tables.Length; i++)
        {
            ProverTable<P> table = tables[i];
            int chunks = 1 << table.Shape.LogQuotientChunks;
            using PackedMatrix<P> quotient = QuotientEvaluator<P>.Evaluate(table, _publicValues, lambda, challenges, LogBlowup, _pool, _workers);
            extended[i] = new(_pool, 5 * chunks, 1 << (table.LogHeight + LogBlowup));
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                CosetLde.ExtendInto(
                    quotient, chunk << table.LogHeight, table.LogHeight, Domain.BlockShift(table.LogHeight, LogBlowup, chunk), LogBlowup, extended[i], 5 * chunk, _pool, _workers);
            }

            table.Quotient = extended[i];
        }

        return Own(MerkleTree<THash, P>.Commit(extended, LogBlowup, _workers));
    }

    private TableOpenings[] Open(Extension zeta)
    {
        TableOpenings[] openings = [.. Enumerable.Repeat(TableOpenings.None, _tables.Length)];
        foreach (IGrouping<int, int> height in Enumerable.Range(0, _tables.Length).Where(i => _tables[i].IsPresent).GroupBy(i => _tables[i].LogHeight))
        {
            Extension zetaNext = zeta * new Scalar(KoalaBear.TwoAdicGenerator(height.Key));
            using PackedMatrix<P> weights = OpeningEvaluator<P>.Weights(zeta, height.Key, _pool, _workers);
            using PackedMatrix<P> weightsNext = OpeningEvaluator<P>.Weights(zetaNext, height.Key, _pool, _workers);
            foreach (int i in height)
            {
                ProverTable<P> table = _tables[i];
                openings[i] = new(
                    At(table.Preprocessed), At(table.Main), table.Shape.UsesNext ? AtNext(table.Main) : [],
                    At(table.LogUp), AtNext(table.LogUp), At(table.Quotient));
            }

            Extension[] At(PackedMatrix<P>? matrix) => matrix is null ? [] : OpeningEvaluator<P>.Evaluate(matrix, weights, zeta, height.Key, _workers);
            Extension[] AtNext(PackedMatrix<P>? matrix) => matrix is null ? [] : OpeningEvaluator<P>.Evaluate(matrix, weightsNext, zetaNext, height.Key, _workers);
        }

        return openings;
    }

    private FriCommitments<THash, P> CommitFri(FriSchedule schedule, TableOpenings[] openings, Extension zeta, Extension batching)
    {
        Dictionary<int, PackedMatrix<P>> codewords = schedule.Heights.ToDictionary(
            height => height,
            height => DeepBatching<P>.Combine(
                [.. Enumerable.Range(0, _tables.Length).Where(i => _tables[i].LogHeight == height).Select(i => (_tables[i], openings[i]))],
                height, LogBlowup, zeta, batching, _pool, _workers));
        return FriProver<THash, P>.Commit(schedule, Parameters, codewords, _transcript, _pool, _workers);
    }
}
