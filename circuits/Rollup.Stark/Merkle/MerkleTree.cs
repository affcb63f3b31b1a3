using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Merkle;

/// <summary>
/// One commitment to several matrices of different heights. Node e of the layer of 2^m nodes covers, in every matrix of 2^k ≥ 2^m rows, the domain indices
/// congruent to e modulo 2^m: its children are e and e + 2^m of the layer below. The lowest layer holds the hashes of the tallest
/// matrices' rows; where a layer reaches the height of further matrices, a node is compress(compress(children), hash(rows)).
/// Layers are kept in the matrices' memory order (see <see cref="Domain.Position"/>), so every pass over them is sequential.
/// </summary>
public sealed class MerkleTree<THash, P> : IDisposable
    where THash : struct, IHashSuite<THash>
    where P : unmanaged, IPackedField<P>
{
    /// <summary>Packed rows, or nodes, per task.</summary>
    private const int RowGrain = 64, NodeGrain = 2048;

    private readonly int _logBlowup;
    private readonly Digest[][] _layers;

    private MerkleTree(PackedMatrix<P>[] matrices, int logBlowup, Digest[][] layers)
    {
        Matrices = matrices;
        _logBlowup = logBlowup;
        _layers = layers;
    }

    /// <summary>The committed matrices; the tree owns them.</summary>
    public IReadOnlyList<PackedMatrix<P>> Matrices { get; }

    public Digest Root => _layers[0][0];

    public int LogMaxRows => _layers.Length - 1;

    public static MerkleTree<THash, P> Commit(PackedMatrix<P>[] matrices, int logBlowup, Workers workers)
    {
        int logMax = matrices.Max(m => int.Log2(m.Rows));
        Digest[][] layers = new Digest[logMax + 1][];
        for (int log = logMax; log >= 0; log--)
        {
            Digest[] layer = GC.AllocateUninitializedArray<Digest>(1 << log);
            layers[log] = layer;
            PackedMatrix<P>[] injected = [.. matrices.Where(m => m.Rows == layer.Length)];
            if (log < logMax)
                CompressLayer(layers[log + 1], layer, log >= logBlowup ? logBlowup : log, workers);
            if (injected.Length > 0)
                HashRows(injected, layer, compress: log < logMax, workers);
        }

        return new(matrices, logBlowup, layers);
    }

    /// <summary>
    /// The opening at the given indices: for every matrix and every distinct row touched, in ascending order of index, the row; and the nodes that
    /// <see cref="MerkleVerifier"/> cannot compute from them, from the lowest layer up, in the order of the nodes they join.
    /// </summary>
    public MerkleOpening Open(IEnumerable<int> indices)
    {
        SortedSet<int> known = [.. MerkleVerifier.DistinctRows(indices, LogMaxRows)];
        KoalaBear[][][] rows = [.. Matrices.Select(matrix => RowsOf(matrix, known))];
        List<Digest> siblings = [];
        for (int log = LogMaxRows; log > 0; log--)
        {
            int half = 1 << (log - 1);
            foreach (int index in known)
            {
                if (!known.Contains(index ^ half))
                    siblings.Add(_layers[log][Domain.Position(index ^ half, log, _logBlowup)]);
            }

            known = [.. known.Select(index => index & (half - 1))];
        }

        return new(rows, [.. siblings]);
    }

    public void Dispose()
    {
        foreach (PackedMatrix<P> matrix in Matrices)
            matrix.Dispose();
    }

    private KoalaBear[][] RowsOf(PackedMatrix<P> matrix, SortedSet<int> indices)
    {
        SortedSet<int> distinct = [.. indices.Select(index => index & (matrix.Rows - 1))];
        return [.. distinct.Select(index =>
        {
            KoalaBear[] row = new KoalaBear[matrix.Width];
            matrix.ReadRow(Domain.Position(index, int.Log2(matrix.Rows), _logBlowup), row);
            return row;
        })];
    }

    /// <summary>Nodes of one layer from the one below, which has 2^<paramref name="logBlocks"/> blocks as long as it has more nodes than that.</summary>
    private static void CompressLayer(Digest[] below, Digest[] layer, int logBlocks, Workers workers)
    {
        int blockLength = layer.Length >> logBlocks;
        workers.ForRanges(layer.Length, Math.Min(NodeGrain, blockLength), (from, to) =>
        {
            int block = from / blockLength;
            int offset = from - (block * blockLength);
            ReadOnlySpan<Digest> pair = below.AsSpan(2 * block * blockLength, 2 * blockLength);
            THash.CompressMany<P>(pair.Slice(offset, to - from), pair.Slice(blockLength + offset, to - from), layer.AsSpan(from, to - from));
        });
    }

    private static void HashRows(PackedMatrix<P>[] matrices, Digest[] layer, bool compress, Workers workers)
    {
        int width = matrices.Sum(m => m.Width);
        workers.ForRanges(layer.Length / P.Lanes, RowGrain, (from, to) =>
        {
            P[] concatenated = matrices.Length > 1 ? new P[width] : [];
            Digest[] digests = compress ? new Digest[P.Lanes] : [];
            for (int row = from; row < to; row++)
            {
                ReadOnlySpan<P> columns = matrices[0].PackedRow(row);
                if (matrices.Length > 1)
                {
                    int column = 0;
                    foreach (PackedMatrix<P> matrix in matrices)
                    {
                        matrix.PackedRow(row).CopyTo(concatenated.AsSpan(column));
                        column += matrix.Width;
                    }

                    columns = concatenated;
                }

                Span<Digest> target = layer.AsSpan(row * P.Lanes, P.Lanes);
                if (compress)
                {
                    THash.HashRows(columns, digests);
                    THash.CompressMany<P>(target, digests, target);
                }
                else
                {
                    THash.HashRows(columns, target);
                }
            }
        });
    }
}
