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
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Tests.Forgery;

/// <summary>
/// A plain prover, one element and one thread at a time, that lets a forger interfere between any two messages. What the forger changes is what is committed, absorbed and opened afterwards, so that
/// every challenge, nonce and Merkle path is in order and only the intended lie is left for the verifier to find. Without interference its proof is that of <see cref="Prover"/>.
/// </summary>
internal sealed class ForgingProver<THash>(ProvingKey<THash> key, Trace[] traces, KoalaBear[] publicValues)
    where THash : struct, IHashSuite<THash>
{
    /// <summary>Before the main commitment: the extended columns.</summary>
    public Action<ProverTable<Scalar>[]> OnMain { get; init; } = _ => { };

    /// <summary>Before the LogUp columns are extended: those over the trace domains, and the tables' cumulative sums.</summary>
    public Action<PackedMatrix<Scalar>?[], ProverTable<Scalar>[]> OnFractions { get; init; } = (_, _) => { };

    /// <summary>Before the LogUp commitment: the extended columns and the cumulative sums.</summary>
    public Action<ProverTable<Scalar>[]> OnLogUp { get; init; } = _ => { };

    /// <summary>Before the quotient commitment: the extended chunks.</summary>
    public Action<ProverTable<Scalar>[]> OnQuotient { get; init; } = _ => { };

    /// <summary>Before the openings are absorbed. The challenges after ζ are not drawn yet.</summary>
    public Action<TableOpenings[], ProverTable<Scalar>[], VerifierChallenges> OnOpenings { get; init; } = (_, _, _) => { };

    /// <summary>Before FRI: the batched codewords by height.</summary>
    public Action<Dictionary<int, PackedMatrix<Scalar>>> OnCodewords { get; init; } = _ => { };

    /// <summary>Every nonce outside FRI's rounds is zero, whatever work is demanded.</summary>
    public bool WithoutWork { get; init; }

    private int LogBlowup => key.Verifying.Parameters.LogBlowup;

    public Proof Prove()
    {
        using BufferPool pool = new();
        Workers workers = new(1, CancellationToken.None);
        VerifyingKey<THash> verifying = key.Verifying;
        GrindingBits grinding = verifying.Parameters.Grinding;
        int[] logHeights = [.. traces.Select(t => t.LogHeight)];
        ProverTable<Scalar>[] tables = [.. verifying.Airs.Select((air, i) => new ProverTable<Scalar>(air, verifying.Shapes[i], logHeights[i]))];
        Transcript<THash> transcript = ProtocolPrelude.Begin(verifying, logHeights, publicValues);
        List<MerkleTree<THash, Scalar>> trees = [];
        PackedMatrix<Scalar>[] main = [.. traces.Select(Pack)];
        PackedMatrix<Scalar>?[] preprocessed = [.. key.Preprocessed.Select(t => t is null ? null : Pack(t))];

        for (int i = 0; i < tables.Length; i++)
            tables[i].Preprocessed = preprocessed[i] is { } columns ? Extend(columns) : null;
        if (verifying.HasPreprocessed)
            _ = Commit(tables.Select(t => t.Preprocessed));

        foreach ((ProverTable<Scalar> table, PackedMatrix<Scalar> columns) in tables.Zip(main))
            table.Main = Extend(columns);
        OnMain(tables);
        Digest mainRoot = Commit(tables.Select(t => t.Main));
        transcript.Absorb(mainRoot);

        LogUpChallenges? logUp = null;
        Digest logUpRoot = default;
        uint logUpNonce = 0;
        Extension alpha = default, beta = default;
        if (verifying.HasInteractions)
        {
            logUpNonce = Grind(grinding.LogUp);
            (alpha, beta) = (transcript.SampleExtension(), transcript.SampleExtension());
            logUp = new(alpha, beta, verifying.Shapes);
            PackedMatrix<Scalar>?[] fractions = new PackedMatrix<Scalar>?[tables.Length];
            for (int i = 0; i < tables.Length; i++)
            {
                if (tables[i].Shape.HasInteractions)
                    (fractions[i], tables[i].CumulativeSum) = LogUpTrace.Generate(tables[i].Air, tables[i].Shape, main[i], preprocessed[i], publicValues, logUp, pool, workers);
            }

            OnFractions(fractions, tables);
            for (int i = 0; i < tables.Length; i++)
                tables[i].LogUp = fractions[i] is { } columns ? Extend(columns) : null;
            OnLogUp(tables);
            foreach (ProverTable<Scalar> table in tables.Where(t => t.Shape.HasInteractions))
                transcript.Absorb(table.CumulativeSum);
            logUpRoot = Commit(tables.Select(t => t.LogUp));
            transcript.Absorb(logUpRoot);
        }

        uint compositionNonce = Grind(grinding.Composition);
        Extension lambda = transcript.SampleExtension();
        foreach (ProverTable<Scalar> table in tables)
            table.Quotient = ExtendChunks(table, QuotientEvaluator<Scalar>.Evaluate(table, publicValues, lambda, logUp, LogBlowup, pool, workers));
        OnQuotient(tables);
        Digest quotientRoot = Commit(tables.Select(t => t.Quotient));
        transcript.Absorb(quotientRoot);

        uint outOfDomainNonce = Grind(grinding.OutOfDomain);
        Extension zeta = transcript.SampleExtension();
        TableOpenings[] openings = [.. tables.Select(Open)];
        OnOpenings(openings, tables, new(alpha, beta, lambda, zeta, default, [], [], []));
        foreach (Extension[] values in openings.SelectMany(o => o.All))
            transcript.Absorb(values);

        uint batchingNonce = Grind(grinding.Batching);
        Extension batching = transcript.SampleExtension();
        FriSchedule schedule = new(verifying.Parameters, logHeights);
        Dictionary<int, PackedMatrix<Scalar>> codewords = schedule.Heights.ToDictionary(height => height, height => DeepBatching<Scalar>.Combine(
            [.. tables.Zip(openings).Where(p => p.First.LogHeight == height)], height, LogBlowup, zeta, batching, pool, workers));
        OnCodewords(codewords);
        FriCommitments<THash, Scalar> fri = FriProver<THash, Scalar>.Commit(schedule, verifying.Parameters, codewords, transcript, pool, workers);
        uint queryNonce = Grind(grinding.Queries);
        int[] queries = transcript.SampleIndices(verifying.Parameters.Queries, schedule.Heights[0] + LogBlowup);
        return new(
            logHeights, mainRoot, logUpRoot, [.. tables.Where(t => t.Shape.HasInteractions).Select(t => t.CumulativeSum)], quotientRoot, openings,
            [.. fri.Trees.Select(t => t.Root)], fri.FinalPolynomial, new(logUpNonce, compositionNonce, outOfDomainNonce, batchingNonce, fri.Nonces, queryNonce),
            [.. trees.Select(t => t.Open(queries))], [.. fri.Trees.Select(t => t.Open(queries))]);

        uint Grind(int bits)
        {
            if (!WithoutWork)
                return transcript.Grind(bits, threads: 1, CancellationToken.None);
            _ = transcript.VerifyNonce(0, bits);
            return 0;
        }

        PackedMatrix<Scalar> Pack(Trace trace)
        {
            PackedMatrix<Scalar> packed = new(pool, trace.Width, trace.Height);
            packed.CopyFrom(trace, 0, trace.Height);
            return packed;
        }

        PackedMatrix<Scalar> Extend(PackedMatrix<Scalar> columns) => CosetLde.Extend(columns, 0, int.Log2(columns.Rows), KoalaBear.One, LogBlowup, pool, workers);

        PackedMatrix<Scalar> ExtendChunks(ProverTable<Scalar> table, PackedMatrix<Scalar> quotient)
        {
            int chunks = 1 << table.Shape.LogQuotientChunks;
            PackedMatrix<Scalar> extended = new(pool, 5 * chunks, 1 << (table.LogHeight + LogBlowup));
            for (int chunk = 0; chunk < chunks; chunk++)
                CosetLde.ExtendInto(quotient, chunk << table.LogHeight, table.LogHeight, Domain.BlockShift(table.LogHeight, LogBlowup, chunk), LogBlowup, extended, 5 * chunk, pool, workers);
            return extended;
        }

        Digest Commit(IEnumerable<PackedMatrix<Scalar>?> matrices)
        {
            trees.Add(MerkleTree<THash, Scalar>.Commit([.. matrices.OfType<PackedMatrix<Scalar>>()], LogBlowup, workers));
            return trees[^1].Root;
        }

        TableOpenings Open(ProverTable<Scalar> table)
        {
            Extension zetaNext = zeta * new Scalar(KoalaBear.TwoAdicGenerator(table.LogHeight));
            return new(
                At(table.Preprocessed, zeta), At(table.Main, zeta), table.Shape.UsesNext ? At(table.Main, zetaNext) : [],
                At(table.LogUp, zeta), At(table.LogUp, zetaNext), At(table.Quotient, zeta));

            Extension[] At(PackedMatrix<Scalar>? matrix, Extension point) => matrix is null
                ? []
                : OpeningEvaluator<Scalar>.Evaluate(matrix, OpeningEvaluator<Scalar>.Weights(point, table.LogHeight, pool, workers), point, table.LogHeight, workers);
        }
    }
}
