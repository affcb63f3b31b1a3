using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;
using Rollup.Stark.Verification;

namespace Rollup.Stark.Proofs;

/// <summary>
/// The binary form of proofs. Big-endian; field elements are four canonical bytes, extension elements five of them, digests the <c>NodeBytes</c> of the hash. In order:
/// <list type="number">
/// <item>the version byte, the hash byte, the shape's index as a byte,</item>
/// <item>the messages in the order of <see cref="Protocol"/>: caps, cumulative sums, openings, final polynomial, and a nonce wherever work is demanded,</item>
/// <item>the queries one after another: the position (three bytes), then of every tree (preprocessed, main, LogUp, quotient, folds) the rows, tallest matrices first, those of equal height as one row whose
/// cells stand in the order in which they are hashed (<see cref="RowLayer"/>, without zero cells), and the path, lowest sibling first.</item>
/// </list>
/// All sizes follow from key and shape. A proof with Poseidon2 trees, which is stored, leaves out every row and sibling at a position where an earlier query has written it; one with Keccak trees is
/// calldata: it names no positions and leaves out nothing. There is one encoding per valid proof: every value is canonical and nothing may follow.
/// </summary>
public static class ProofCodec
{
    public static byte[] Encode<THash>(VerifyingKey<THash> key, Proof proof)
        where THash : struct, IHashSuite<THash>
    {
        ProofPlan plan = key.Plans[proof.ShapeIndex];
        ProofWriter<THash> writer = new();
        writer.WriteByte(Protocol.Version);
        writer.WriteByte((byte)THash.Kind);
        writer.WriteByte((byte)proof.ShapeIndex);
        RunMessages(plan, new WrittenMessages<THash>(writer, new(proof)));
        SharedCells shared = new();
        foreach (QueryOpening<Scalar, Extension, Digest> query in proof.Queries)
        {
            int? position = Pruned<THash>() ? query.Position ?? throw new ArgumentException("A query's position is not known.", nameof(proof)) : null;
            if (position is int known)
                writer.WritePosition(known);
            for (int i = 0; i < plan.TraceTrees.Count; i++)
            {
                if (plan.TraceTrees[i].HoldsExtensions)
                    Write(plan.TraceTrees[i], i, query.ExtensionTrees[i - query.BaseTrees.Length], writer.WriteExtensions);
                else
                    Write(plan.TraceTrees[i], i, query.BaseTrees[i], writer.WriteElements);
            }

            for (int i = 0; i < plan.FoldTrees.Count; i++)
                Write(plan.FoldTrees[i], plan.TraceTrees.Count + i, query.Folds[i], writer.WriteExtensions);

            void Write<TCell>(TreePlan tree, int number, TreeOpening<TCell, Digest> opening, Action<TCell[]> writeRow)
            {
                foreach (RowLayer layer in tree.Layers)
                {
                    TCell[] row = layer.Pack(tree.RowsAt(layer, opening.Rows));
                    if (shared.Row(plan, layer, number, position) is not { } cell || shared.TryAdd(cell, row))
                        writeRow(row);
                }

                for (int step = 0; step < opening.Path.Length; step++)
                {
                    if (shared.Sibling(plan, tree, number, step, position) is not { } cell || shared.TryAdd(cell, opening.Path[step]))
                        writer.WriteDigest(opening.Path[step]);
                }
            }
        }

        return writer.ToArray();
    }

    /// <summary>The proof in <paramref name="bytes"/>, or the reason why there is none that <paramref name="key"/> could verify.</summary>
    public static VerificationResult TryDecode<THash>(VerifyingKey<THash> key, ReadOnlySpan<byte> bytes, out Proof? proof)
        where THash : struct, IHashSuite<THash>
    {
        proof = null;
        ProofReader<THash> reader = new(bytes.ToArray());
        if (reader.ReadByte() != Protocol.Version || reader.ReadByte() != (byte)THash.Kind)
            return new(VerificationError.WrongVersion, "the proof is of another version or hash");
        int shape = reader.ReadByte();
        if (!reader.Failed && shape >= key.Plans.Count)
            return new(VerificationError.UnknownShape, $"shape {shape} of {key.Plans.Count}");
        ProofPlan plan = key.Plans[reader.Failed ? 0 : shape];
        ProofCollector<Scalar, Extension, Digest> messages = new(plan, new ReadMessages<THash>(plan, reader));
        RunMessages(plan, messages);
        QueryOpening<Scalar, Extension, Digest>[] queries = new QueryOpening<Scalar, Extension, Digest>[plan.Parameters.Queries];
        SharedCells shared = new();
        for (int query = 0; query < queries.Length && !reader.Failed; query++)
        {
            int? position = Pruned<THash>() ? reader.ReadPosition(plan.LogDomain) : null;
            queries[query] = new(
                position,
                [.. Numbered(t => !t.HoldsExtensions).Select(t => Read(t.Tree, t.Number, reader.ReadElements))],
                [.. Numbered(t => t.HoldsExtensions).Select(t => Read(t.Tree, t.Number, reader.ReadExtensions))],
                [.. plan.FoldTrees.Select((tree, i) => Read(tree, plan.TraceTrees.Count + i, reader.ReadExtensions))]);

            TreeOpening<TCell, Digest> Read<TCell>(TreePlan tree, int number, Func<int, TCell[]> readRow) => new(
                tree.Rows([.. tree.Layers.Select(layer => shared.GetOrAdd(shared.Row(plan, layer, number, position), () => ReadRow(layer, readRow)))]),
                [.. Enumerable.Range(0, tree.PathLength).Select(step => shared.GetOrAdd(shared.Sibling(plan, tree, number, step, position), reader.ReadDigest))]);
        }

        // After a failure there are no cells.
        TCell[] ReadRow<TCell>(RowLayer layer, Func<int, TCell[]> read)
        {
            TCell[] packed = read(layer.Width);
            return reader.Failed ? new TCell[layer.Width] : layer.Unpack(packed);
        }

        if (reader.Failed || !reader.AtEnd)
            return new(VerificationError.Malformed, reader.Failed ? "the proof ends early or holds a value outside its range" : "bytes follow the proof");
        proof = messages.ToProof(queries);
        return VerificationResult.Valid;

        IEnumerable<(TreePlan Tree, int Number)> Numbered(Func<TreePlan, bool> condition) => plan.TraceTrees.Select((tree, i) => (tree, i)).Where(t => condition(t.tree));
    }

    private static bool Pruned<THash>()
        where THash : struct, IHashSuite<THash>
        => THash.Kind == HashKind.Poseidon2;

    private static void RunMessages<TMessages>(ProofPlan plan, TMessages messages)
        where TMessages : IProofMessages<Scalar, Extension, Digest>
        => Protocol.Run<TMessages, NoChallenger, Scalar, Extension, Digest, bool>(plan, default, [], messages, new(), new(plan));

    /// <summary>Writes every message that passes.</summary>
    private sealed class WrittenMessages<THash>(ProofWriter<THash> writer, ProofMessages<Scalar, Extension, Digest> source) : IProofMessages<Scalar, Extension, Digest>
        where THash : struct, IHashSuite<THash>
    {
        public Digest[] Commitment(ColumnKind kind, int round)
        {
            Digest[] cap = source.Commitment(kind, round);
            foreach (Digest digest in cap)
                writer.WriteDigest(digest);
            return cap;
        }

        public Extension[] CumulativeSums() => Written(source.CumulativeSums());

        public TableOpenings<Extension>[] Openings()
        {
            TableOpenings<Extension>[] openings = source.Openings();
            foreach (Extension[] values in openings.SelectMany(o => o.All))
                writer.WriteExtensions(values);
            return openings;
        }

        public Extension[] FinalPolynomial() => Written(source.FinalPolynomial());

        public Scalar Nonce(WorkStage stage, int round)
        {
            Scalar nonce = source.Nonce(stage, round);
            writer.WriteElements([nonce]);
            return nonce;
        }

        private Extension[] Written(Extension[] values)
        {
            writer.WriteExtensions(values);
            return values;
        }
    }

    /// <summary>Reads every message when it is asked for.</summary>
    private sealed class ReadMessages<THash>(ProofPlan plan, ProofReader<THash> reader) : IProofMessages<Scalar, Extension, Digest>
        where THash : struct, IHashSuite<THash>
    {
        public Digest[] Commitment(ColumnKind kind, int round) => reader.ReadDigests(1 << (kind == ColumnKind.Fold ? plan.FoldTrees[round] : plan.Tree(kind)).LogCap);

        public Extension[] CumulativeSums() => reader.ReadExtensions(plan.Tables.Count(t => t.Structure.HasInteractions));

        public TableOpenings<Extension>[] Openings()
        {
            TableOpenings<Extension>[] openings = [.. Enumerable.Repeat(TableOpenings<Extension>.None, plan.Structures.Count)];
            foreach (TablePlan table in plan.Tables)
                openings[table.Index] = TableOpenings<Extension>.Read(table, reader.ReadExtensions);
            return openings;
        }

        public Extension[] FinalPolynomial() => reader.ReadExtensions(1 << plan.Schedule.FinalLogLength);

        public Scalar Nonce(WorkStage stage, int round) => reader.ReadElement();
    }

    /// <summary>Challenges are of no concern to the codec.</summary>
    private sealed class NoChallenger : IChallenger<Scalar, Extension, Digest, bool>
    {
        public void Absorb(Scalar value)
        {
        }

        public void Absorb(Extension value)
        {
        }

        public void Absorb(Digest value)
        {
        }

        public void AbsorbConstant(int value)
        {
        }

        public Extension SampleExtension() => default;

        public void BeginWork()
        {
        }

        public void EndWork(Scalar nonce, int bits, WorkStage stage)
        {
        }

        public bool[][] SampleQueries(int count, int bits) => [];
    }

    /// <summary>
    /// Rows and siblings that were written or read, by tree, layer and position there. Queries meet on their way up; without a position nothing is shared.
    /// </summary>
    private sealed class SharedCells
    {
        private readonly Dictionary<(int Tree, int Part, int Position), object> _cells = [];

        public (int Tree, int Part, int Position)? Row(ProofPlan plan, RowLayer layer, int number, int? position)
            => position >> (plan.LogDomain - layer.LogRows) is int row ? (number, -layer.LogRows, row) : null;

        public (int Tree, int Part, int Position)? Sibling(ProofPlan plan, TreePlan tree, int number, int step, int? position)
            => position >> (plan.LogDomain - tree.LogRows + step) is int node ? (number, step, node ^ 1) : null;

        public bool TryAdd((int Tree, int Part, int Position) cell, object value) => _cells.TryAdd(cell, value);

        public T GetOrAdd<T>((int Tree, int Part, int Position)? cell, Func<T> read)
        {
            if (cell is not { } place)
                return read();
            if (!_cells.TryGetValue(place, out object? value))
                _cells.Add(place, value = read()!);
            return (T)value;
        }
    }
}
