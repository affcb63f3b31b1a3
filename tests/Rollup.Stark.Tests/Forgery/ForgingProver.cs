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
using Rollup.Stark.Proofs;
using Rollup.Stark.Quotients;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Tests.Forgery;

/// <summary>
/// A plain prover, one element and one thread at a time, that lets a forger interfere between any two messages. What the forger changes is what is committed, absorbed and opened afterwards, so that
/// every challenge, nonce and Merkle path is in order and only the intended lie is left for the verifier to find. Without interference its proof is that of <see cref="Prover"/>.
/// </summary>
internal sealed class ForgingProver<THash> : IProofMessages<Scalar, Extension, Digest>
    where THash : struct, IHashSuite<THash>
{
    private const int Degree = ExtensionField.Degree;

    private readonly ProvingKey<THash> _key;
    private readonly Trace[] _traces;
    private readonly KoalaBear[] _publicValues;
    private readonly ProofPlan _plan;
    private readonly Challenges<Extension, bool> _challenges;
    private readonly ProverTable<Scalar>[] _tables;
    private readonly List<MerkleTree<THash, Scalar>> _trees = [];
    private readonly NativeTranscript<THash> _transcript = new();
    private readonly BufferPool _pool = new();
    private readonly Workers _workers = new(1, CancellationToken.None);
    private TableOpenings<Extension>[] _openings = [];
    private Dictionary<int, PackedMatrix<Scalar>> _codewords = [];

    public ForgingProver(ProvingKey<THash> key, Trace[] traces, KoalaBear[] publicValues)
    {
        _key = key;
        _traces = traces;
        _publicValues = publicValues;
        _plan = key.Verifying.FindPlan(ProofShape.Of(traces)).ShouldNotBeNull();
        _challenges = new(_plan);
        _tables = [.. _plan.Tables.Select(t => new ProverTable<Scalar>(t.Air, t.Structure, t.LogHeight))];
    }

    /// <summary>Before the main commitment: the extended columns.</summary>
    public Action<ProverTable<Scalar>[]> OnMain { get; init; } = _ => { };

    /// <summary>Before the LogUp columns are extended: those over the trace domains, and the tables' cumulative sums.</summary>
    public Action<PackedMatrix<Scalar>?[], ProverTable<Scalar>[]> OnFractions { get; init; } = (_, _) => { };

    /// <summary>Before the LogUp commitment: the extended columns and the cumulative sums.</summary>
    public Action<ProverTable<Scalar>[]> OnLogUp { get; init; } = _ => { };

    /// <summary>Before the quotient commitment: the extended chunks.</summary>
    public Action<ProverTable<Scalar>[]> OnQuotient { get; init; } = _ => { };

    /// <summary>Before the openings are absorbed. The challenges after ζ are not drawn yet.</summary>
    public Action<TableOpenings<Extension>[], ProverTable<Scalar>[], Challenges<Extension, bool>> OnOpenings { get; init; } = (_, _, _) => { };

    /// <summary>Before FRI: the batched codewords by height.</summary>
    public Action<Dictionary<int, PackedMatrix<Scalar>>> OnCodewords { get; init; } = _ => { };

    /// <summary>Before a folding round, or the final polynomial, of the given number: its codeword.</summary>
    public Action<int, PackedMatrix<Scalar>> OnFolded { get; init; } = (_, _) => { };

    /// <summary>Every nonce outside FRI's rounds is zero, whatever work is demanded.</summary>
    public bool WithoutWork { get; init; }

    private int LogBlowup => _plan.Parameters.LogBlowup;

    public Proof Prove()
    {
        if (_key.Verifying.HasPreprocessed)
        {
            for (int i = 0; i < _tables.Length; i++)
                _tables[i].Preprocessed = _key.Preprocessed[i] is Trace trace ? Extend(Pack(trace)) : null;
            _ = Commit(ColumnKind.Preprocessed, _tables.Select(t => t.Preprocessed));
        }

        ProofCollector<Scalar, Extension, Digest> messages = new(_plan, this);
        Protocol.Run<ProofCollector<Scalar, Extension, Digest>, NativeTranscript<THash>, Scalar, Extension, Digest, bool>(
            _plan, _key.Verifying.Digest, MemoryMarshal.Cast<KoalaBear, Scalar>(_publicValues), messages, _transcript, _challenges);
        Proof proof = messages.ToProof([.. _challenges.Queries.Select(bits => Open(Verifier.PositionOf(bits)))]);
        _pool.Dispose();
        return proof;
    }

    public Digest[] Commitment(ColumnKind kind, int round)
    {
        switch (kind)
        {
            case ColumnKind.Main:
                foreach ((ProverTable<Scalar> table, Trace trace) in _tables.Zip(_traces))
                    table.Main = Extend(Pack(trace));
                OnMain(_tables);
                return Commit(kind, _tables.Select(t => t.Main));
            case ColumnKind.LogUp:
                return Commit(kind, _tables.Select(t => t.LogUp));
            case ColumnKind.Quotient:
                foreach (ProverTable<Scalar> table in _tables)
                    table.Quotient = ExtendChunks(table, QuotientEvaluator<Scalar>.Evaluate(table, _publicValues, _challenges.Lambda, LogUp(), LogBlowup, _pool, _workers));
                OnQuotient(_tables);
                return Commit(kind, _tables.Select(t => t.Quotient));
            default:
                _trees.Add(FriProver<THash, Scalar>.Commit(Codeword(round), _plan.Schedule.Rounds[round], _plan.FoldTrees[round], LogBlowup, _pool, _workers));
                return _trees[^1].Cap(_plan.FoldTrees[round].LogCap);
        }
    }

    public Extension[] CumulativeSums()
    {
        PackedMatrix<Scalar>?[] fractions = new PackedMatrix<Scalar>?[_tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            if (_tables[i].Structure.HasInteractions)
            {
                (fractions[i], _tables[i].CumulativeSum) = LogUpTrace.Generate(
                    _tables[i].Air, _tables[i].Structure, Pack(_traces[i]), _key.Preprocessed[i] is Trace trace ? Pack(trace) : null, _publicValues, LogUp()!, _pool, _workers);
            }
        }

        OnFractions(fractions, _tables);
        for (int i = 0; i < _tables.Length; i++)
            _tables[i].LogUp = fractions[i] is { } columns ? Extend(columns) : null;
        OnLogUp(_tables);
        return [.. _tables.Where(t => t.Structure.HasInteractions).Select(t => t.CumulativeSum)];
    }

    public TableOpenings<Extension>[] Openings()
    {
        _openings = [.. _tables.Select(Open)];
        OnOpenings(_openings, _tables, _challenges);
        return _openings;
    }

    public Extension[] FinalPolynomial() => FriProver<THash, Scalar>.Interpolate(Codeword(_plan.Schedule.Rounds.Count), _plan.Schedule.FinalLogLength);

    public Scalar Nonce(WorkStage stage, int round)
        => WithoutWork && stage != WorkStage.Folding ? default : _transcript.FindNonce(_plan.Parameters.Grinding[stage], first: 0, threads: 1, CancellationToken.None)!.Value;

    private LogUpChallenges<Extension>? LogUp() => _plan.HasInteractions ? new(_challenges.Alpha, _challenges.Beta, _plan.Structures) : null;

    private PackedMatrix<Scalar> Codeword(int index)
    {
        PackedMatrix<Scalar> codeword = HonestCodeword(index);
        OnFolded(index, codeword);
        return codeword;
    }

    private PackedMatrix<Scalar> HonestCodeword(int index)
    {
        if (index == 0)
        {
            _codewords = _plan.Schedule.Heights.ToDictionary(height => height, Batch);
            OnCodewords(_codewords);
            return _codewords[_plan.Schedule.Heights[0]];
        }

        FriRound round = _plan.Schedule.Rounds[index - 1];
        PackedMatrix<Scalar> folded = FriProver<THash, Scalar>.Fold(_trees[^1].Matrices[0], round, LogBlowup, _challenges.Folding[index - 1], _pool, _workers);
        if (round.RollsIn)
            FriProver<THash, Scalar>.AddScaled(folded, _codewords[round.FoldedLogHeight], _challenges.RollIn[index - 1]);
        return folded;
    }

    private PackedMatrix<Scalar> Batch(int height)
    {
        (List<Extension> local, List<Extension> next) = _plan.OpeningsAt(height, _openings);
        return DeepBatching<Scalar>.Combine(
            [.. _plan.TraceTrees.SelectMany((tree, i) => tree.Layers.Where(layer => layer.LogRows == height + LogBlowup).Select(
                layer => (_trees[i].Matrices.Where(m => m.Rows == 1 << layer.LogRows).ToArray(), layer, tree.HoldsExtensions)))],
            local, next, height, LogBlowup, _challenges.Zeta, _challenges.Batching, _pool, _workers);
    }

    private PackedMatrix<Scalar> Pack(Trace trace)
    {
        PackedMatrix<Scalar> packed = new(_pool, trace.Width, trace.Height);
        packed.CopyFrom(trace, 0, trace.Height);
        return packed;
    }

    private PackedMatrix<Scalar> Extend(PackedMatrix<Scalar> columns) => CosetLde.Extend(columns, 0, int.Log2(columns.Rows), KoalaBear.One, LogBlowup, _pool, _workers);

    private PackedMatrix<Scalar> ExtendChunks(ProverTable<Scalar> table, PackedMatrix<Scalar> quotient)
    {
        int chunks = 1 << table.Structure.LogQuotientChunks;
        PackedMatrix<Scalar> extended = new(_pool, Degree * chunks, 1 << (table.LogHeight + LogBlowup));
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            CosetLde.ExtendInto(
                quotient, chunk << table.LogHeight, table.LogHeight, Domain.BlockShift(table.LogHeight, LogBlowup, chunk), LogBlowup, extended, Degree * chunk, _pool, _workers);
        }

        return extended;
    }

    private Digest[] Commit(ColumnKind kind, IEnumerable<PackedMatrix<Scalar>?> matrices)
    {
        TreePlan plan = _plan.Tree(kind);
        _trees.Add(MerkleTree<THash, Scalar>.Commit([.. matrices.OfType<PackedMatrix<Scalar>>()], plan, LogBlowup, _workers));
        return _trees[^1].Cap(plan.LogCap);
    }

    private TableOpenings<Extension> Open(ProverTable<Scalar> table)
    {
        Extension zeta = _challenges.Zeta, zetaNext = zeta * new Scalar(KoalaBear.TwoAdicGenerator(table.LogHeight));
        Extension[] logUpNext = Combined(At(table.LogUp, zetaNext));
        Extension[] mainNext = At(table.Main, zetaNext);
        return new(
            At(table.Preprocessed, zeta), At(table.Main, zeta), [.. table.Structure.NextColumns.ToArray().Select(column => mainNext[column])],
            Combined(At(table.LogUp, zeta)), logUpNext.Length == 0 ? [] : [logUpNext[^1]], Combined(At(table.Quotient, zeta)));

        Extension[] At(PackedMatrix<Scalar>? matrix, Extension point) => matrix is null
            ? []
            : OpeningEvaluator<Scalar>.Evaluate(
                matrix, [.. Enumerable.Range(0, matrix.Width)], OpeningEvaluator<Scalar>.Weights(point, table.LogHeight, _pool, _workers), point, table.LogHeight, _workers);

        static Extension[] Combined(Extension[] columns) => [.. columns.Chunk(Degree).Select(c => PackedRows.Combine(c))];
    }

    private QueryOpening<Scalar, Extension, Digest> Open(int position)
    {
        int traceTrees = _plan.TraceTrees.Count;
        return new(
            position,
            [.. Enumerable.Range(0, traceTrees).Where(i => !_plan.TraceTrees[i].HoldsExtensions).Select(i => OpenTree(i, _plan.TraceTrees[i], row => row.Select(cell => new Scalar(cell)).ToArray()))],
            [.. Enumerable.Range(0, traceTrees).Where(i => _plan.TraceTrees[i].HoldsExtensions).Select(i => OpenTree(i, _plan.TraceTrees[i], Extensions))],
            [.. _plan.FoldTrees.Select((plan, i) => OpenTree(traceTrees + i, plan, Extensions))]);

        TreeOpening<TCell, Digest> OpenTree<TCell>(int number, TreePlan plan, Func<KoalaBear[], TCell[]> convert)
        {
            int row = position >> (_plan.LogDomain - plan.LogRows);
            return new([.. _trees[number].Rows(row).Select(convert)], _trees[number].Path(row, plan.LogCap));
        }

        static Extension[] Extensions(KoalaBear[] row) => [.. row.Chunk(Degree).Select(c => PackedRows.ToExtension(c))];
    }
}
